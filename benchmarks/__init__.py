"""Benchmarks: ratios against a named peer in one run. Run one with ``python -m benchmarks.path``."""

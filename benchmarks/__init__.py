"""Benchmarks: ratios against a named peer in one run, for example ``python -m benchmarks.path``."""

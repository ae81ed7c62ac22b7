"""Releases: build, difference, switch, list, prune.

A release is immutable and named by its content; ``current`` points at the one being served.
"""

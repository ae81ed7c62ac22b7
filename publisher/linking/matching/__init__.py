"""Candidates, features, scores and the choice among them: two lists in, proposals out; pure.

Weights and thresholds are fixed and stand in tables; nothing is trained on the data at hand, so
the same two lists give the same proposals in any process.
"""

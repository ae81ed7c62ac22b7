"""SHACL: shapes compiled once, evaluated set by set over a graph of columns of term ids.

``graph`` is the data, ``paths`` and ``shapes`` what was compiled, ``validate`` the evaluation.
"""

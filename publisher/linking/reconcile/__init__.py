"""Reconciliation: which of the site's things a text may mean, with a score and what explains it.

Questions of either version of the protocol become the same ones; nothing here knows of HTTP.
"""

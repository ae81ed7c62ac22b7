"""The same thing under two names: normal forms, identifiers, candidates, decisions and links.

What is found here is proposed; what a person accepts is data under ``data/links/`` and travels the
path of every source.
"""

"""Feeds of all kinds -> steps: the records of one page, and where the reading stands after it."""

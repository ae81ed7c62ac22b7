"""Judging a feed: what harvesters will make of it tonight, and how many points each dataset gets.

What is known of harvesters, profiles and points stands in tables: :mod:`readers`, :mod:`metrics`,
and the files in ``tables/``. Nothing here fetches: documents and answers are handed in.
"""

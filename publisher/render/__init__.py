"""Descriptions and triples -> bytes: RDF formats, JSON-LD, HTML.

Nothing here knows a store or a web framework; the same input gives the same bytes in any process.
"""

"""Rows + contract -> statements: what each cell of each row says, in RDF.

A table named for a class is read by its headings; any other by its CSV on the Web metadata.
"""

"""Named queries: SPARQL with a name, words in several languages, and parameters.

``header`` reads them from files, ``statements`` turns them into RDF and back, ``given`` reads the
values of parameters, ``binding`` writes them into the query, ``paging`` divides the answer.
"""

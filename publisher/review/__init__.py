"""Review: checks of what a person names – files, a site, a release – by the shapes they name.

``files`` finds what is named, ``graphs`` checks RDF files, ``sites`` a site and its tables.
"""

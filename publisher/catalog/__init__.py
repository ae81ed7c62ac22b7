"""What is published, described: counted (VoID), as a service (SPARQL), as a catalogue (DCAT).

:mod:`dcat` has the records of the catalogue, :mod:`profiles` what their readers want of them.
"""

"""Erasing: a thing is taken out of everything that the site keeps, for good.

``scope`` says what belongs to it; ``finding`` and the modules of files take it out of the sources;
``releases``, ``log`` and ``texts`` out of what was made of them; ``erasure`` does one after the
other, and goes on where it was broken off.
"""

"""Who may publish here: publishers and their namespaces, their keys, and the log of what came in.

Publishers stand in ``publishers.toml`` beside ``site.toml``; keys and the log lie in a folder that
is no part of the site.
"""

"""Foreign clients of the endpoint: each asks the same queries, and must get the same answers."""

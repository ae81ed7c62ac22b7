"""Read a release in-process; query an endpoint; the seam for other engines."""

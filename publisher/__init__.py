"""publisher: one folder in, a whole linked-data site out."""

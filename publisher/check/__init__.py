"""Check: statements + shapes -> a report; each result explained at the cell that it came from."""

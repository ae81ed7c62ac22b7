"""The suites of the standards, and published profiles, held against our own check."""

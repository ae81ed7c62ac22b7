"""Workbooks that are written: templates to fill in, and an officer's own workbook with marks."""

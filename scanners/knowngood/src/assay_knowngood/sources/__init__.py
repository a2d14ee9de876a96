"""What can be imported: each module reads one form, row by row."""

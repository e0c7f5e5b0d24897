"""`plumbline process`: into a process from a table and back, and what an edit changes in it."""

"""`plumbline deals`: one file a verb, and what only they need."""

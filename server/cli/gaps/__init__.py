"""`plumbline gaps`: one file a verb, and what only they need."""

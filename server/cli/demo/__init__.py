"""`plumbline demo`: the demonstration is told by the verbs that people use; `story/` is what is told, as data."""

"""`plumbline people`: who is here; a file of people and an erasure have files of their own."""

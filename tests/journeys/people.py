"""Who of the demonstration goes on a journey."""

FIRST_OF_EACH_ROLE = ("mara", "ines", "ruth", "sam", "oskar")
"""A rep, her manager, the head of sales, an author, an admin."""

"""A manager's week, and what the mail of a morning says of it."""

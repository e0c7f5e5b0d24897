"""Copies of a whole database: taken while it is used, checked, and put back. What a copy holds is kept in a file of JSON beside it."""

"""Plumbline: keeps a sales team's process true. The map of this package stands in README.md."""

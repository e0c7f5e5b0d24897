"""The command `plumbline`."""

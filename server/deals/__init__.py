"""Opportunities: what they are called, whose they are, which stage is claimed, and what they are worth."""

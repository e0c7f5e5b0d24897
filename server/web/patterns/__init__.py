"""Samples of every component in every state, for the page of developers. Nothing here is read by the product."""

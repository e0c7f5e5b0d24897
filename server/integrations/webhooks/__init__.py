"""Telling other systems that something happened: signed, and again until they heard it."""

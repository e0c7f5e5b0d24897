"""The demonstration as data: a company that does not exist, its people and deals, and what they did in half a year. Days count back from today."""

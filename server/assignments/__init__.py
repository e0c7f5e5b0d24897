"""A lesson given to someone, by whom, why, and until when."""

"""Many deals, a line each: the review of a manager, and a rep's own."""

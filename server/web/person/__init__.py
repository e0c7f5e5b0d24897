"""One person as their own pages and those of their manager tell them: what was written, taken, promised and coached."""

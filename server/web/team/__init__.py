"""A manager's people by behaviour: what was found first, what to reinforce and what to look at next."""

"""Who should hear what: the inbox, the daily line by mail, and a private calendar of what is due."""

"""One line in Slack or Teams, for whoever wants it there: the day, a note, a reveal. What is written about somebody stays here."""

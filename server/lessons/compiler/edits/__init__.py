"""What an edit of the academy does to what was recorded: what keeps its history, what starts anew and why, what is to be read again."""

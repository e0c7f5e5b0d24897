"""What passes between a manager and a rep: notes, what is closed together with a sheet, one-to-ones, and what to look at again."""

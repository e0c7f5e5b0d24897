"""What a question of a lesson is made of: its answer of each kind, what names it, how well it is made. Every kind becomes one `model.Question`."""

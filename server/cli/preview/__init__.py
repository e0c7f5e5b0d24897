"""`plumbline serve --preview`: an author's own folder as reps will see it, beside the version in git. No database, no set-up, nothing is stored."""

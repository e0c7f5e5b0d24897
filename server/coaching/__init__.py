"""What a manager writes to a rep: short notes that the rep sees when they are written."""

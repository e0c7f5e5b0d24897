"""What erasing somebody would come to, and what words are over their time."""

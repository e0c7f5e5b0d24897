"""Questions about files of people and about what the directory says. Every answer is a frozen value."""

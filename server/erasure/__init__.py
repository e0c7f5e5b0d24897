"""What goes: everything about one person when they ask for it, the words of a buyer, and the words of everybody once their time is over."""

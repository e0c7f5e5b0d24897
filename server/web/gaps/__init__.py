"""What a person knows and does as pages draw it, and the one step that helps next."""

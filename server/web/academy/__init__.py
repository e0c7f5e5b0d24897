"""What authors read: how a question does, a lesson that is tried, a fault with its line, what changed in the process."""

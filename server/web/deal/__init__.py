"""One deal as pages show it: where it stands, its proof, what to know before a call."""

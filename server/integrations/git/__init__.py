"""The academy as a repository keeps it: fetched on a schedule or when its host says that something was pushed, taken over whole or not at all."""

"""Taking a lesson: a take pins one version of it, answers are marked and kept, a scenario is walked, and the end is a promise on a real deal."""

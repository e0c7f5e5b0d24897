"""What stands around every page: navigation, policy, language and theme, and where a person's work begins."""

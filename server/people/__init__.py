"""Who is here: people, their roles and teams over time, how they sign in, and the policy under which numbers about them may be seen."""

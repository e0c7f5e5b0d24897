"""A package of lessons for another learning system: its pages, its style sheet, and one script in three parts that are joined."""

"""A file as Markdown: its text, front matter, blocks, chips, lists, links and what is embedded, and the safe HTML of it."""

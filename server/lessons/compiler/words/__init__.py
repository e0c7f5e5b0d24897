"""How things are worded: measures, habits of style, the glossary, giveaway words and typography."""

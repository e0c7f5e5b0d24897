"""Finding one's way by words: an index of the process, the lessons, the templates and the glossary, what was typed, and the sentence that fits."""

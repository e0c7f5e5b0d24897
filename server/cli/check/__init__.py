"""`plumbline check`: what it mends, and how it tells a forge; the words of a complaint are printed by `reports` beside."""

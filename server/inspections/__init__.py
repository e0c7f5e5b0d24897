"""Looking at real deals the same standard way: evidence, the sheet, what it concludes, and how well two inspectors agree."""

"""A process in a spreadsheet: what a table of stages and behaviours says, how it meets the process that is there, and the files that follow. Pure."""

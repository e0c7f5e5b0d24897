"""The sheet of an inspection, several sheets of one deal side by side, how far inspectors agree, and what calibrations ask them."""

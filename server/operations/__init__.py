"""How the work beside the pages goes: each job with its last result and next run, who is told when one keeps failing, and what waits to be sent."""

"""Whether the process is alive: what is claimed beside what is supported, whether gates win deals, and where a team stops doing what it did."""

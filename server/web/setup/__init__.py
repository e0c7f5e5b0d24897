"""Words of the pages of admins, and what they type there."""

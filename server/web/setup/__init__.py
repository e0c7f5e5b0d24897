"""Words of the pages of admins."""

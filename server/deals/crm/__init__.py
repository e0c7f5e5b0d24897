"""What a CRM says of deals: reading its files, what its words mean here, and how a deal follows from everything that was ever seen of it. Pure."""

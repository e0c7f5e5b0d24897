"""How we sell: stages, behaviours, clauses and motions as one versioned value that every screen shares."""

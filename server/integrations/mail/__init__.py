"""Mail and invitations that somebody forwards: each becomes a dated item of proof on a deal, and nothing else of it is kept."""

"""What changes: every verb takes who acts first, checks that they may, and records its fact."""

"""Keeping the live store: what is followed, when a build is due, what became of it, and who is told."""

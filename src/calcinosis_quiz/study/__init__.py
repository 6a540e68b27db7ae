"""What a learner should meet next, and how far they have come: derived from the log."""

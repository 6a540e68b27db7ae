"""Teaching: what learners answered, and which questions work."""

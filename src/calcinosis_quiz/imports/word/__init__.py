"""Word processors: exams as people type them."""

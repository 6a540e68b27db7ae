"""Item statistics: one module a question that a teacher asks, pure functions over sets of learners."""

"""The answer log: what learners did, appended and never changed. Everything else about a learner is derived from it."""

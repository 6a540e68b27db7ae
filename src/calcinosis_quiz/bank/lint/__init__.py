"""The linter: one small function a rule, for flaws that let a question be answered, or failed, without knowledge."""

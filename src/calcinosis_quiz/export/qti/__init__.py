"""QTI packages: items built once in the words of version 2.1, renamed for 3.0; version 1.2 as Canvas reads it."""

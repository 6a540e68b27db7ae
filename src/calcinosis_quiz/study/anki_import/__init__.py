"""Reviews made in Anki, from the files that Anki writes to rows of the log."""

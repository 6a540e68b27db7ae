"""The quiz: answers, marks, papers and sessions. Pure: no clock, no files, no global random numbers."""

"""R/exams: exercises in R Markdown and in Sweave."""

"""What learners answered: files of every known format to one table, and the table to marks."""

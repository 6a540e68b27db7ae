"""Paper: exams, answer sheets, keys and guides as plain values (`document`), drawn as PDF or as Markdown."""

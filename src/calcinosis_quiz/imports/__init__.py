"""Other people's questions: files of other programs to items of a bank, with every loss as a value."""

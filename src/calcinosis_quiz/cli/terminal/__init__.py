"""Asking by single keys: the terminal is held, keys are read, a few lines are drawn again in place."""

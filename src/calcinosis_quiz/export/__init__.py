"""Exports: one room a target, questions in, bytes out. Callers write the files."""

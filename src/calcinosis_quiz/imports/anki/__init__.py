"""Anki: packages, collections and text files."""

"""Anki decks: questions to notes, notes to a package."""

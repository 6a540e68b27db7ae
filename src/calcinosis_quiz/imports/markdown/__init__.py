"""Formats of plain text that people write by hand."""

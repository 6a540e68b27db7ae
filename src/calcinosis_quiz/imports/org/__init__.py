"""Org: headings that are cards."""

"""Moodle XML: questions to elements, elements to one file."""

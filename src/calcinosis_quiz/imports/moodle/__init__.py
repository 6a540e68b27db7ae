"""Moodle: XML files, GIFT, Aiken, and the answers embedded in texts that they share."""

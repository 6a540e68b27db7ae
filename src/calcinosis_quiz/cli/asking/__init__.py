"""Asking questions whichever way the answers come in: a session, written to the log, by lines or as an exam."""

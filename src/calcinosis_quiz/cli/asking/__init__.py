"""Asking questions whichever way the answers come in: a sitting, written to the log, by lines or as an exam."""

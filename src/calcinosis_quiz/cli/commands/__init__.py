"""One module a command: parse, one call of the library, draw."""

"""Forms: what `teach` puts together, `export` draws and a folder takes in."""

"""Banks: YAML files in, typed items and problems with `file:line` out."""

"""Numbers to plots as SVG, and the page that they stand on: text in, text out, no script and nothing to load."""

"""The picture of progress as one self-contained page."""

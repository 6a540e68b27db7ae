"""Questions to one page that needs nothing else: to answer on a phone, to print, to hand in."""

"""Findings as people on a terminal, GitHub and other programs read them."""

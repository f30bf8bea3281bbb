"""What a sandbox shows to people: its rows, the last requests, the docs.

It is there where a sandbox listens on a port of its own for a person, and nowhere else:
nothing outside of this folder imports it before.
"""

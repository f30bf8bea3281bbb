"""The Python client as its users see it: names, arguments and types.

The package is written with them; docs and samples speak of them.
"""

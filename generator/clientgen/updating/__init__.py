"""A newer document of the vendor, brought into a spec that people have edited since.

What was imported before, what the new document makes, and the spec as it stands are compared
as data; the spec's files are then edited where their data changes, and nowhere else.
"""

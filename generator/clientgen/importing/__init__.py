"""Other people's documents, made into spec folders that people keep.

The document is read as calls and shapes, which are settled, grouped and named, and then
written as YAML. What a spec cannot say is noted, never dropped.
"""

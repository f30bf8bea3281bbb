"""Required-key rules: parsing, deciding, explaining, comparing. Knows key names only.

Vocabulary of the whole package:

*atom*
    Something that is either so or not so in a request body: a key is present (written as
    the key itself), or a key holds a literal value (an
    :class:`~clientgen.model.rules.Equals`).
*situation*
    What the caller said about the other side, such as ``{"platform": "UPKEEP"}``. Rules
    whose ``when`` does not match it do not count.

Sets of atoms are always closed: an array path brings its array (``a.*.b`` brings ``a``), a
literal value brings its key. Sets that could belong to no body, such as a key with two
values at once, are never answers.
"""

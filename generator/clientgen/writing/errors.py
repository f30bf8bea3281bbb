"""What can go wrong between text in memory and files on a disk."""

from __future__ import annotations


class WritingError(Exception):
    """Files could not be read or written; the message is for the person at the terminal."""


class GeneratorBug(Exception):
    """clientgen made something that cannot be published; nobody's spec is to blame."""

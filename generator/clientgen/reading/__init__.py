"""The front door of a spec: files in, a checked and resolved model out."""

from .files import read_sources
from .findings import Allowed, Finding, SpecError
from .loading import Loaded, load
from .past import load_as, position_as

__all__ = [
    "Allowed",
    "Finding",
    "Loaded",
    "SpecError",
    "load",
    "load_as",
    "position_as",
    "read_sources",
]

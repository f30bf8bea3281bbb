"""The front door of a spec: files in, a checked and resolved model out."""

from .files import read_sources
from .findings import Finding, SpecError
from .loading import Loaded, load

__all__ = ["Finding", "Loaded", "SpecError", "load", "read_sources"]

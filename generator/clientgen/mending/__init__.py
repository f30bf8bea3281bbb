"""What is mechanical about mending a spec: advice that names the very text, put in its place."""

from __future__ import annotations

from .mend import Mended, mend

__all__ = ["Mended", "mend"]

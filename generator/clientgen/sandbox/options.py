"""How a sandbox is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """What a sandbox holds, and whom it lets in.

    Attributes:
        rows: Things of each resource at the start.
        seed: Decides what refers to what; the same seed gives the same data.
        context: What the API knows about the other side, such as ``{"platform": "UPKEEP"}``:
            rules that hold there are kept to.
        token: The token, or API key, that is always let in.
        scopes: What that token is good for; None for everything.
        data: A file that keeps the things; None to forget them at the end.
        clock: What tells the time, aware of its zone; the machine's by default.
    """

    rows: int = 50
    seed: int = 0
    context: Mapping[str, str] = field(default_factory=dict)
    token: str = "sandbox-token"
    data: Path | None = None
    clock: Callable[[], datetime] | None = None
    scopes: frozenset[str] | None = None

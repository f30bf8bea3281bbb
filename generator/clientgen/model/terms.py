"""What holds for an operation beyond its path and values; said at any level, nearest first."""

from __future__ import annotations

from dataclasses import dataclass

NO_ONE = "none"
"""The way that sends no credential."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Who calls, with which constant headers, on which server.

    Attributes:
        ways: Names of ways to say who calls, the first that the client has; empty for the
            usual one, and :data:`NO_ONE` alone for none. Where it is the last, a client that
            has nothing sends nothing.
        scopes: What a credential must be good for.
        headers: Constant headers: name and value.
        server: Name of the server; empty for the default one.
    """

    ways: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    server: str = ""

    @property
    def optional(self) -> bool:
        """Whether a client may be without a credential that it would send."""
        return len(self.ways) > 1 and self.ways[-1] == NO_ONE


USUAL = Terms()

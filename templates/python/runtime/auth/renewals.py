"""Renewals of a token that all who wait for one share, with what comes of them."""

from __future__ import annotations

import time

from ..errors import ApiError, OAuthError
from ..wire.policies import Pause

__all__ = ["PATIENCE", "Renewal", "for_another", "never_ended", "outlasts"]

# Seconds that a shared renewal is waited for at most: those of a few slow answers.
PATIENCE = 300.0


class Renewal:
    """A renewal under way, for those who wait for it.

    Attributes:
        error: What it failed with, once it has.
    """

    __slots__ = ("error",)

    def __init__(self) -> None:
        self.error: Exception | None = None


def for_another(error: Exception) -> Exception:
    """Return the error of a shared renewal for one of those who waited for it."""
    if not isinstance(error, ApiError):
        return error
    from copy import copy

    return copy(error)  # the traceback belongs to whoever raises it


def never_ended() -> OAuthError:
    """Make the error for a renewal of somebody else's that does not end."""
    return OAuthError(
        f"another thread or event loop has been renewing the token for {PATIENCE:.0f} s"
        " and is not done; does its loop still run?"
    )


def outlasts(pause: Pause, until: float | None) -> bool:
    """Tell whether a pause ends after a moment, by ``time.monotonic``."""
    return until is not None and time.monotonic() + pause.seconds >= until

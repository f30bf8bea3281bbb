"""Sinks for Markdown; see :mod:`generator.targets.sinks` for the law."""

from __future__ import annotations

from collections.abc import Callable

from .sinks import Code

SINKS: dict[str, Callable[..., Code]] = {}

"""Notices as commands of a GitHub workflow, which puts them on the lines of a pull request."""

from __future__ import annotations

from .notice import Notice
from .places import in_repository


def command(notice: Notice) -> str:
    """One line."""
    where = {"file": in_repository(notice.path)}
    if notice.line:
        where |= {
            "line": str(notice.line),
            "endLine": str(notice.line),
            "col": str(notice.column),
            "endColumn": str(notice.end),
        }
    where["title"] = f"clientgen {notice.code}"
    said = ",".join(f"{key}={_property(value)}" for key, value in where.items())
    return f"::{notice.level} {said}::{_data(notice.message)}"


def _data(text: str) -> str:
    """As the runner takes it back: a line end would begin another command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""Rules that speak of query parameters and headers, in packages that have such."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from ..calls import Names
from ..calls.requests import plain
from ..models import UNSET
from ..options import Settings
from . import Rule
from . import Rules as BodyRules

Kind = Literal["", "number", "boolean", "http_date", "opaque"]


class Rules(BodyRules):
    """The rules of one operation.

    Attributes:
        parameters: By their names in rules, such as ``query:since``: what callers call
            them, and how their values are read; of those that are opaque, rules see only
            whether they are given.
    """

    def __init__(
        self, *rules: Rule, parameters: Mapping[str, tuple[str, Kind]]
    ) -> None:
        super().__init__(*rules)
        self.parameters = parameters

    def around(
        self, body: object, query: Mapping[str, Any], settings: Settings
    ) -> dict[str, Any]:
        """Return what rules see of a call: the body's keys and its parameters."""
        headers = {n.lower(): text for n, text in (settings.headers or {}).items()}
        secret = settings.sent.values if settings.sent else ()
        made = dict(body) if isinstance(body, dict) else {}
        for key, (_, kind) in self.parameters.items():
            place, _, name = key.partition(":")
            if place == "query":
                made[key] = _plain(query.get(name), kind, name)
            elif any(each == name for _, each, _ in secret):
                made[key] = {}
            else:
                made[key] = _read(headers.get(name.lower()), kind)
        return made

    def enforce(
        self,
        operation: str,
        body: object,
        context: Mapping[str, str | None],
        names: Names,
        docs: str,
        warn: Callable[[str], object],
    ) -> None:
        """Let a call pass, or refuse it; see :meth:`.Rules.enforce`."""
        called = {key: name for key, (name, _) in self.parameters.items()}
        names = {**(names or {}), **called}
        super().enforce(operation, body, context, names, docs, warn)


def _plain(value: Any, kind: Kind, name: str) -> Any:
    if value is None or value is UNSET:
        return None
    return {} if kind == "opaque" else plain(value, name)


def _read(text: str | None, kind: Kind) -> Any:
    """Read a header; one that is not of its kind is a text."""
    if text is None or kind in ("", "opaque"):
        return text
    if kind == "boolean":
        return {"true": True, "false": False}.get(text, text)
    try:
        if kind == "http_date":
            return parsedate_to_datetime(text).isoformat()
        return float(text) if "." in text else int(text)
    except ValueError:
        return text

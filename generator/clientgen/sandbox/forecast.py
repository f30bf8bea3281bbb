"""What the weather does, and to which requests: read from words and from files of rules."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit

from ..model.api import Api, Json, Operation
from ..targets.surface.names import resource_attribute
from ..targets.surface.operations import call_name

Word = str | int | float | bool


class WeatherError(ValueError):
    """Words of weather that make no sense; the message says which, and what would do."""


class Trouble(NamedTuple):
    """What happens to an answer. The table in :mod:`.weather` says what each does.

    Attributes:
        chance: How often it happens, from 0 to 1.
        times: How often it happens at most; None for no limit.
        after: How many requests are spared first.
    """

    slow: float = 0.0
    status: int = 0
    retry_after: str = ""
    expired: bool = False
    reset: bool = False
    lost: bool = False
    truncated: bool = False
    drip: float = 0.0
    html: bool = False
    wrong_types: bool = False
    unknown_fields: bool = False
    doubles: bool = False
    gaps: bool = False
    chance: float = 1.0
    times: int | None = None
    after: int = 0

    @property
    def words(self) -> str:
        """What happens, as it is written; without how often."""
        when = ("chance", "times", "after")
        found = []
        for name, value in self._asdict().items():
            if name in when or value == self._field_defaults[name]:
                continue
            word = name.replace("_", "-")
            found.append(word if value is True else f"{word}={value:{_form(value)}}")
        return "; ".join(found)

    def and_also(self, other: Trouble) -> Trouble:
        """Both at once; what only one can say is said by the first."""
        changes = {
            name: value
            for name, value in other._asdict().items()
            if getattr(self, name) == self._field_defaults[name]
        }
        return self._replace(**{**changes, "slow": self.slow + other.slow})


def _form(value: object) -> str:
    return "g" if isinstance(value, float) else ""


_FLAGS = frozenset(
    name for name, value in Trouble._field_defaults.items() if value is False
)
_SECONDS = frozenset({"slow", "drip"})
_COUNTS = frozenset({"times", "after"})
_SEPARATORS = re.compile("[;,]")
_NO_WORDS: Mapping[str, Word] = MappingProxyType({})


def trouble_of(words: str, more: Mapping[str, Word] = _NO_WORDS) -> Trouble:
    """Read words such as ``status=503; retry-after=1; times=2``.

    Args:
        words: The words.
        more: Further ones, with their values; underscores may stand for hyphens.

    Raises:
        WeatherError: A word is not known, or its value makes no sense.
    """
    found: dict[str, Word] = {}
    for each in filter(None, map(str.strip, _SEPARATORS.split(words))):
        name, given, value = each.partition("=")
        found[name.strip()] = value.strip() if given else True
    return _trouble_from({**found, **more})


def _trouble_from(words: Mapping[str, Word]) -> Trouble:
    made: dict[str, Word] = {}
    for word, value in words.items():
        name = word.lower().replace("-", "_")
        if name not in Trouble._fields:
            known = ", ".join(each.replace("_", "-") for each in Trouble._fields)
            raise WeatherError(f"no weather is called {word!r}; known: {known}")
        made[name] = _value(name, value)
    if made.get("expired"):
        # A token that has expired is expired for good: whoever renews it is let in.
        made = {"status": 401, "times": 1, **made}
    trouble = Trouble(**made)  # type: ignore[arg-type]  # each value was made for its name
    if not trouble.words:
        raise WeatherError("nothing is said to happen, such as status=503 or slow=1")
    return trouble


def _value(name: str, value: Word) -> Word:
    if name in _FLAGS:
        if value in (True, "", "1", "true", "yes"):
            return True
        if value in (False, "0", "false", "no"):
            return False
        raise _wrong(name, value, "needs no value")
    if name == "retry_after":
        return _retry_after(value)
    if isinstance(value, bool):
        raise _wrong(name, value, "needs a number")
    try:
        number = float(value)
    except ValueError:
        raise _wrong(name, value, "needs a number") from None
    if name in _SECONDS:
        if math.isfinite(number) and 0 <= number <= _LONGEST:
            return number
        raise _wrong(name, value, f"needs seconds, {_LONGEST} at most")
    if name == "chance":
        if 0 <= number <= 1:
            return number
        raise _wrong(name, value, "needs a number from 0 to 1")
    whole = int(number) if number.is_integer() else -1
    if name == "status" and not 400 <= whole <= 599:
        raise _wrong(name, value, "needs a status from 400 to 599")
    if name in _COUNTS and whole < 0:
        raise _wrong(name, value, "needs a whole number")
    return whole


_LONGEST = 600


def _retry_after(value: Word) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, bool) or not re.fullmatch(
        r"[\x21-\x7e][\x20-\x7e]{0,98}", text
    ):
        raise _wrong("retry_after", value, "needs seconds, or a date of HTTP")
    return text


def _wrong(name: str, value: Word, needs: str) -> WeatherError:
    return WeatherError(f"{name.replace('_', '-')}={value}: {name} {needs}")


class Rule(NamedTuple):
    """What happens to some requests.

    Attributes:
        trouble: What happens.
        operation: As a client calls it: ``invoices.create``; empty for any.
        request: Method and path: ``POST /orders``, ``GET /orders/*``, ``* /admin/**``; a path
            alone stands for all methods. ``*`` and ``{name}`` are one segment, ``**`` is all
            that follows. Empty for any.
    """

    trouble: Trouble
    operation: str = ""
    request: str = ""


def rule_for(where: str, trouble: Trouble) -> Rule:
    """Make a rule for an operation or a request, whichever is named; for all when empty."""
    return Rule(trouble, *(("", where) if "/" in where else (where, "")))


def read_rules(path: Path) -> tuple[Rule, ...]:
    """Read a file of rules, YAML or JSON.

    Raises:
        WeatherError: It cannot be read, or says what makes no sense; the message names the
            file and the rule.
    """
    import yaml

    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise WeatherError(f"{path}: {error.strerror or error}") from None
    except (ValueError, yaml.YAMLError) as error:
        raise WeatherError(f"{path}: {error}") from None
    return rules_of([] if found is None else found, str(path))


def rules_of(found: Json, place: str = "weather") -> tuple[Rule, ...]:
    """Make rules of plain data: a list of objects.

    Args:
        found: The data. Each object says ``operation`` or ``request``, and ``what`` happens,
            or each word as a key of its own.
        place: Where it is from, for messages.

    Raises:
        WeatherError: It makes no sense; the message says which rule.
    """
    if not isinstance(found, list):
        raise WeatherError(f"{place}: expected a list of rules")
    return tuple(_rule(each, f"{place}: rule {n}") for n, each in enumerate(found, 1))


def _rule(given: Json, place: str) -> Rule:
    if not isinstance(given, dict):
        raise WeatherError(f"{place}: expected an object with the key 'what'")
    where: dict[str, str] = {}
    words: dict[str, Word] = {}
    try:
        for name, value in given.items():
            key = str(name)
            if key in ("operation", "request", "what"):
                if not isinstance(value, str) or not value:
                    raise WeatherError(f"{key} needs text")
                where[key] = value
            elif isinstance(value, str | int | float):
                words[key] = value
            else:
                raise WeatherError(f"{key} needs a single value")
        if "operation" in where and "request" in where:
            raise WeatherError("say operation or request, not both")
        trouble = trouble_of(where.pop("what", ""), words)
        rule = Rule(trouble, **where)
        pattern_of(rule.request)
    except WeatherError as error:
        raise WeatherError(f"{place}: {error}") from None
    return rule


def pattern_of(request: str) -> tuple[str, re.Pattern[str]]:
    """The method (``*`` for any) and the paths that a rule's ``request`` means.

    Raises:
        WeatherError: It is no method and path.
    """
    method, _, path = request.rpartition(" ")
    if request and not path.startswith(("/", "*")):
        raise WeatherError(f"{request!r} is no request such as 'POST /orders'")
    parts = re.split(r"(\*\*|\*|\{[^{}/]*\})", path or "**")
    text = "".join(
        ".*" if part == "**" else "[^/]+" if number % 2 else re.escape(part)
        for number, part in enumerate(parts)
    )
    return method.strip().upper() or "*", re.compile(text, re.DOTALL)


class Known(NamedTuple):
    """What is known of the operation that a request is for.

    Attributes:
        call: How a client calls it: ``invoices.create``; empty for no operation.
        names: All that it is called: ``Invoice.create``, too.
        place: Where the things stand in its answer, such as ``data``.
        page: The query parameter that says which page; empty where there are no pages.
        first: What it says for the first one.
    """

    call: str = ""
    names: frozenset[str] = frozenset()
    place: str = ""
    page: str = ""
    first: str = ""


class Operations:
    """Finds the operation that a request is for."""

    def __init__(self, api: Api | None) -> None:
        found: list[tuple[int, str, re.Pattern[str], Known]] = []
        servers = api.servers if api else ()
        resources = api.resources if api else ()
        attributes = {each.name: resource_attribute(each) for each in resources}
        self._bases = {urlsplit(each.example).path.rstrip("/") for each in servers}
        for resource in resources:
            for operation in resource.operations:
                method, pattern = pattern_of(f"{operation.method} {operation.path}")
                places = ((resource.name, operation.name), *operation.aliases)
                call = call_name(resource, operation)
                names = {
                    call,
                    *(f"{home}.{name}" for home, name in places),
                    *(f"{attributes[home]}.{name}" for home, name in places),
                }
                known = _known(api, operation)._replace(
                    call=call, names=frozenset(names)
                )
                found.append((operation.path.count("{"), method, pattern, known))
        found.sort(key=lambda each: each[0])
        self._found: Sequence[tuple[int, str, re.Pattern[str], Known]] = found
        self.names = {name for *_, known in found for name in known.names}

    def below(self, path: str) -> str:
        """A path without that of the server."""
        for base in self._bases:
            if base and path.startswith(f"{base}/"):
                return path[len(base) :]
        return path

    def of(self, method: str, path: str) -> Known:
        """What is known of a request; fixed segments win over parameters."""
        for _, verb, pattern, known in self._found:
            if verb == method and pattern.fullmatch(path):
                return known
        return Known()

    def check(self, rule: Rule) -> None:
        """Refuse a rule for an operation that is not there.

        Raises:
            WeatherError: There is no such operation.
        """
        if rule.operation and rule.operation not in self.names:
            import difflib

            near = difflib.get_close_matches(rule.operation, sorted(self.names), 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise WeatherError(f"no operation is called {rule.operation!r}{hint}")


def _known(api: Api | None, operation: Operation) -> Known:
    """Where an operation's answers have what."""
    if operation.answer.kind == "single":
        return Known(place=operation.answer.envelope)
    if operation.answer.kind not in ("pages", "list"):
        return Known()
    way = operation.paging
    page, first = (way.parameter, str(way.first)) if way else ("", "")
    return Known(place=operation.answer.envelope, page=page, first=first)

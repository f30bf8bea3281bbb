"""Files of a document: read as plain data, and references between them followed.

Nothing is read over the network or outside the folder that the document stands in.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import yaml

from .problems import ImportingError, Journal, Spot

MOST_BYTES = 64 * 1024 * 1024
MOST_VALUES = 5_000_000
_LONGEST_CHAIN = 1000
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class At(NamedTuple):
    """A value of a document, and where it stands."""

    value: Any
    spot: Spot

    def get(self, key: str) -> At:
        """What a mapping has under a key; of None where it has nothing, or is none."""
        found = self.value.get(key) if isinstance(self.value, dict) else None
        return At(found, self.spot.child(key))

    def items(self) -> list[tuple[str, At]]:
        """The entries of a mapping; none where it is no mapping."""
        if not isinstance(self.value, dict):
            return []
        return [
            (key, At(value, self.spot.child(key))) for key, value in self.value.items()
        ]

    def each(self) -> list[At]:
        """The items of a list; none where it is no list."""
        if not isinstance(self.value, list):
            return []
        return [
            At(value, self.spot.child(number))
            for number, value in enumerate(self.value)
        ]

    def text(self, key: str) -> str:
        """A text under a key; empty where there is none."""
        found = self.get(key).value
        return found if isinstance(found, str) else ""


class Documents:
    """A document and the files that it refers to."""

    def __init__(self, file: Path, journal: Journal) -> None:
        """Read the document.

        Args:
            file: The document.
            journal: Takes references that lead nowhere.

        Raises:
            ImportingError: It cannot be read.
        """
        self._folder = file.resolve().parent
        self._journal = journal
        self._roots: dict[str, Any] = {"": read_file(file)}

    @property
    def root(self) -> At:
        """The document."""
        return At(self._roots[""], Spot("", ""))

    def set_root(self, root: dict[str, Any]) -> None:
        """Go on with another document in its place."""
        self._roots[""] = root

    @property
    def roots(self) -> list[Any]:
        """The document, and the files of it that have been read."""
        return list(self._roots.values())

    def follow(self, at: At) -> At | None:
        """The value that a reference leads to, by way of others perhaps.

        Returns:
            The value itself where it is no reference; None where one leads nowhere, which
            has been noted then.
        """
        seen = 0
        while isinstance(at.value, dict) and isinstance(at.value.get("$ref"), str):
            seen += 1
            found = self.target(at.value["$ref"], at.spot)
            if found is None:
                return None
            if seen > _LONGEST_CHAIN or found.value is at.value:
                self._journal.lose(
                    "broken reference", at.spot, "the reference leads in a circle"
                )
                return None
            at = found
        return at

    def target(self, reference: str, spot: Spot) -> At | None:
        """What one reference names; None where there is no such thing, which is noted."""
        where, _, pointer = reference.partition("#")
        file = self._file(where, spot) if where else spot.file
        if file is None:
            return None
        value = self._roots[file]
        for key in pointer.split("/")[1:]:
            key = unquote(key).replace("~1", "/").replace("~0", "~")
            if isinstance(value, dict) and key in value:
                value = value[key]
            elif isinstance(value, list) and key.isdigit() and int(key) < len(value):
                value = value[int(key)]
            else:
                value = None
                break
        if value is None or (pointer and not pointer.startswith("/")):
            self._journal.lose(
                "broken reference", spot, f"nothing stands at {reference[:200]}"
            )
            return None
        return At(value, Spot(file, pointer))

    def _file(self, reference: str, spot: Spot) -> str | None:
        """The name of another file, which is read then; None where it cannot be."""
        if _SCHEME.match(reference) or reference.startswith("//"):
            words = f"{reference[:200]} is not read: only files of the folder are"
            self._journal.lose("reference outside", spot, words)
            return None
        try:
            path = (self._folder / spot.file).parent if spot.file else self._folder
            path = (path / unquote(reference)).resolve()
            name = path.relative_to(self._folder).as_posix()
        except (ValueError, OSError):
            words = f"{reference[:200]} leads out of the document's folder"
            self._journal.lose("reference outside", spot, words)
            return None
        if name not in self._roots:
            try:
                self._roots[name] = read_file(path)
            except ImportingError as error:
                self._journal.lose("broken reference", spot, str(error))
                return None
        return name


def read_file(path: Path) -> Any:
    """Read a file of JSON or YAML.

    Args:
        path: The file.

    Returns:
        Plain data: the keys of mappings are text.

    Raises:
        ImportingError: It cannot be read, or is larger than any document.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ImportingError(f"{path.name}: larger than {MOST_BYTES >> 20} MiB")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ImportingError(f"{path}: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ImportingError(f"{path.name}: not UTF-8") from None
    if text.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(text, parse_constant=str)
        except RecursionError:
            raise ImportingError(f"{path.name}: nested too deep") from None
        except ValueError as error:
            if path.suffix == ".json":
                raise ImportingError(f"{path.name}: not JSON: {error}") from None
    return _read_yaml(path, text)


def _read_yaml(path: Path, text: str) -> Any:
    try:
        found = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        words = " ".join(str(error).split())
        raise ImportingError(f"{path.name}: not YAML: {words[:300]}") from None
    except RecursionError:
        raise ImportingError(f"{path.name}: nested too deep") from None
    except (ValueError, OverflowError, TypeError) as error:
        raise ImportingError(f"{path.name}: not YAML: {error}") from None
    try:
        if _size(found, {}) > MOST_VALUES:
            raise ImportingError(
                f"{path.name}: more than {MOST_VALUES:,} values, aliases written out"
            )
    except RecursionError:
        raise ImportingError(f"{path.name}: nested too deep") from None
    return found


def _size(value: Any, known: dict[int, int]) -> int:
    """How many values there are with aliases written out, without writing them out."""
    if not isinstance(value, dict | list):
        return 1
    key = id(value)
    if key in known:
        if known[key] < 0:
            raise ImportingError("an alias of the document contains itself")
        return known[key]
    known[key] = -1
    inner = value.values() if isinstance(value, dict) else value
    known[key] = 1 + sum(_size(each, known) for each in inner)
    return known[key]


class _Loader(_Base):  # type: ignore[misc]  # of two kinds, as it is installed
    """YAML 1.2's core schema: ``on`` is text, and so are dates; keys are text as written."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _form, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("int", r"[-+]?(0|[1-9][0-9]{0,400})", "-+0123456789"),
    (
        "float",
        r"[-+]?(\.[0-9]+|[0-9]+\.[0-9]*|[0-9]+(?=[eE]))([eE][-+]?[0-9]{1,3})?",
        "-+0123456789.",
    ),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_form})\Z"), list(_first)
    )


def _mapping(loader: Any, node: Any) -> Any:
    found: dict[str, Any] = {}
    yield found
    loader.flatten_mapping(node)
    for key, value in node.value:
        name = key.value if isinstance(key.value, str) else str(key.value)[:100]
        found[name] = loader.construct_object(value, deep=False)


def _text(loader: Any, node: Any) -> Any:
    return node.value if isinstance(node.value, str) else None


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _text)
_Loader.add_constructor("tag:yaml.org,2002:binary", _text)
_Loader.add_constructor(None, _text)

"""The copy of what was imported that stays beside a spec, and how it was imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import yaml

from .layout import write

FOLDER = ".imported"
SETTINGS = "import.yaml"
_WORDS = """\
# What `clientgen import openapi` made of the vendor's document, before anybody edited the spec.
# `clientgen import openapi --update` finds out by it what the vendor has changed since, and what
# you have: keep it with the spec under version control, and leave it as it is.
"""


class How(NamedTuple):
    """How a document was imported.

    Attributes:
        document: Its file's name.
        only: Tags, paths or operationIds of what was taken; all when empty.
        texts: Whether the document's own sentences came along.
    """

    document: str
    only: tuple[str, ...] = ()
    texts: bool = False


def kept_files(files: Mapping[str, str], how: How) -> dict[str, str]:
    """The files of the copy: texts by path below the spec."""
    said: dict[str, object] = {"document": how.document}
    if how.only:
        said["only"] = list(how.only)
    if how.texts:
        said["texts"] = True
    settings = _WORDS + write(said)
    made = {**files, SETTINGS: settings}
    return {f"{FOLDER}/{name}": text for name, text in made.items()}


def parse_how(text: str) -> How:
    """Read what :func:`kept_files` has written.

    Raises:
        ValueError: It is something else.
    """
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError:
        raise ValueError("it is not YAML") from None
    if not isinstance(said, dict):
        raise ValueError("a mapping is expected")
    only = said.get("only", [])
    if not isinstance(only, list) or not all(isinstance(each, str) for each in only):
        raise ValueError("`only` is a list of texts")
    return How(str(said.get("document", "")), tuple(only), said.get("texts") is True)

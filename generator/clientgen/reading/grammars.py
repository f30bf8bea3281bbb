"""The grammar of specs: JSON Schemas, in ``grammar/``."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

Kind = Literal["api", "resource", "schemas"]
"""What a file of a spec describes; also the name of its grammar."""
GRAMMARS = ("api", "common", "resource", "schemas")


@cache
def grammar(name: str) -> dict[str, Any]:
    """One of the JSON Schemas, by the first part of its file name."""
    file = Path(__file__).with_name("grammar") / f"{name}.schema.json"
    schema: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return schema


def in_flow(value: Any) -> str:
    """A value of the grammar as people write it, on one line."""
    text = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=10_000)
    return text.strip().removesuffix("...").strip()

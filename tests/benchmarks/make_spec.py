"""A spec with many times the operations of Makini's, to measure how time and memory grow.

``python tests/benchmarks/make_spec.py FOLDER FACTOR`` writes one: Makini's, and copies of its
largest resources under other names and paths (of those, because a spec may have 2,000 files
at most). The benchmarks also make one in which everything is of one resource.
"""

from __future__ import annotations

import re
import sys
from itertools import count, cycle
from pathlib import Path

MAKINI = Path(__file__).parents[2] / "spec/makini"
LARGEST = 20


def make_spec(folder: Path, factor: int) -> int:
    """Write a spec.

    Args:
        folder: Where; it must not exist.
        factor: How many times the operations.

    Returns:
        Number of operations.
    """
    (folder / "resources").mkdir(parents=True)
    (folder / "schemas").mkdir()
    for path in (MAKINI / "schemas").iterdir():
        _write(folder / "schemas" / path.name, path.read_text("utf-8"))
    texts = {
        path.stem: path.read_text("utf-8")
        for path in sorted((MAKINI / "resources").iterdir())
    }
    sizes = {stem: _operations(text) for stem, text in texts.items()}
    with_path = [stem for stem in texts if re.search(r"^path:", texts[stem], re.M)]
    largest = sorted(with_path, key=lambda stem: -sizes[stem])[:LARGEST]
    wanted = factor * sum(sizes.values())
    made, total, numbers = dict(texts), sum(sizes.values()), count(LARGEST)
    for stem in cycle(largest):
        if total >= wanted:
            break
        number = next(numbers)
        made[f"{stem}_x{number}"] = _copy(texts[stem], number)
        total += sizes[stem]
    for stem, text in made.items():
        _write(folder / f"resources/{stem}.yaml", text)
    api = (MAKINI / "api.yaml").read_text("utf-8")
    listed = "resources:\n" + "".join(f"  - {stem}\n" for stem in made)
    api = re.sub(r"^resources:.*?(?=^\S|\Z)", listed, api, flags=re.M | re.S)
    _write(folder / "api.yaml", api)
    return total


def make_wide_spec(folder: Path, operations: int, keys: int) -> None:
    """Write a spec of one resource, each of its operations with a body of so many keys."""
    (folder / "resources").mkdir(parents=True)
    (folder / "api.yaml").write_text(_WIDE, "utf-8")
    types = ("string", "integer!", "datetime", "[string]", "{enum: [open, paid]}")
    lines = [
        "resource: Thing",
        "summary: A thing.",
        "path: /things",
        "fields: {key: key!}",
        "operations:",
    ]
    for number in range(operations):
        lines += [
            f"  act_{number}:",
            "    summary: Do it.",
            f"    path: /act-{number}",
            "    method: POST",
        ]
        lines += ["    body:"]
        for key in range(keys):
            type_ = types[(number + key) % len(types)]
            lines.append(f"      - {{key_{key}_of_{number}: {type_}}}")
    (folder / "resources/thing.yaml").write_text("\n".join([*lines, ""]), "utf-8")


_WIDE = """
api: Wide
package: wide
version: '1'
package_version: 0.1.0
title: Wide
servers: [{url: 'https://api.example.com'}]
resources: [thing]
"""


def _write(path: Path, text: str) -> None:
    # Wherever the folder is, the grammar is not where Makini's spec has it.
    line = re.sub(r"=\S*/", "=https://example.com/", text.split("\n", 1)[0])
    path.write_text(line + "\n" + text.split("\n", 1)[1], "utf-8")


def _operations(text: str) -> int:
    block = re.search(r"^operations:.*?(?=^\S|\Z)", text, re.M | re.S)
    return len(re.findall(r"^  \w+:", block[0], re.M)) if block else 0


def _copy(text: str, number: int) -> str:
    for old, new in (
        (r"^(resource: *\w+)", rf"\1X{number}"),
        (r"^(attribute: *\w+)", rf"\1_x{number}"),
        (r"^(path: *)/", rf"\1/x{number}/"),
        (r"^    also:.*\n", ""),
    ):
        text = re.sub(old, new, text, flags=re.M)
    return text


if __name__ == "__main__":
    print(make_spec(Path(sys.argv[1]), int(sys.argv[2])), "operations")

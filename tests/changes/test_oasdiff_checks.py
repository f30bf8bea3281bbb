"""The page about changes: each code is on it, and each check of oasdiff has a row."""

from __future__ import annotations

import itertools
import re
from fnmatch import fnmatchcase
from pathlib import Path

from clientgen.changes import CODES

PAGE = Path(__file__).parents[2] / "generator/clientgen/changes/README.md"
CHECKS = Path(__file__).with_name("oasdiff_checks.txt").read_text("utf-8").split()
ROW = re.compile(r"^\| (`[^|]*`) \|([^|]*)\|([^|]*)\|$", re.MULTILINE)
ALTERNATIVES = re.compile(r"\{([^}]*)\}")


def patterns(text: str) -> list[str]:
    """The patterns of a row, alternatives written out."""
    found = []
    for each in re.findall("`([^`]*)`", text):
        parts = ALTERNATIVES.split(each)
        choices = [part.split(",") if n % 2 else [part] for n, part in enumerate(parts)]
        found += ["".join(chosen) for chosen in itertools.product(*choices)]
    return found


ROWS = [
    (patterns(row[1]), re.findall("`([^`]*)`", row[2]), row[3].strip())
    for row in ROW.finditer(PAGE.read_text("utf-8").partition("## oasdiff")[2])
]


def codes_table() -> str:
    rows = [f"| `{code}` | {words} |" for code, words in CODES.items()]
    return "\n".join(["", "| code | what it says |", "| --- | --- |", *rows, "", ""])


def with_codes(text: str) -> str:
    """The page with the codes as they are."""
    head, rest = text.split("<!-- codes -->", 1)
    tail = rest.split("<!-- end -->", 1)[1]
    return f"{head}<!-- codes -->\n{codes_table()}<!-- end -->{tail}"


def test_every_code_is_on_the_page() -> None:
    text = PAGE.read_text("utf-8")
    assert text == with_codes(text), f"run python {Path(__file__).name}"


def test_every_check_has_a_row_and_every_row_a_check() -> None:
    used = set()
    for check in CHECKS:
        rows = [
            number
            for number, (known, _, _) in enumerate(ROWS)
            if any(fnmatchcase(check, pattern) for pattern in known)
        ]
        assert rows, f"{check} has no row"
        used.add(rows[0])
    idle = [ROWS[number][0] for number in range(len(ROWS)) if number not in used]
    assert not idle, f"rows that no check needs: {idle}"


def test_every_row_names_codes_or_a_reason() -> None:
    for known, codes, why in ROWS:
        assert codes or why, known
        assert set(codes) <= CODES.keys(), set(codes) - CODES.keys()


if __name__ == "__main__":
    PAGE.write_text(with_codes(PAGE.read_text("utf-8")), "utf-8")

"""``clientgen demo``: for Makini, for other specs, with a generated package and without one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def demo(
    folder: Path, *arguments: str, seed: str = "1"
) -> subprocess.CompletedProcess[str]:
    """Run it in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "clientgen", "demo", *arguments],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT / "generator"),
            "PYTHONHASHSEED": seed,
            "TZ": "Asia/Kolkata",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def shown(done: subprocess.CompletedProcess[str]) -> list[tuple[str, list[str]]]:
    """The scenes: what is said of each, and its lines."""
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    scenes = done.stdout.split("\n\n# ")[1:]
    return [(title, lines) for title, *lines in (each.splitlines() for each in scenes)]


def test_makini_shows_everything(tmp_path: Path) -> None:
    first, second = demo(ROOT), demo(ROOT, seed="2")
    assert first.stdout == second.stdout
    create, rule, reference, walk, event, failure = shown(first)
    assert create[1][0].startswith(">>> client.invoices.create(")
    assert create[1][1].startswith("  -> POST /api/invoices {")
    assert create[1][2].startswith("  <- Invoice: key=")
    assert not [line for line in rule[1] if "->" in line]
    assert "  !! RequiredKeysError: invoices.create: rule 'invoice type'" in rule[1][1]
    assert "no-such-customer" in reference[1][0]
    assert reference[1][2] == "  <- 422"
    assert reference[1][3].startswith("  !! Unprocessable: ")
    assert sum(line.startswith("  -> GET") for line in walk[1]) == 3
    assert walk[1][-1] == "  <- 51"
    assert "  <- assets.updated: [" in event[1][3]
    assert "  !! WebhookError: " in event[1][5]
    assert [line[:8].rstrip() for line in failure[1]][1:] == [
        *("  -> GET", "  <- 503", "  -> GET", "  <- Inv")
    ]
    assert max(map(len, first.stdout.splitlines())) <= 96


def test_another_spec_shows_what_it_has(tmp_path: Path) -> None:
    """Generated for the occasion; nothing is left."""
    shutil.copytree(ROOT / "tests/library/spec", tmp_path / "spec")
    scenes = shown(demo(tmp_path, "spec"))
    assert [title for title, _ in scenes] == [
        "A Book is created.",
        'The rule "required" refuses another before anything is sent.',
        "A list is walked page by page.",
        "The server fails, and the client tries again.",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["spec"]


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("tests/cases/alias_named_like_a_class/spec", "client.orders.get("),
        ("tests/cases/post_that_answers_a_list/spec", "there is nothing to show"),
        ("tests/reading/small", "client.orders.list("),
    ],
)
def test_a_small_spec_will_do(tmp_path: Path, spec: str, said: str) -> None:
    done = demo(tmp_path, str(ROOT / spec))
    assert done.returncode == 0, done.stderr
    assert said in done.stdout


def test_a_generated_package_is_used(tmp_path: Path) -> None:
    """Also one in a folder that is named; what was changed in it shows."""
    spec = ROOT / "tests/reading/small"
    made = subprocess.run(
        [sys.executable, "-m", "clientgen", "generate", str(spec), "--out", "out"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator")},
        check=True,
        capture_output=True,
    )
    assert made.returncode == 0
    (package,) = (tmp_path / "out/python").glob("*/client.py")
    text = package.read_text(encoding="utf-8")
    package.write_text(
        f"print('this one')\n{text}".replace("from __future__ import annotations", ""),
        encoding="utf-8",
    )
    done = demo(tmp_path, str(spec), "--out", "out")
    assert "this one" in done.stdout


def test_a_spec_with_mistakes_is_told(tmp_path: Path) -> None:
    (tmp_path / "spec").mkdir()
    done = demo(tmp_path, "spec")
    assert done.returncode == 2
    assert "no-spec" in done.stderr
    assert "Traceback" not in done.stderr

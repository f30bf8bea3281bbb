"""Progress: on a terminal, after the first second, and gone in the end."""

from __future__ import annotations

import sys
import time

import pytest

from clientgen.cli.terminal import Progress


@pytest.mark.parametrize(
    ("terminal", "quiet", "waited", "shown"),
    [
        (True, False, 2, "\r\x1b[Kformatting ...\r\x1b[K"),
        (True, False, -100, ""),
        (True, True, 2, ""),
        (False, False, 2, ""),
    ],
)
def test_progress(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    terminal: bool,
    quiet: bool,
    waited: float,
    shown: str,
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    with Progress(time.perf_counter() - waited, quiet) as progress:
        progress.tell("formatting")
        progress.tell("not again so soon")
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", shown)

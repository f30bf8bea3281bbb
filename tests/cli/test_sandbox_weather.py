"""``clientgen sandbox --weather``: what a file of rules does to a server of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

ROOT = Path(__file__).parents[2]


def start(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "clientgen", "sandbox", "tests/library/spec"]
    return subprocess.Popen(
        [*command, "--port", "0", "--rows", "3", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_rules_hold_for_their_requests(tmp_path: Path) -> None:
    rules = tmp_path / "rules.json"
    words = '[{"operation": "books.list", "what": "status=503; times=1"},'
    words += '{"request": "GET /books/*", "what": "reset"}]'
    rules.write_text(words, encoding="utf-8")
    process = start("--weather", str(rules))
    assert process.stdout
    said = [process.stdout.readline().split() for _ in range(4)]
    url = dict(line for line in said if len(line) == 2)["url"]
    with httpx2.Client(headers={"X-Api-Key": "sandbox-token"}) as client:
        codes = [client.get(f"{url}/books").status_code for _ in range(2)]
        with pytest.raises(httpx2.ReadError):
            client.get(f"{url}/books/1")
        asked = client.get(f"{url}/books", headers={"X-Sandbox-Weather": "status=429"})
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert codes == [503, 200]
    assert asked.status_code == 429
    assert (process.returncode, err) == (0, "")


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("- {operation: books.lst, what: reset}", "did you mean 'books.list'"),
        ("- {what: rest}", "rule 1: no weather is called 'rest'"),
    ],
)
def test_rules_that_make_no_sense_are_told(
    tmp_path: Path, rules: str, words: str
) -> None:
    (tmp_path / "rules.yaml").write_text(rules, encoding="utf-8")
    process = start("--weather", str(tmp_path / "rules.yaml"))
    out, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert out == ""
    assert words in err
    assert "rules.yaml" in err
    assert "Traceback" not in err

"""``clientgen sandbox``: starts, tells where, answers, and ends when it is told to."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "tests/library/spec"


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "clientgen", "sandbox", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_it_starts_answers_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    data = tmp_path / "data.db"
    process = start(
        *(str(SPEC), "--port", "0", "--rows", "3", "--token", "mine"),
        *("--context", "branch=north", "--data", str(data)),
    )
    assert process.stdout
    lines = [process.stdout.readline().split() for _ in range(4)]
    assert lines[1][0] == "url"
    assert lines[2] == ["token", "mine"]
    url = lines[1][1]
    assert url.startswith("http://127.0.0.1:")
    request = Request(f"{url}/books", headers={"X-Api-Key": "mine"})
    with urlopen(request) as response:
        assert response.status == 200
    headers = {"X-Api-Key": "mine", "Content-Type": "application/json"}
    refused = Request(f"{url}/books", b'{"title": "T", "isbn": "1"}', headers)
    with pytest.raises(HTTPError) as caught:
        urlopen(refused)
    with caught.value as answer:
        assert b"north wants pages" in answer.read()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)
    assert (process.returncode, err) == (0, "")
    assert data.is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--context", "north"], "NAME=VALUE"),
        (["--platform", "UPKEEP"], "the API has no context 'platform'; it has branch"),
        (["--host", "192.0.2.1"], "192.0.2.1"),
        (["--rows", "-1"], "--rows"),
        (["--data", "pyproject.toml"], "no data of a sandbox"),
        (["--weather", "nowhere.yaml"], "nowhere.yaml: No such file or directory\n"),
        (["--token", ""], "--token: it lets in, so it cannot be empty"),
    ],
)
def test_what_cannot_be(arguments: list[str], words: str) -> None:
    process = start(str(SPEC), "--port", "0", *arguments)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert words in err
    assert "Traceback" not in err


def test_a_port_that_is_taken_is_told_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        process = start(str(SPEC), "--port", port)
        _, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert f"127.0.0.1:{port}: " in err
    assert err.endswith("; choose another with --port\n")


def test_a_missing_extra_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "uvicorn.py").write_text(
        "raise ModuleNotFoundError('No module', name='uvicorn')"
    )
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r});"
        "from clientgen.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "sandbox", str(SPEC)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "pip install 'clientgen[sandbox]'" in done.stderr
    assert done.stderr.count("\n") == 1

"""``clientgen docs``: the site on a disk, and on this machine's own server."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cli.runs import Run, change, contents


def git(*words: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *words],
        check=True,
        capture_output=True,
    )


def test_a_site_is_built_beside_nothing_else(project: Path, clientgen: Run) -> None:
    ran = clientgen("docs", "build")
    assert ran.code == 0, ran.err
    assert re.match(
        r"site/index\.html: 3 operations, \d+ files \(\d+ changed\)", ran.out
    )
    assert (project / "site/api/order/list.html").is_file()
    assert (project / "site/openapi.json").is_file()
    assert not (project / "generated").exists()
    again = clientgen("docs", "build")
    assert "(0 changed)" in again.out
    change("spec/resources/order.yaml", "Walk all orders.", "Walk them all.")
    third = clientgen("docs", "build", "--out", "site")
    assert third.code == 0
    assert "Walk them all." in Path("site/api/order/list.html").read_text("utf-8")


def test_pages_of_somebody_else_are_left_alone(project: Path, clientgen: Run) -> None:
    Path("public").mkdir()
    Path("public/index.html").write_text("mine", "utf-8")
    ran = clientgen("docs", "build", "--out", "public")
    assert ran.code == 1
    assert "index.html" in ran.err
    assert contents(Path("public")) == {"index.html": b"mine"}
    assert clientgen("docs", "build", "--out", "public", "--force").code == 0
    assert b"<!doctype html>" in Path("public/index.html").read_bytes()


def test_mistakes_are_told_with_their_place(project: Path, clientgen: Run) -> None:
    change("spec/resources/order.yaml", "total_price: number", "total_price: nubmer")
    ran = clientgen("docs", "build")
    assert ran.code == 2
    assert "spec/resources/order.yaml:" in ran.err
    assert "did you mean 'number'" in ran.err
    assert not Path("site").exists()


def test_changes_since_a_revision_have_a_page(project: Path, clientgen: Run) -> None:
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "first")
    grammar = "# yaml-language-server"
    text = Path("spec/resources/order.yaml").read_text("utf-8")
    assert text.startswith(grammar)
    change("spec/resources/order.yaml", "  total_price: number\n", "  total: number\n")
    ran = clientgen("docs", "build", "--since", "HEAD")
    assert ran.code == 0, ran.err
    page = Path("site/changes.md").read_text("utf-8")
    assert "`total_price` is called `total` now, it seems (source and wire)" in page
    assert 'href="changes.html"' in Path("site/index.html").read_text("utf-8")
    # Without a revision, the page goes.
    assert clientgen("docs", "build").code == 0
    assert not Path("site/changes.html").exists()


@pytest.mark.parametrize(
    ("revision", "words"),
    [
        ("nope", "spec at nope: not a valid object name"),
        ("--output=x", "is no revision of git"),
    ],
)
def test_a_revision_that_is_none_is_told(
    revision: str, words: str, project: Path, clientgen: Run
) -> None:
    git("init", "-q")
    ran = clientgen("docs", "build", f"--since={revision}")
    assert ran.code == 2
    assert words in ran.err
    assert not Path("x").exists()


def test_without_a_repository_there_is_no_since(project: Path, clientgen: Run) -> None:
    ran = clientgen("docs", "build", "--since", "HEAD")
    assert ran.code == 2
    assert "not a git repository" in ran.err


def test_what_a_site_needs_is_told(project: Path) -> None:
    """Without the extra, one line says how to get it."""
    code = (
        "import sys; sys.modules['pygments'] = None;"
        "from clientgen.__main__ import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "docs", "build"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "pip install 'clientgen[site]'" in done.stderr
    assert "Traceback" not in done.stderr


@contextmanager
def serving(*words: str) -> Iterator[int]:
    with subprocess.Popen(
        [sys.executable, "-m", "clientgen", "docs", "serve", "--port", "0", *words],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:(\d+)/ ", line)
            assert found, line
            yield int(found[1])
        finally:
            process.terminate()


def get(port: int, path: str, host: str = "") -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", path, headers={"Host": host or f"127.0.0.1:{port}"})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, answer.getheader("Content-Type", ""), body


def test_a_page_is_made_anew_when_the_spec_has_changed(project: Path) -> None:
    with serving() as port:
        status, kind, page = get(port, "/api/order/list.html")
        assert (status, kind) == (200, "text/html; charset=utf-8")
        assert "Walk all orders." in page
        assert get(port, "/")[0] == 200
        assert get(port, "/assets/site.css")[1].startswith("text/css")
        assert get(port, "/nope.html")[0] == 404
        assert get(port, "/../pyproject.toml")[0] == 404
        change("spec/resources/order.yaml", "Walk all orders.", "Walk <b>all</b>.")
        assert "Walk &lt;b&gt;all&lt;/b&gt;." in get(port, "/api/order/list.html")[2]
        change("spec/resources/order.yaml", "id: key!", "id: kye!")
        status, _, page = get(port, "/api/order/list.html")
        assert status == 500
        assert "did you mean" in page
        change("spec/resources/order.yaml", "id: kye!", "id: key!")
        assert get(port, "/api/order/list.html")[0] == 200
        # A page elsewhere, whose name was made to mean this machine, reads nothing.
        assert get(port, "/", "evil.example")[0] == 421
    assert not Path("site").exists()


def test_a_page_is_made_when_it_is_asked_for(project: Path) -> None:
    """What fails on one page is told there, and stands in the way of no other."""
    broken = Path("mine/site/resource.jinja")
    broken.parent.mkdir(parents=True)
    broken.write_text("{{ nobody_knows }}", "utf-8")
    with serving("--templates", "mine") as port:
        status, _, page = get(port, "/api/order/list.html")
        assert status == 200
        assert "Walk all orders." in page
        status, _, page = get(port, "/api/order.html")
        assert status == 500
        assert "resource.jinja:1" in page


def test_another_spec_than_the_projects_can_be_shown(project: Path) -> None:
    shutil.copytree("spec", "other")
    change("other/resources/order.yaml", "Walk all orders.", "Walk others.")
    Path("pyproject.toml").write_text(
        '[tool.clientgen]\nspec = "spec"\nout = "generated"\n', "utf-8"
    )
    with serving("other") as port:
        assert "Walk others." in get(port, "/api/order/list.html")[2]


def test_a_port_in_use_is_told(project: Path, clientgen: Run) -> None:
    with serving() as port:
        ran = clientgen("docs", "serve", "--port", port)
    assert ran.code == 2
    assert f"cannot listen on port {port}" in ran.err
    assert "--port" in ran.err

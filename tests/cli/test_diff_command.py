"""``clientgen diff``: which states, what is printed, and how it ends."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from cli.runs import Run, append, change

ORDER = "spec/resources/order.yaml"


def git(*words: str) -> None:
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", *words],
        check=True,
        capture_output=True,
    )


@pytest.fixture
def repository(project: Path) -> Path:
    """A project with a first version, and a second one that takes a price away."""
    git("init", "-q", "-b", "main")
    git("add", "-A")
    git("commit", "-qm", "first")
    git("tag", "v1")
    change(ORDER, "  total_price: number\n", "")
    git("commit", "-qam", "second")
    return project


def test_the_tree_is_compared_with_a_revision(repository: Path, clientgen: Run) -> None:
    change(
        ORDER, "  get:", "  total: {method: GET, path: /total, answer: number}\n  get:"
    )
    ran = clientgen("diff", "v1")
    assert ran.code == 0, ran.err
    assert ran.out.splitlines() == [
        "v1:spec -> spec: 1 breaking and 1 compatible",
        "after 1.2.0 comes 2.0.0",
        "",
        "client.orders.total",
        "  compatible  is new: GET /orders/total",
        "",
        "Order",
        "  breaking    total_price is gone  (source and wire)",
    ]


@pytest.mark.parametrize(
    "words",
    [["v1..HEAD"], ["v1.."], ["v1...HEAD"], ["v1", "HEAD"], ["v1:spec", "main"]],
)
def test_revisions_are_compared(
    words: list[str], repository: Path, clientgen: Run
) -> None:
    change(
        ORDER, "  get:", "  nothing_to_do_with_it: {method: GET, answer: none}\n  get:"
    )
    ran = clientgen("diff", *words)
    assert ran.code == 0, ran.err
    assert "total_price is gone" in ran.out
    assert "nothing" not in ran.out


def test_what_has_changed_since_two_parted(repository: Path, clientgen: Run) -> None:
    git("checkout", "-q", "-b", "other", "v1")
    change(ORDER, "Walk all orders.", "Walk them.")
    git("commit", "-qam", "other")
    ran = clientgen("diff", "main...other")
    assert "1 of words only" in ran.out
    assert "total_price" not in ran.out
    assert "total_price is new" in clientgen("diff", "main..other").out


def test_folders_are_compared_without_git(project: Path, clientgen: Run) -> None:
    Path("spec").rename("old")
    subprocess.run(["cp", "-r", "old", "spec"], check=True)
    change(ORDER, "total_price: number", "total_price: string")
    Path("pyproject.toml").unlink()
    ran = clientgen("diff", "old", "spec")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("old -> spec: 1 breaking\n")


def test_a_spec_that_moved_is_named_with_its_place(
    repository: Path, clientgen: Run
) -> None:
    git("mv", "spec", "api")
    change("pyproject.toml", '"spec"', '"api"')
    git("commit", "-qam", "third")
    ran = clientgen("diff", "v1")
    assert ran.code == 2
    assert "api at v1: " in ran.err
    ran = clientgen("diff", "v1:spec")
    assert ran.code == 0, ran.err
    assert ran.out.startswith("v1:spec -> api: 1 breaking\n")


def test_a_changelog_has_what_breaks_first(repository: Path, clientgen: Run) -> None:
    change(
        ORDER, "  get:", "  total: {method: GET, path: /total, answer: number}\n  get:"
    )
    ran = clientgen("diff", "v1", "--format", "markdown", "--current", "3.1.4")
    assert ran.out == (
        "## 4.0.0\n\n### Breaking\n\n"
        "- `Order`: `total_price` is gone *(source and wire)*\n\n"
        "### Compatible\n\n"
        "- `client.orders.total`: is new: `GET /orders/total`\n"
    )


def test_programs_read_codes_and_places(repository: Path, clientgen: Run) -> None:
    ran = clientgen("diff", "v1", "--format", "json")
    found = json.loads(ran.out)
    assert found["level"] == "breaking"
    assert found["counts"] == {"breaking": 1, "compatible": 0, "docs": 0}
    assert found["version"] == {"current": "1.2.0", "next": "2.0.0"}
    (one,) = found["changes"]
    assert one["code"] == "field-removed"
    assert (one["source"], one["wire"]) == ("breaking", "breaking")
    # What is gone stands in the state before, and nowhere in the tree.
    assert one["file"] == "v1:spec/resources/order.yaml"
    assert one["line"] == 7


@pytest.mark.parametrize(
    ("edit", "level", "code"),
    [
        (("total_price: number", "total_price: string"), "breaking", 1),
        (("Walk all orders.", "Walk them."), "breaking", 0),
        (("Walk all orders.", "Walk them."), "compatible", 0),
        (("Walk all orders.", "Walk them."), "docs", 1),
        (
            ("  total_price: number", "  total_price: number\n  tax: number"),
            "compatible",
            1,
        ),
        (
            ("  total_price: number", "  total_price: number\n  tax: number"),
            "breaking",
            0,
        ),
    ],
)
def test_it_fails_on_what_it_is_told_to(
    edit: tuple[str, str], level: str, code: int, project: Path, clientgen: Run
) -> None:
    git("init", "-q")
    git("add", "-A")
    git("commit", "-qm", "first")
    change(ORDER, *edit)
    ran = clientgen("diff", "HEAD", "--fail-on", level)
    assert ran.code == code, ran.out + ran.err
    assert (f"of --fail-on {level}" in ran.err) is bool(code)


def test_nothing_has_changed(repository: Path, clientgen: Run) -> None:
    assert clientgen("diff", "HEAD").out == "HEAD:spec -> spec: no change\n"
    ran = clientgen("diff", "HEAD", "--format", "markdown", "--fail-on", "docs")
    assert ran.code == 0
    assert ran.out == "## 1.2.0\n\nNothing has changed.\n"


def test_people_may_say_what_is_called_otherwise(
    repository: Path, clientgen: Run
) -> None:
    git("checkout", "-q", "v1")
    change(ORDER, "total_price", "grand_sum")
    assert "total_price is gone" in clientgen("diff", "HEAD").out
    for said in ("Order.total_price=grand_sum", "Order.totalPrice=Order.grandSum"):
        ran = clientgen("diff", "HEAD", "--renamed", said)
        assert "total_price is called grand_sum now  (source and wire)" in ran.out
        assert "is gone" not in ran.out
    change(ORDER, "grand_sum", "total_prices")
    assert "is called total_prices now, it seems" in clientgen("diff", "HEAD").out
    ran = clientgen("diff", "HEAD", "--renamed", "Order.total_price=")
    assert "total_price is gone" in ran.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "which state before? Say OLD"),
        (["nope"], "spec at nope: not a valid object name: nope; name a revision"),
        (["v1..nope"], "spec at nope: not a valid object name: nope; name a revision"),
        (["main...nope"], "spec at main...nope: "),
        (["--", "-x"], "'-x' is no revision of git"),
        (["./nope"], "nope: error[no-spec]"),
        (["v1:nope"], "spec at v1:nope: not a valid object name"),
        (["v1", "--renamed", "Order"], "'Order' says no new name; write OLD=NEW"),
        (["v1", "--renamed", "Order=Bill"], "nothing was renamed so: Order=Bill"),
        (["v1", "--current", "first"], "'first' is no version"),
    ],
)
def test_what_cannot_be_done_is_told(
    words: list[str], told: str, repository: Path, clientgen: Run
) -> None:
    ran = clientgen("diff", *words)
    assert ran.code == 2
    assert told.replace("nope: error", "nope:1:1: error") in ran.err
    assert ran.out == ""


def test_a_revision_whose_spec_has_mistakes_is_told(
    repository: Path, clientgen: Run
) -> None:
    append(ORDER, "  bad: {method: GETT}\n")
    git("commit", "-qam", "bad")
    change(ORDER, "GETT", "GET, answer: none, path: /bad")
    ran = clientgen("diff", "HEAD")
    assert ran.code == 2
    assert re.match(r"HEAD:spec/resources/order.yaml:\d+:\d+: error\[", ran.err)
    assert "/tmp" not in ran.err
    ran = clientgen("docs", "build", "--since", "HEAD")
    assert ran.code == 2
    assert re.match(r"HEAD:spec/resources/order.yaml:\d+:\d+: error\[", ran.err)
    assert not Path("site").exists()


def test_a_link_that_leads_elsewhere_is_left_out(
    repository: Path, clientgen: Run
) -> None:
    Path("spec/grammar").symlink_to(Path("../../grammar").resolve())
    git("add", "-A")
    git("commit", "-qm", "link")
    ran = clientgen("diff", "HEAD")
    assert ran.code == 0, ran.err
    assert ran.out == "HEAD:spec -> spec: no change\n"


def test_without_a_repository_there_are_no_revisions(
    project: Path, clientgen: Run
) -> None:
    ran = clientgen("diff", "HEAD")
    assert ran.code == 2
    assert "not a git repository" in ran.err


def test_without_git_there_are_no_revisions(
    project: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    ran = clientgen("diff", "HEAD")
    assert ran.code == 2
    assert "git cannot be run: No such file or directory" in ran.err


def test_without_a_project_there_is_no_spec(shop: Path, clientgen: Run) -> None:
    ran = clientgen("diff", "main")
    assert ran.code == 2
    assert "Say it with --spec" in ran.err
    assert clientgen("diff", "spec", "spec").code == 0

"""What is found in the form that was asked for: text, JSON, GitHub's commands, SARIF."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cli.runs import Ran, Run, append, change

ORDER = "spec/resources/order.yaml"
FORMS = ["text", "json", "github", "sarif"]


def on_terminal(*arguments: str, **environment: str) -> str:
    """All that a run prints on a terminal of 60 columns."""
    reading, writing = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "clientgen", *arguments],
        stdin=writing,
        stdout=writing,
        stderr=writing,
        env={
            **{k: v for k, v in os.environ.items() if k != "NO_COLOR"},
            "TERM": "xterm-256color",
            "COLUMNS": "60",
            **environment,
        },
    ) as process:
        os.close(writing)
        said = b""
        try:
            while part := os.read(reading, 10_000):
                said += part
        except OSError:
            pass  # the other side has ended
        process.wait()
    os.close(reading)
    return said.decode().replace("\r\n", "\n")


@pytest.fixture
def wrong(project: Path) -> Path:
    """A project whose spec has a mistake."""
    change(ORDER, "total_price: number", "total_price: numbr")
    return project


def test_a_terminal_shows_the_line_with_what_is_meant_underlined(wrong: Path) -> None:
    said = on_terminal("check")
    assert "\x1b[" in said
    plain = re.sub(r"\x1b\[[0-9;]*m", "", said)
    assert plain == (
        "spec/resources/order.yaml:7:16: error[unknown-type]: 'numbr' is no type; did"
        " you mean 'number'?\n"
        "  7 |   total_price: numbr\n"
        "    |                ^^^^^\n"
        "1 error in the spec; nothing was written\n"
    )
    assert on_terminal("check", NO_COLOR="1") == plain
    dumb = on_terminal("check", TERM="dumb")
    assert dumb == "".join(
        f"{line}\n" for line in plain.splitlines() if "|" not in line
    )


def test_elsewhere_it_is_one_line(wrong: Path, clientgen: Run) -> None:
    said = clientgen("check")
    assert said.err == (
        "spec/resources/order.yaml:7:16: error[unknown-type]: 'numbr' is no type; did"
        " you mean 'number'?\n1 error in the spec; nothing was written\n"
    )
    assert said.out == ""


def told(said: Ran) -> Any:
    return json.loads(said.out)


@pytest.mark.parametrize("command", ["check", "generate", "docs build"])
def test_json_is_one_document(wrong: Path, clientgen: Run, command: str) -> None:
    said = clientgen(*command.split(), "--format", "json")
    document = told(said)
    [finding] = document["findings"]
    assert (said.code, document["exit"], document["error"]) == (2, 2, "")
    assert finding == {
        "path": ORDER,
        "line": 7,
        "column": 16,
        "end_column": 21,
        "severity": "error",
        "code": "unknown-type",
        "message": "'numbr' is no type; did you mean 'number'?",
        "fingerprint": finding["fingerprint"],
    }
    assert re.fullmatch("[0-9a-f]{32}", finding["fingerprint"])


def test_files_that_are_not_as_they_should_be_are_findings_too(
    project: Path, clientgen: Run
) -> None:
    assert clientgen("generate").code == 0
    append("generated/python/shop/client.py", "# mine\n")
    said = clientgen("check", "--format", "json")
    [finding] = told(said)["findings"]
    assert said.code == told(said)["exit"] == 1
    assert (finding["path"], finding["line"]) == ("generated/python/shop/client.py", 0)
    assert (finding["code"], finding["severity"]) == ("edited", "error")
    assert "clientgen generate --force" in finding["message"]
    sarif = told(clientgen("check", "--format", "sarif"))
    [result] = sarif["runs"][0]["results"]
    assert "region" not in result["locations"][0]["physicalLocation"]
    out = clientgen("check", "--format", "github").out
    assert (
        "::error file=generated/python/shop/client.py,title=clientgen edited::" in out
    )


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_all_is_well_is_a_document_too(
    project: Path, clientgen: Run, form: str
) -> None:
    for command in ("generate", "generate", "check"):
        said = clientgen(command, "--format", form)
        assert said.code == 0
        assert "numbr" not in json.dumps(told(said))


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_programs_are_told_warnings_that_a_quick_run_only_remembers(
    project: Path, clientgen: Run, form: str
) -> None:
    text = Path(ORDER).read_text("utf-8")
    Path(ORDER).write_text(text.split("\n", 1)[1], "utf-8")
    clientgen("generate")
    for command in ("generate", "check"):
        assert "editor-line" in clientgen(command, "--format", form).out


def test_what_cannot_run_is_told_in_the_document(shop: Path, clientgen: Run) -> None:
    document = told(clientgen("check", "nowhere", "--format", "json"))
    assert (document["exit"], document["findings"]) == (2, [])
    assert "nowhere" in document["error"]
    [run] = told(clientgen("check", "nowhere", "--format", "sarif"))["runs"]
    [invocation] = run["invocations"]
    assert invocation["executionSuccessful"] is False
    [said] = invocation["toolExecutionNotifications"]
    assert "nowhere" in said["message"]["text"]


def test_github_gets_commands_on_the_line_and_people_the_same_text(
    wrong: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(wrong.parent))
    said = clientgen("check", "--format", "github")
    assert said.out == (
        "::error file=work/spec/resources/order.yaml,line=7,endLine=7,col=16,endColumn=21,"
        "title=clientgen unknown-type::'numbr' is no type; did you mean 'number'?\n"
    )
    assert "order.yaml:7:16: error[unknown-type]" in said.err


def test_what_github_would_take_for_syntax_is_escaped(
    shop: Path, clientgen: Run
) -> None:
    change(ORDER, "path: /orders", "path: /orders%\n  ::error::b")
    Path("spec").rename("a,b:c%")
    said = clientgen("check", "a,b:c%", "--format", "github")
    line, *more = said.out.splitlines()
    assert line.startswith("::error file=a%2Cb%3Ac%25/resources/order.yaml,line=")
    assert "%25" in line.partition("title")[2]
    assert all(row.startswith("::error file=a%2Cb") for row in more)


def test_sarif_says_where_from_the_top_of_the_repository(
    wrong: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (wrong / ".git").mkdir()
    here = clientgen("check", "--format", "sarif")
    monkeypatch.chdir("spec/resources")
    below = clientgen("check", "--format", "sarif")
    for said in (here, below):
        assert told(said)["version"] == "2.1.0"
        [run] = told(said)["runs"]
        [result] = run["results"]
        [rule] = run["tool"]["driver"]["rules"]
        assert rule["id"] == result["ruleId"] == "unknown-type"
        assert rule["shortDescription"]["text"] == "No such type or schema."
        [place] = result["locations"]
        assert place["physicalLocation"]["artifactLocation"] == {
            "uri": ORDER,
            "uriBaseId": "%SRCROOT%",
        }
        assert place["physicalLocation"]["region"] == {
            "startLine": 7,
            "startColumn": 16,
            "endColumn": 21,
        }
    prints = [
        told(s)["runs"][0]["results"][0]["partialFingerprints"] for s in (here, below)
    ]
    assert prints[0] == prints[1]


def test_explain(clientgen: Run) -> None:
    said = clientgen("explain", "unknown-type").out
    assert "-   amount: int\n" in said
    assert "+   amount: integer\n" in said
    assert (
        "order.yaml:6:11: error[unknown-type]: 'int' is no type; write integer" in said
    )
    assert "because REASON" not in said
    assert "allow never-given because REASON" in clientgen("explain", "never-given").out
    assert "unknown-type  " in clientgen("explain").out
    wrong = clientgen("explain", "unknown-typ")
    assert (wrong.code, wrong.out) == (2, "")
    assert "did you mean 'unknown-type'?" in wrong.err

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


ALLOW = "# clientgen: allow editor-line because it moves\n"


@pytest.fixture
def allowed(project: Path) -> Path:
    """A project whose spec has a warning that a comment allows."""
    text = Path(ORDER).read_text("utf-8").split("\n", 1)[1]
    Path(ORDER).write_text(ALLOW + text, "utf-8")
    return project


def suppressed(said: Ran) -> list[Any]:
    [run] = told(said)["runs"]
    return [(r["ruleId"], r.get("suppressions")) for r in run["results"]]


def test_what_a_comment_allows_is_suppressed_in_sarif_and_nowhere_else(
    allowed: Path, clientgen: Run
) -> None:
    why = [("editor-line", [{"kind": "inSource", "justification": "it moves"}])]
    for command in ("generate", "generate", "check", "check --full", "docs build"):
        words = command.split()
        assert suppressed(clientgen(*words, "--format", "sarif")) == why
        for form in ("json", "github", "text"):
            said = clientgen(*words, "--format", form)
            assert (said.code, "editor-line" in said.out + said.err) == (0, False)
    change(ORDER, "total_price: number", "total_price: numbr")
    assert suppressed(clientgen("check", "--format", "sarif")) == [
        ("unknown-type", None),
        *why,
    ]


def test_the_quick_way_leaves_what_is_allowed_to_those_who_read(
    allowed: Path, clientgen: Run
) -> None:
    assert clientgen("generate").code == 0
    words = [sys.executable, "-m", "clientgen", "check", "--format", "sarif"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout == clientgen("check", "--format", "sarif").out
    assert "it moves" in done.stdout


@pytest.mark.parametrize(
    "words", ["sandbox --port 0", "docs serve --port 0", "new resource item"]
)
@pytest.mark.parametrize("form", ["json", "github", "sarif"])
def test_every_command_that_reads_a_spec_tells_what_it_finds(
    wrong: Path, clientgen: Run, words: str, form: str
) -> None:
    said = clientgen(*words.split(), "--format", form)
    assert said.code == 2
    assert "unknown-type" in said.out
    assert ("unknown-type" in said.err) == (form == "github")


@pytest.mark.parametrize("words", ["show", "diff spec spec"])
def test_commands_with_documents_of_their_own_fail_with_findings(
    wrong: Path, clientgen: Run, words: str
) -> None:
    said = clientgen(*words.split(), "--format", "json")
    assert said.code == told(said)["exit"] == 2
    assert told(said)["findings"][0]["code"] == "unknown-type"
    assert "unknown-type" in clientgen(*words.split()).err


def test_files_in_the_way_are_told_by_vendor_and_grammar(
    project: Path, clientgen: Run
) -> None:
    assert clientgen("generate").code == 0
    assert clientgen("vendor", "src").code == 0
    assert clientgen("vendor", "src", "--update", "--format", "json").code == 0
    append("src/shop/client.py", "# mine\n")
    change(ORDER, "total_price", "final_price")
    assert clientgen("generate").code == 0
    said = clientgen("vendor", "src", "--update", "--format", "json")
    [finding] = told(said)["findings"]
    assert (said.code, finding["path"]) == (1, "src/shop/client.py")
    assert clientgen("grammar", "--format", "sarif").code == 0
    append("spec/grammar/api.schema.json", "\n")
    said = clientgen("grammar", "--format", "sarif")
    [run] = told(said)["runs"]
    assert (said.code, len(run["results"])) == (1, 1)


@pytest.mark.parametrize("words", ["sandbox --port 0", "docs serve --port 0"])
def test_a_server_tells_its_document_before_it_answers(
    allowed: Path, words: str
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "clientgen", *words.split(), "--format", "sarif"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr
        assert process.stdout
        while "http://127.0.0.1:" not in process.stderr.readline():
            assert process.poll() is None
        process.kill()
        document = json.loads(process.stdout.read())
    [result] = document["runs"][0]["results"]
    assert result["suppressions"][0]["justification"] == "it moves"

"""Node and a JDK run the samples of all operations, and a parser reads the Swift ones.

What arrives on loopback is compared with the model of the request. The same goes for an API
whose every name and example is a hostile text: it comes as data, or not at all.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from httpserver import Server, serve
from judging import HERE, Judge
from sample_runs import (
    FILE,
    ODD,
    SHOP,
    Case,
    answers,
    arrived_in_turn,
    cases_of,
    check,
    content_at,
    environment,
    hostile_api,
    hostile_texts,
    learn_lists,
)
from specs import known_api
from standin import take

from clientgen.model.api import Api

Runner = Callable[[list[Case], Path], None]

needs_node = pytest.mark.skipif(
    not shutil.which("node"), reason="there is no node here"
)
needs_java = pytest.mark.skipif(
    not (shutil.which("javac") and shutil.which("java")), reason="there is no JDK here"
)
LANGUAGES = [
    pytest.param("javascript", marks=needs_node),
    pytest.param("java", marks=needs_java),
]


@pytest.fixture(scope="module")
def makini() -> Api:
    return known_api("spec/makini")


@pytest.fixture
def server(makini: Api) -> Iterator[Server]:
    learn_lists(makini)
    learn_lists(SHOP)
    with serve(answers) as server:
        yield server


def run(*words: object, cwd: Path, stdin: str = "") -> str:
    done = subprocess.run(
        [*map(str, words)],
        cwd=cwd,
        env=environment(),
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[:4000]
    return done.stdout


def run_javascript(cases: list[Case], folder: Path) -> None:
    files = []
    for number, case in enumerate(cases):
        file = folder / f"sample{number}.mjs"
        file.write_text(case.text, encoding="utf-8")
        files.append(file)
    run("node", HERE / "samples.mjs", *files, cwd=folder)


def run_java(cases: list[Case], folder: Path) -> None:
    """Each in a package of its own; one compiler, one machine."""
    sources, names = [str(HERE / "Driver.java")], []
    for number, case in enumerate(cases):
        name = f"sample{number}"
        file = folder / name / "Main.java"
        file.parent.mkdir()
        file.write_text(f"package {name};\n{case.text}", encoding="ascii")
        sources.append(str(file))
        names.append(name)
    (folder / "sources").write_text("\n".join(sources), encoding="utf-8")
    (folder / "names").write_text("\n".join(names), encoding="utf-8")
    run("javac", "-Xlint:all", "-Werror", "-d", "classes", "@sources", cwd=folder)
    run("java", "-cp", "classes", "Driver", "names", cwd=folder)


RUNNERS: dict[str, Runner] = {"javascript": run_javascript, "java": run_java}


@pytest.mark.parametrize("slug", LANGUAGES)
@pytest.mark.parametrize("name", ["makini", "shop", "odd"])
def test_samples_send_the_request(
    name: str, slug: str, makini: Api, server: Server, tmp_path: Path
) -> None:
    api = content_at({"makini": makini, "shop": SHOP, "odd": ODD}[name], server.url)
    cases = cases_of(api, slug)
    (tmp_path / "example.pdf").write_bytes(FILE)
    RUNNERS[slug](cases, tmp_path)
    for case, request in arrived_in_turn(cases, take(server)):
        check(case, request)


@needs_java
def test_one_java_sample_runs_as_people_run_it(
    makini: Api, server: Server, tmp_path: Path
) -> None:
    cases = cases_of(content_at(makini, server.url), "java")
    case = next(c for c in cases if c.name == "invoice.create.0")
    (tmp_path / "Main.java").write_text(case.text, encoding="ascii")
    printed = run("java", "Main.java", cwd=tmp_path)
    assert printed.splitlines()[0] == "200"
    (request,) = take(server)
    check(case, request)


@pytest.mark.parametrize("slug", LANGUAGES)
def test_hostile_texts_arrive_as_data(
    slug: str, server: Server, tmp_path: Path
) -> None:
    cases = []
    for name, text in hostile_texts().items():
        # Half of a surrogate pair has no bytes: each language has its own idea of them.
        found = cases_of(content_at(hostile_api(text), server.url), slug)
        cases += [(case, name != "lone surrogate") for case in found if case.is_default]
    (tmp_path / "example.pdf").write_bytes(FILE)
    RUNNERS[slug]([case for case, _ in cases], tmp_path)
    assert not list(tmp_path.glob("*pwned*"))
    arrived = take(server)
    assert len(arrived) == len(cases)
    for (case, exact), request in zip(cases, arrived, strict=True):
        content = case.request.content
        if exact and not (content and content.kind == "multipart"):
            check(case, request)


@pytest.fixture
def shapes(judge: Judge) -> Callable[[list[str], Path], list[object]]:
    """What Swift sources are made of."""
    python = judge("python")
    probe = subprocess.run(
        [python, "-c", "import tree_sitter_swift"], capture_output=True, check=False
    )
    if probe.returncode:
        pytest.skip("there is no parser of Swift here (tree-sitter-swift)")

    def read(sources: list[str], folder: Path) -> list[object]:
        script = HERE / "swift_shapes.py"
        found: list[object] = json.loads(
            run(python, script, cwd=folder, stdin=json.dumps(sources))
        )
        return found

    return read


def test_swift_samples_are_swift(
    makini: Api, shapes: Callable[[list[str], Path], list[object]], tmp_path: Path
) -> None:
    cases = [c for api in (makini, SHOP, ODD) for c in cases_of(api, "swift")]
    found = shapes([case.text for case in cases], tmp_path)
    assert [c.text for c, shape in zip(cases, found, strict=True) if not shape] == []


def test_hostile_texts_leave_swift_as_it_is(
    shapes: Callable[[list[str], Path], list[object]], tmp_path: Path
) -> None:
    calm = [case.text for case in cases_of(hostile_api("word"), "swift")]
    wanted = shapes(calm, tmp_path)
    for name, text in hostile_texts().items():
        sources = [case.text for case in cases_of(hostile_api(text), "swift")]
        assert shapes(sources, tmp_path) == wanted, name


def test_the_parser_would_tell(
    shapes: Callable[[list[str], Path], list[object]], tmp_path: Path
) -> None:
    bad, one, other = shapes(
        ['let x = "a', 'let x = "a"', 'let x = "\\(f())"'], tmp_path
    )
    assert bad is None
    assert one != other

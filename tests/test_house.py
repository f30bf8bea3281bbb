"""The rooms of the house: who may import whom, and that nothing imports in a circle.

Every import counts: also those inside functions, and those for type checkers alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GENERATOR = ROOT / "generator/clientgen"
RUNTIME = ROOT / "templates/python/runtime"

# What each room of the generator may import, itself apart. A module at the top is a room too.
KNOWS = {
    "model": set(),
    "rules": {"model"},
    "reading": {"model", "rules"},
    "targets.sinks": set(),
    "targets.prose": set(),
    "targets.templates": {"targets.sinks"},
    "targets.target": {"model", "targets.templates"},
    "targets.surface": {"model", "rules", "targets.sinks", "targets.target"},
    "targets.samples": {"model", "rules", "targets.sinks", "targets.surface"},
    "targets.description": {"model", "rules", "targets.sinks"},
    "targets.pages": {"model", "rules", "targets.prose", "targets.samples"}
    | {"targets.sinks", "targets.surface"},
    "targets": {"model", "targets.target", "targets.templates"},
    "changes": {"model", "rules", "targets.prose", "targets.sinks", "targets.surface"},
    "history": {"changes", "model", "reading", "speed", "writing"},
    "writing": {""},
    "inputs": {"targets", "writing"},
    "speed": {"reading", "writing"},
    "fast": {"", "cli", "inputs", "model", "reading", "speed", "writing"},
    "sandbox": {
        "model",
        "rules",
        "targets.samples",
        "targets.sinks",
        "targets.surface",
        "targets.templates",
    },
    "importing": {"model"},
    "intake": {"importing", "reading", "targets.description", "writing"},
    "updating": {"importing"},
    "renewing": {"importing", "intake", "model", "reading", "updating", "writing"},
    "correcting": {"importing", "model", "rules"},
    "corrections": {"correcting", "importing", "intake", "model", "reading", "writing"},
    "starting": {"", "importing", "model", "pipeline", "reading", "targets.sinks"}
    | {"targets.templates", "writing"},
    "showing": {"model", "targets.pages", "targets.samples", "targets.sinks"}
    | {"targets.surface", "targets.templates"},
    "serving": {"writing"},
    "watching": {"writing"},
    "shelf": {"targets.target", "writing"},
    "notices": {"", "reading"},
    "explaining": {"pipeline", "reading"},
    "mending": {"reading"},
    "pipeline": {"fast", "inputs", "model", "reading", "speed", "targets", "writing"}
    | {"mending", "shelf", "targets.target"},
    "cli": {"", "changes", "corrections", "explaining", "history", "importing"}
    | {"intake", "notices", "pipeline", "reading", "renewing", "sandbox", "serving"}
    | {"showing", "starting", "targets.templates", "updating", "watching", "writing"},
    "pytest_plugin": {"cli", "model", "pipeline", "reading", "sandbox"},
    "__main__": {"cli", "fast"},
    "": set(),
}
A_TARGET = {
    *("changes", "model", "rules"),
    *(f"targets.{each}" for each in ("prose", "sinks", "surface")),
    *(f"targets.{each}" for each in ("description", "pages", "samples")),
    *("targets.target", "targets.templates"),
}


def imported(path: Path, top: Path) -> Iterator[tuple[str, ...]]:
    """The modules of a package that one of its modules imports, as paths from its top."""
    folder = path.relative_to(top).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == top.name:
                    yield tuple(alias.name.split(".")[1:])
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = folder[: len(folder) - node.level + 1]
            elif (node.module or "").split(".")[0] == top.name:
                base = ()
            else:
                continue
            named = (node.module or "").split(".") if node.module else []
            base = (*base, *(named if node.level else named[1:]))
            for alias in node.names:
                deeper = (*base, alias.name)
                is_module = (top.joinpath(*deeper)).is_dir() or (
                    top.joinpath(*deeper).with_suffix(".py").is_file()
                )
                yield deeper if is_module else base


def room(parts: tuple[str, ...]) -> str:
    if parts[:1] == ("targets",) and len(parts) > 1 and parts[1] != "__init__":
        return ".".join(parts[:2])
    is_module = parts and (GENERATOR / f"{parts[0]}.py").is_file()
    is_folder = parts and (GENERATOR / parts[0]).is_dir()
    return parts[0] if is_module or is_folder else ""


def modules(top: Path) -> list[Path]:
    return sorted(top.rglob("*.py"))


def place(path: Path, top: Path) -> tuple[str, ...]:
    parts = path.relative_to(top).with_suffix("").parts
    return parts[:-1] if parts[-1] == "__init__" else parts


def circles(graph: Mapping[tuple[str, ...], set[tuple[str, ...]]]) -> list[str]:
    """For each module that can be reached from itself, a shortest way back to it."""
    found = []
    for start in sorted(graph):
        ways = [(start,)]
        seen = {start}
        while ways:
            way = ways.pop(0)
            following = sorted(graph.get(way[-1], ()))
            if start in following:
                found.append(" -> ".join(".".join(each) for each in (*way, start)))
                break
            ways += [(*way, each) for each in following if each not in seen]
            seen |= set(following)
    return found


def test_rooms_import_what_they_may_know() -> None:
    wrong = []
    for path in modules(GENERATOR):
        here = room(place(path, GENERATOR))
        is_target = here.startswith("targets.") and here not in KNOWS
        allowed = {here, *(A_TARGET if is_target else KNOWS[here])}
        for found in imported(path, GENERATOR):
            if room(found) not in allowed:
                name = path.relative_to(ROOT).as_posix()
                wrong.append(f"{name} imports {'.'.join(found)}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("top", [GENERATOR, RUNTIME], ids=["generator", "runtime"])
def test_nothing_imports_in_a_circle(top: Path) -> None:
    graph = {
        place(path, top): {
            found for found in imported(path, top) if found != place(path, top)
        }
        for path in modules(top)
    }
    assert circles(graph) == []


def test_modules_of_tests_have_names_of_their_own() -> None:
    """Those of folders that are no packages are one module to Python where names are equal."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted({name for name in names if names.count(name) > 1}) == []

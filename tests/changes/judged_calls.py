"""Programs that use everything of a client, and mypy's word on them.

Packages are made of specs without their runtimes: all share one, so that one run of mypy reads
it once. A program is made of the spec before; what mypy says of it beside the package of the
spec now is what a change does at source.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from clientgen.changes import Changes, compare
from clientgen.model.api import Api, Operation, Resource, Schema
from clientgen.model.sending import sent_schemas
from clientgen.rules.cubes import Cube
from clientgen.targets import python as python_target
from clientgen.targets.surface.arguments import Argument, arguments, cover
from clientgen.targets.surface.caller import client_arguments, has_token
from clientgen.targets.surface.imports import Import
from clientgen.targets.surface.names import (
    attribute,
    context_argument,
    method,
    resource_attribute,
    resource_module,
    schema_class,
)
from clientgen.targets.surface.registry import names_of
from clientgen.targets.surface.types import (
    Annotation,
    argument_type,
    checked_type,
    returned,
)
from clientgen.targets.templates import load_templates

ROOT = Path(__file__).parents[2]
RUNTIME = "sharedruntime"
TEMPLATES = load_templates()


def write_runtime(folder: Path) -> None:
    """Write the runtime that all packages share."""
    for name, text in TEMPLATES.verbatim("python/runtime").items():
        path = folder / RUNTIME / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def write_package(api: Api, name: str, folder: Path) -> None:
    """Write a package under a name, without its runtime."""
    inside = f"python/{api.package}/"
    for file in python_target.TARGET.files(api, TEMPLATES):
        path = file.path.removeprefix(inside)
        if path == file.path or path.startswith("runtime/") or not path.endswith(".py"):
            continue
        text = re.sub(
            r"^( *)from \.+runtime\b", rf"\1from {RUNTIME}", file.text, flags=re.M
        )
        where = folder / name / path
        where.parent.mkdir(parents=True, exist_ok=True)
        where.write_text(text, encoding="utf-8")
    (folder / name / "py.typed").touch()


class Program:
    """A program in the making."""

    def __init__(self, api: Api, package: str) -> None:
        self.api, self.package = api, package
        self.imports: set[str] = {
            "import builtins",
            "import datetime as dt",
            "from collections.abc import Mapping, Sequence",
            "from decimal import Decimal",
            "from typing import Any, Literal",
        }
        self.lines: list[str] = []
        self.names = names_of(api)

    def text(self) -> str:
        head = ["from __future__ import annotations", *sorted(self.imports)]
        return "\n".join([*head, "", *self.lines]) + "\n"

    def uses(self, annotation: Annotation) -> str:
        """An annotation, all its names imported."""
        for each in annotation.imports:
            self._import(each)
        for name in annotation.schemas:
            self.imports.add(f"from {self.package}.models import {schema_class(name)}")
        return str(annotation.code)

    def _import(self, each: Import) -> None:
        if each.module.startswith("..runtime") and each.name:
            module = each.module.replace("..runtime", RUNTIME, 1)
            self.imports.add(f"from {module} import {each.name}")

    def client(self) -> None:
        name = self.api.name
        self.imports.add(f"from {self.package} import {name}, Async{name}")
        taken = [
            (each.name, self.uses(each.annotation))
            for each in client_arguments(self.api)
        ]
        taken += [(context_argument(each.name), "str") for each in self.api.contexts]
        taken += [("token", "str")] if has_token(self.api) else []
        given = ", ".join(f"{each}={each}" for each, _ in taken)
        self.function(
            "new_client", [(each, f"{type_} | None") for each, type_ in taken]
        )
        self.lines.append(f"    {name}({given})")

    def function(self, name: str, taken: Sequence[tuple[str, str]]) -> None:
        words = ", ".join(f"{each}: {type_}" for each, type_ in taken)
        self.lines.append(f"def {name}({words}) -> None:")

    def operation(self, resource: Resource, operation: Operation) -> None:
        attributes = {
            each.name: resource_attribute(each) for each in self.api.resources
        }
        places = [(resource.name, method(operation)), *operation.aliases]
        for number, (home, name) in enumerate(places):
            self._calls(attributes[home], name, home, operation, number)

    def _calls(
        self, group: str, name: str, home: str, operation: Operation, number: int
    ) -> None:
        every = [a for a in arguments(self.api, operation) if a.place != "options"]
        cubes: Sequence[Cube] = cover(operation) or [Cube(())]
        said = self.uses(returned(operation)[0])
        for at, cube in enumerate(cubes):
            needed = [a for a in every if _is_needed(a, cube)]
            allowed = [a for a in every if not _is_forbidden(a, cube)]
            for kind, given in (("least", needed), ("most", allowed)):
                types = [
                    (a.name, self._type(home, operation, a, a in needed)) for a in given
                ]
                client = [("client", self.api.name), *types]
                self.function(f"{group}_{name}_{number}_{at}_{kind}", client)
                words = ", ".join(
                    # By position once, and by keyword the other time.
                    (
                        a.name
                        if a.place == "path" and not _once(a) and kind == "least"
                        else f"{a.name}={a.name}"
                    )
                    for a in given
                )
                call = f"client.{group}.{name}({words})"
                self.lines += [
                    f"    {line}" for line in self._use(operation, call, said)
                ]

    def _type(
        self, home: str, operation: Operation, given: Argument, needed: bool
    ) -> str:
        if given.item is None and given.name == "items":
            name = self.names.items[home, operation.name]
            resource = next(r for r in self.api.resources if r.name == home)
            module = resource_module(resource)
            self.imports.add(f"from {self.package}.resources.{module} import {name}")
            self._item(name, operation)
            return f"Sequence[{name}]"
        annotation = given.annotation
        if (
            needed
            and given.item is not None
            and given.place != "path"
            and given.default
        ):
            return self.uses(argument_type(given.item.type))
        text = self.uses(annotation)
        if text.startswith("Arg["):
            text = f"{text[4:-1]} | None"
        return text

    def _item(self, name: str, operation: Operation) -> None:
        assert operation.body
        fields = operation.body.fields
        taken = [
            (f"v{n}", self.uses(argument_type(f.type))) for n, f in enumerate(fields)
        ]
        pairs = ", ".join(f"{f.name!r}: v{n}" for n, f in enumerate(fields))
        least = ", ".join(
            f"{f.name!r}: v{n}" for n, f in enumerate(fields) if f.required
        )
        self.function(f"item_{name}_{len(self.lines)}", taken)
        self.lines += [
            f"    whole: {name} = {{{pairs}}}",
            f"    least: {name} = {{{least}}}",
        ]

    def _use(self, operation: Operation, call: str, said: str) -> Iterator[str]:
        if operation.answer.kind == "empty":
            yield call
        elif operation.answer.kind == "object" or said == "Any":
            # Nothing else lets one do so.
            yield f"({call}).whatever()"
        else:
            yield f"found: {said} = {call}"

    def model(self, schema: Schema, sent: bool) -> None:
        name = schema_class(schema.name)
        self.imports.add(f"from {self.package}.models import {name}")
        self.function(f"read_{name}", [("it", name)])
        if schema.type is not None:
            text = self.uses(checked_type(schema.type))
            self.lines.append(f"    all_of_it: {text} = it")
            return
        types = []
        for number, field in enumerate(schema.fields):
            text = self.uses(checked_type(field.type))
            if text == "Any":
                self.lines.append(f"    it.{attribute(field)}.whatever()")
            if not (field.required and not field.nullable):
                text = text if text == "Any" else f"{text} | None"
            types.append((attribute(field), text))
            self.lines.append(f"    w{number}: {text} = it.{attribute(field)}")
        further = schema.additional
        if further:
            text = self.uses(checked_type(further))
            self.lines.append(f"    more: {text} = it.extra['more']")
        else:
            self.lines.append("    it.extra['more'].whatever()")
        if sent:
            self.function(
                f"make_{name}", [(f"a_{each}", type_) for each, type_ in types]
            )
            given = ", ".join(f"{each}=a_{each}" for each, _ in types)
            self.lines += [f"    {name}({given})", f"    {name}()"]

    def events(self) -> None:
        hooks = self.api.webhooks
        for wire, type_ in hooks.bodies if hooks else ():
            name = self.names.events[wire]
            self.imports.add(f"from {self.package}.events import {name}")
            self.function(f"event_{name}", [("it", name)])
            self.lines.append(f"    body: {self.uses(checked_type(type_))} = it.body")


def _once(given: Argument) -> bool:
    return getattr(given.item, "once", None) is not None


def _rule_key(given: Argument) -> str:
    return given.wire if given.place == "body" else f"{given.place}:{given.wire}"


def _is_needed(given: Argument, cube: Cube) -> bool:
    return not given.default or _rule_key(given) in cube.required


def _is_forbidden(given: Argument, cube: Cube) -> bool:
    return _rule_key(given) in cube.forbidden


def program(api: Api, package: str) -> str:
    """A program that uses everything of an API's client, under the name of a package."""
    made = Program(api, package)
    made.client()
    sent = sent_schemas(api)
    for resource in api.resources:
        for operation in resource.operations:
            made.operation(resource, operation)
    for schema in api.schemas:
        if schema.fields or schema.type:
            made.model(schema, schema.name in sent)
    made.events()
    return made.text()


def refused(
    folder: Path, old: Mapping[str, Api], new: Mapping[str, Api]
) -> dict[str, list[str]]:
    """What mypy says of programs for one state of APIs beside packages of another.

    Args:
        folder: Where to work.
        old: The APIs before, by names.
        new: The APIs now, by the same names.

    Returns:
        What mypy complains of, by the names of those of which it does.
    """
    write_runtime(folder)
    for name, api in new.items():
        write_package(api, name, folder)
        text = program(old[name], name)
        (folder / f"use_{name}.py").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mypy", "--no-error-summary", "--strict"),
            *("--follow-imports", "silent", "--allow-redefinition"),
            *(f"use_{name}.py" for name in new),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stdout + done.stderr
    found: dict[str, list[str]] = {}
    for line in done.stdout.splitlines():
        if ": error: " in line:
            match = re.match(r"use_(\w+)\.py:\d+: error: (.*)", line)
            assert match, line
            found.setdefault(match[1], []).append(line)
    return found


def breaks(changes: Changes) -> bool:
    """Whether a type checker is said to refuse programs."""
    return any(change.source == "breaking" for change in changes.found)


def disagreements(
    pairs: Iterable[tuple[Api, Api]], folder: Path
) -> tuple[list[str], int]:
    """Pairs of states of which mypy says otherwise, and how many pairs break nothing."""
    old, new, told = {}, {}, {}
    for number, (before, now) in enumerate(pairs):
        name = f"pair{number}"
        old[name], new[name] = before, now
        told[name] = compare(before, now)
    found = refused(folder, old, new)
    wrong = [
        "\n    ".join(
            [name, *found.get(name, ["mypy takes it"]), *map(str, each.found)]
        )
        for name, each in told.items()
        if breaks(each) is not (name in found)
    ]
    return wrong, sum(not breaks(each) for each in told.values())

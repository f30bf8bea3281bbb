"""Spec folders as data, and three of them brought together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..importing import layout
from ..importing.grouping import Home, Homes
from .editing import edit, remarks
from .marked import MarkedText, Resolve
from .names import leaves, renamed, retyped, route, type_names
from .three_way import MISSING, Change, Conflict, Merge, Path, same

API = "api.yaml"
_LINE = "# yaml-language-server: $schema=../grammar/{name}.schema.json\n"
_OF_RESOURCES = ("attribute", "summary")
_WAY = ("method", "path")
_ALIKE = 0.5  # people edit what they rename


@dataclass(slots=True)
class Together:
    """Three specs brought together.

    Attributes:
        writes: Texts of the files that change, by path.
        removals: Files that go.
        changes: What has arrived.
        conflicts: What both changed, or what the vendor removed and you remarked on.
        kept: Schemas and parameters that the vendor removed, and that your spec still names.
    """

    writes: dict[str, str] = field(default_factory=dict)
    removals: list[str] = field(default_factory=list)
    changes: list[tuple[str, Change]] = field(default_factory=list)
    conflicts: list[tuple[str, Conflict]] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Spec:
    """A spec as data: resources by their files, schemas by name wherever they stand."""

    api: dict[str, Any]
    resources: dict[str, dict[str, Any]]
    schemas: dict[str, Any]
    files: dict[str, str]

    def with_names(self, names: Mapping[str, str]) -> _Spec:
        """The same with other names of schemas."""
        if not names:
            return self
        schemas = {
            names.get(name, name): retyped(said, names)
            for name, said in self.schemas.items()
        }
        files = {names.get(name, name): file for name, file in self.files.items()}
        resources = {f: retyped(said, names) for f, said in self.resources.items()}
        return _Spec(retyped(self.api, names), resources, schemas, files)


def _spec(texts: Mapping[str, MarkedText]) -> _Spec:
    made = _Spec({}, {}, {}, {})
    for name, marked in texts.items():
        data = marked.root.data
        if name == API:
            made.api = data
        elif name.startswith("resources/"):
            made.resources[name] = data
        elif isinstance(data.get("schemas"), dict):
            made.schemas |= data["schemas"]
            made.files |= dict.fromkeys(data["schemas"], name)
    return made


def _as(spec: _Spec, other: _Spec, alike: float) -> _Spec:
    """A spec with the names that another one has for the same things.

    Args:
        spec: The spec.
        other: The other one.
        alike: How much two schemas have in common that are one.
    """
    spec = spec.with_names(renamed(spec.schemas, other.schemas, leaves, alike))
    files = renamed(spec.resources, other.resources, _routes(spec, other))
    names: dict[str, str] = {}
    resources: dict[str, dict[str, Any]] = {}
    for file, said in spec.resources.items():
        mine = other.resources.get(files.get(file, file))
        if mine is None:
            resources[file] = said
            continue
        if (old := said.get("resource")) != (new := mine.get("resource")):
            names[str(old)] = str(new)
            said = said | {"resource": new}
        if file in files:
            said = said | {key: mine[key] for key in _OF_RESOURCES if key in mine}
        resources[files.get(file, file)] = {
            **said,
            **_operations(said, mine, spec.api, other.api),
        }
    api = spec.api
    if isinstance(api.get("resources"), list) and files:
        stems = {_stem(old): _stem(new) for old, new in files.items()}
        listed = [stems.get(each, each) for each in api["resources"]]
        api = api | {"resources": listed}
    made = _Spec(api, resources, spec.schemas, spec.files)
    names = {old: new for old, new in names.items() if old not in made.schemas}
    return made.with_names(names)


def _routes(one: _Spec, other: _Spec) -> Any:
    def features(file: str, said: Any) -> Any:
        spec = one if one.resources.get(file) is said else other
        operations = said.get("operations") or {}
        return {route(n, each, said, spec.api) for n, each in operations.items()}

    return features


def _operations(said: Any, mine: Any, api: Any, my_api: Any) -> dict[str, Any]:
    """The operations of a resource under the names that they have in another spec."""
    operations, others = said.get("operations"), mine.get("operations")
    if not isinstance(operations, dict) or not isinstance(others, dict):
        return {}
    ways = {name: route(name, each, said, api) for name, each in operations.items()}
    my_ways = {name: route(name, each, mine, my_api) for name, each in others.items()}
    # Each way is there once on either side, so that it says which is which.
    names = renamed(ways, my_ways, lambda _, way: [way], 1)
    made: dict[str, Any] = {}
    for old, each in operations.items():
        if old in names:
            # A regular name says method and path by itself.
            each = {k: v for k, v in (each or {}).items() if k not in _WAY}
            there = others[names[old]] or {}
            each = {k: there[k] for k in _WAY if k in there} | each or None
        made[names.get(str(old), str(old))] = each
    return {"operations": made}


def _stem(file: str) -> str:
    return file.rpartition("/")[2].removesuffix(".yaml")


def homes(files: Mapping[str, str], resolve: Resolve) -> Homes:
    """Where an import has its operations: a newer one keeps them there.

    Args:
        files: Of the import: texts by path.
        resolve: Says what a plain scalar means.
    """
    spec = _spec({name: MarkedText(text, resolve) for name, text in files.items()})
    found: dict[str, Home] = {}
    for file, said in spec.resources.items():
        words = str(said.get("summary", "")).rstrip(".").lower().split()
        attribute = str(said.get("attribute", ""))
        name, path = str(said.get("resource")), str(said.get("path", ""))
        home = Home(_stem(file), name, attribute, tuple(words), path)
        for name, each in (said.get("operations") or {}).items():
            found[route(name, each, said, spec.api)] = home
    return found


def bring_together(
    before: Mapping[str, str],
    theirs: Mapping[str, str],
    yours: Mapping[str, str],
    resolve: Resolve,
) -> Together:
    """Merge a newer import into a spec that people have edited.

    Args:
        before: The files as they were imported: texts by path.
        theirs: As the newer document makes them.
        yours: As they are.
        resolve: Says what a plain scalar means.
    """
    return _Bringing(before, theirs, yours, resolve).together()


class _Bringing:
    def __init__(
        self,
        before: Mapping[str, str],
        theirs: Mapping[str, str],
        yours: Mapping[str, str],
        resolve: Resolve,
    ) -> None:
        self._texts = (before, theirs, yours)
        self._resolve = resolve
        marked = [
            {name: MarkedText(text, resolve) for name, text in side.items()}
            for side in (before, theirs, yours)
        ]
        self._marked = marked[2]
        old, new, self._yours = map(_spec, marked)
        new = _as(new, old, 1)
        self._before = _as(old, self._yours, _ALIKE)
        self._theirs = _as(new, self._yours, _ALIKE)
        self._made = Together()

    def together(self) -> Together:
        """All files."""
        resources = self._resources()
        self._once(resources)
        schemas = self._schemas()
        api = self._api(resources)
        self._still_named(api, resources, schemas)
        self._write({API: api}, "")
        self._write(resources, "resource")
        self._write(schemas, "schemas")
        return self._made

    def _once(self, resources: dict[str, dict[str, Any]]) -> None:
        """Have each operation once: where you have it, if the document has moved it."""
        api = self._yours.api
        mine = {
            route(name, each, said, api): (file, name)
            for file, said in resources.items()
            for name, each in (said.get("operations") or {}).items()
            if name in (self._yours.resources.get(file, {}).get("operations") or {})
        }
        for file, said in list(resources.items()):
            operations = said.get("operations") or {}
            moved = {
                name: mine[way]
                for name, each in operations.items()
                if (way := route(name, each, said, api)) in mine
                and mine[way] != (file, name)
            }
            for name, (there, known) in moved.items():
                self._moved(there, known, operations[name])
            if not moved:
                continue
            left = {n: each for n, each in operations.items() if n not in moved}
            gone: set[tuple[str, Path]] = {
                (file, ("operations", name)) for name in moved
            }
            if left or file in self._yours.resources:
                resources[file] = said | {"operations": left}
            else:
                del resources[file]
                gone.add((file, ()))
            changes = self._made.changes
            self._made.changes = [e for e in changes if (e[0], e[1].path) not in gone]

    def _moved(self, file: str, name: str, theirs: Any) -> None:
        """Tell what the document says of an operation that it has elsewhere."""
        path = ("operations", name)
        mine = self._yours.resources[file]["operations"][name]
        known = [(where, said) for where, said in self._made.conflicts]
        told = [
            n for n, each in enumerate(known) if (each[0], each[1].path) == (file, path)
        ]
        if told:
            said = known[told[0]][1]._replace(theirs=theirs)
            self._made.conflicts[told[0]] = (file, said)
        elif not same(mine, theirs):
            said = Conflict(path, MISSING, theirs, mine)
            self._made.conflicts.append((file, said))

    def _merge(self, file: str) -> Merge:
        known = self._marked.get(file)
        return Merge(remarks(known) if known else ())

    def _done(self, file: str, merge: Merge) -> None:
        self._made.changes += ((file, each) for each in merge.changes)
        self._made.conflicts += ((file, each) for each in merge.conflicts)

    def _resources(self) -> dict[str, dict[str, Any]]:
        before, theirs = self._before.resources, self._theirs.resources
        yours = self._yours.resources
        made: dict[str, dict[str, Any]] = {}
        for file in dict.fromkeys([*yours, *theirs, *before]):
            merge = self._merge(file)
            if file in yours and file in theirs:
                known = before.get(file, {})
                made[file] = merge.table((), known, theirs[file], yours[file])
            else:
                sides = (side.get(file, MISSING) for side in (before, theirs, yours))
                merge.remarked = {()} if merge.remarked else ()
                value = merge.value((), *sides)
                if value is not MISSING:
                    made[file] = value
            self._done(file, merge)
        return made

    def _schemas(self) -> dict[str, dict[str, Any]]:
        """Schemas stay in the files where you have them."""
        before, theirs, yours = (
            side.schemas for side in (self._before, self._theirs, self._yours)
        )
        files = {**self._before.files, **self._theirs.files, **self._yours.files}
        made: dict[str, dict[str, Any]] = {}
        for file in dict.fromkeys([*self._yours.files.values(), *files.values()]):
            sides = [
                {name: said for name, said in side.items() if files[name] == file}
                for side in (before, theirs, yours)
            ]
            merge = self._merge(file)
            schemas = merge.table(("schemas",), sides[0], sides[1], sides[2])
            known = self._marked[file].root.data if file in self._marked else {}
            if schemas or merge.remarked:
                made[file] = {**known, "schemas": schemas}
            self._done(file, merge)
        return made

    def _api(self, resources: Mapping[str, Any]) -> dict[str, Any]:
        merge = self._merge(API)
        api = merge.table((), self._before.api, self._theirs.api, self._yours.api)
        self._done(API, merge)
        listed = [each for each in api.get("resources", []) if isinstance(each, str)]
        stems = [_stem(file) for file in resources]
        api["resources"] = [each for each in listed if each in stems]
        api["resources"] += [each for each in stems if each not in listed]
        return api

    def _still_named(
        self,
        api: dict[str, Any],
        resources: Mapping[str, dict[str, Any]],
        schemas: dict[str, dict[str, Any]],
    ) -> None:
        """Keep what went, and what the spec still names: no name leads nowhere."""
        while True:
            there = {name for said in schemas.values() for name in said["schemas"]}
            there |= {str(said.get("resource")) for said in resources.values()}
            named = set(type_names([api, *resources.values(), *schemas.values()]))
            back = False
            for side in (self._yours, self._theirs):
                for name in side.schemas:
                    if name in named and name not in there:
                        file = schemas.setdefault(side.files[name], {"schemas": {}})
                        file["schemas"][name] = side.schemas[name]
                        self._keep(side.files[name], ("schemas", name))
                        there.add(name)
                        back = True
            if not back:
                break
        there = set(api.get("parameters") or {})
        named = {
            name
            for said in (api, api.get("lists") or {}, *_operations_of(resources))
            if isinstance(said, dict)
            for key in ("parameters", "always")
            if isinstance(said.get(key), list)
            for name in said[key]
            if isinstance(name, str)
        }
        for api_ in (self._yours.api, self._theirs.api):
            for name, said in (api_.get("parameters") or {}).items():
                if name in named and name not in there:
                    api["parameters"] = {**(api.get("parameters") or {}), name: said}
                    self._keep(API, ("parameters", name))
                    there.add(name)

    def _keep(self, file: str, path: Path) -> None:
        self._made.kept.append(f"{file} {path[-1]}")
        changes = self._made.changes
        self._made.changes = [e for e in changes if (e[0], e[1].path) != (file, path)]

    def _write(self, wanted: Mapping[str, dict[str, Any]], kind: str) -> None:
        _, theirs, yours = self._texts
        for file, data in wanted.items():
            if file not in yours:
                line = _LINE.format(name=kind)
                text = line + layout.write(data, deep=1)
                self._made.writes[file] = theirs.get(file, text)
                if not same(
                    MarkedText(self._made.writes[file], self._resolve).root.data, data
                ):
                    self._made.writes[file] = text
            elif not same(data, self._marked[file].root.data):
                self._made.writes[file] = self._edited(file, data)
        folder = {"resource": "resources/", "schemas": "schemas/"}.get(kind)
        if folder:
            gone = [f for f in yours if f.startswith(folder) and f not in wanted]
            self._made.removals += gone

    def _edited(self, file: str, data: dict[str, Any]) -> str:
        before, theirs, yours = self._texts
        if file in theirs and yours[file] == before.get(file):
            fresh = MarkedText(theirs[file], self._resolve).root.data
            if same(fresh, data):
                return theirs[file]
        return edit(yours[file], data, self._resolve)


def _operations_of(resources: Mapping[str, dict[str, Any]]) -> list[Any]:
    found: list[Any] = []
    for said in resources.values():
        found.append(said)
        operations = said.get("operations")
        found += operations.values() if isinstance(operations, dict) else ()
    return found

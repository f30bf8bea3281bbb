"""A spec folder, checked and resolved into the model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from ..model.api import Api, Field, Resource, Schema
from ..model.naming import plural, snake_case
from ..model.position import Position
from ..model.sending import with_only_sent
from ..model.terms import USUAL, Terms
from . import settings
from .access import environment, read_auth
from .aliases import check_aliases
from .allowances import Allowance, read_allowances, without_allowed
from .choices import check_choices
from .collisions import check_collisions
from .composing import compose
from .editor_lines import check_editor_lines
from .failures import read_errors
from .families import inherited, parents_first
from .fields import further, parted, read_fields, read_own_fields
from .files import read_files, shown
from .findings import Allowed, Finding, Report, SpecError, quoted
from .forms import read_forms
from .grammars import Kind
from .header_parameters import check_once
from .inline import FieldsByName, Inline, camel_case
from .levels import Declared, always_of, check_keys, check_secrets, terms_of
from .named_types import read_named
from .nodes import Document, Entry, Node, Table
from .operations import Surroundings, read_operations
from .parameters import read_parameter
from .paths import check_path
from .regular import USUALLY, Regular, regular_of
from .routes import check_routes
from .scope import DeclaredParameter, Scope
from .servers import read_servers
from .tags import read_kinds
from .walking import read_ways, walking
from .webhooks import read_webhooks


class Loaded(NamedTuple):
    """A spec that can be used.

    Attributes:
        api: The model.
        warnings: What is probably a mistake, sorted by file, line and column.
        allowed: Warnings that comments allow.
    """

    api: Api
    warnings: tuple[Finding, ...] = ()
    allowed: tuple[Allowed, ...] = ()


Accepts = Callable[[Kind, Table], bool]
"""Whether a file certainly keeps to the grammar; False when it has to be looked at."""
Trees = dict[str, tuple[bytes, Table]]
"""What the files of a spec hold, by path as findings show it, with their bytes."""


def load(
    spec: Path,
    accepts: Accepts = lambda kind, root: False,
    instead: Mapping[str, bytes] = MappingProxyType({}),
    trees: Trees | None = None,
) -> Loaded:
    """Read a spec folder.

    Args:
        spec: The folder with api.yaml, schemas/ and resources/.
        accepts: A quick look at a file, to spare most files the slow one.
        instead: Files that are read in place of those of the same path below the folder, or
            beside them.
        trees: Files that were read before and had no mistake: those whose bytes are the
            same are not read again. What is read now is put there.

    Returns:
        The API, everything resolved, and the warnings.

    Raises:
        SpecError: The spec has mistakes; all of them are in it.
    """
    report = Report()
    allowances: list[Allowance] = []
    documents = _documents(spec, accepts, instead, report, allowances, trees)
    api = _api(documents, report) if documents else None
    whole = api is not None and not report.failed
    found, allowed = without_allowed(report.findings, allowances, whole=whole)
    if api is None or report.failed:
        raise SpecError(found, allowed)
    return Loaded(api, found, allowed)


def _documents(
    spec: Path,
    accepts: Accepts,
    instead: Mapping[str, bytes],
    report: Report,
    allowances: list[Allowance],
    trees: Trees | None,
) -> list[Document]:
    documents: list[Document] = []
    readable: dict[str, bytes] = {}
    for name, data in {**read_files(spec, report), **instead}.items():
        path = shown(spec, name)
        before, root = trees.get(path, (b"", None)) if trees else (b"", None)
        if root is None or before != data:
            found = len(report)
            root = _tree(data, path, _kind(name), accepts, report)
            if trees is not None and root is not None and len(report) == found:
                trees[path] = data, root
        if root is not None:
            readable[name] = data
            allowances += read_allowances(data, path, report)
        empty = Table({}, Position(path, 1, 1))
        documents.append(Document(name, path, root or empty, root is not None))
    check_editor_lines(spec, readable, report)
    return documents


def _tree(
    data: bytes, path: str, kind: Kind, accepts: Accepts, report: Report
) -> Table | None:
    """What a file holds, held against the grammar; None where it cannot be read."""
    root = compose(data, path, report)
    if root is not None and not accepts(kind, root):
        from .checking import check

        check(kind, root, report)
    return root


def _kind(name: str) -> Kind:
    folder = name.partition("/")[0]
    return (
        "resource"
        if folder == "resources"
        else "schemas" if folder == "schemas" else "api"
    )


def _api(documents: Sequence[Document], report: Report) -> Api | None:
    main = documents[0]
    if main.name != "api.yaml" or not main.readable:
        return None
    root = main.root
    resources = _listed_resources(root, documents, report)
    shared = _shared_schemas(documents, report)
    resources = _with_unique_names(resources, shared, report)
    scope = _scope(root, documents, resources, shared, report)
    inline = Inline()
    scope = replace(scope, inline=inline.read, named=read_named(shared, scope))
    ways = read_ways(root, report)
    filtering = settings.read_filtering(root)
    auth = read_auth(root, scope)
    scope = replace(scope, credentials=environment(auth))
    scope = replace(scope, ways=ways, paging=ways.usual, filtering=filtering)
    scope = _with_common(root, scope)
    schemas = _schemas(resources, shared, scope)
    servers = read_servers(root, scope)
    declared = Declared(auth, tuple(each.name for each in servers if each.name))
    terms = terms_of(root, USUAL, declared, scope)
    always = always_of(root, (), scope)
    regular = regular_of(root, USUALLY)
    fields = FieldsByName(schemas, inline)
    built = [
        _resource(
            document, root, schemas, fields, scope, declared, terms, always, regular
        )
        for document in resources
    ]
    schemas |= inline.schemas
    webhooks = read_webhooks(root, scope)
    check_choices(schemas, built, report)
    check_routes(built, report)
    check_once(built, report)
    check_keys(built, report)
    check_secrets(built, auth, scope)
    in_order = sorted(schemas.values(), key=lambda schema: schema.name)
    check_collisions(built, in_order, report)
    check_aliases([document.root for document in resources], scope)
    api = Api(
        name=root.text("api"),
        package=root.text("package"),
        version=root.text("version").strip(),
        package_version=root.text("package_version"),
        title=root.prose("title"),
        servers=servers,
        resources=tuple(built),
        schemas=tuple(in_order),
        summary=root.prose("summary"),
        description=root.prose("description"),
        docs_url=root.text("docs_url"),
        licence=settings.read_licence(root, scope),
        auth=auth,
        terms=terms,
        paging=ways.usual,
        ways=tuple(ways.named.items()),
        forms=read_forms((root,)),
        errors=read_errors([root], scope),
        filtering=filtering,
        contexts=settings.read_contexts(root),
        webhooks=webhooks,
        modules=settings.read_modules(root),
        sources=settings.read_sources(root),
        position=root.at("api"),
        package_position=root.at("package"),
    )
    return with_only_sent(api)


def _listed_resources(
    root: Table, documents: Sequence[Document], report: Report
) -> list[Document]:
    """The resource files in the vendor's order; those that are not listed come last."""
    files = {
        document.stem: document
        for document in documents
        if document.name.startswith("resources/")
    }
    listed: dict[str, Document] = {}
    for name in root.scalars("resources"):
        document = files.get(name.text)
        if document:
            listed[name.text] = document
        else:
            suggestion = report.suggest(name.text, files)
            report.error(
                name.position,
                "missing-file",
                f"there is no resources/{name.text[:100]}.yaml{suggestion}",
            )
    for stem, document in files.items():
        if stem not in listed:
            report.error(
                Position(document.path, 1, 1),
                "unlisted-file",
                f"api.yaml does not list this file; add {stem} to resources",
            )
            listed[stem] = document
    return [document for document in listed.values() if document.readable]


def _shared_schemas(documents: Iterable[Document], report: Report) -> dict[str, Entry]:
    shared: dict[str, Entry] = {}
    for document in documents:
        if not document.name.startswith("schemas/"):
            continue
        for entry in document.root.table("schemas").entries.values():
            first = shared.setdefault(entry.key, entry)
            if first is not entry:
                report.error(
                    entry.position,
                    "duplicate-schema",
                    f"the schema {quoted(entry.key)} is at {first.position} already; "
                    "remove or rename one",
                )
    return shared


def _with_unique_names(
    resources: Sequence[Document], shared: Mapping[str, Entry], report: Report
) -> list[Document]:
    """Report and drop resources whose name is taken."""
    unique: list[Document] = []
    names: dict[str, Position] = {}
    for document in resources:
        name = document.root.text("resource")
        place = document.root.at("resource")
        first = names.setdefault(name.casefold(), place)
        if first is not place:
            report.error(
                place,
                "duplicate-resource",
                f"the resource {quoted(name)} is at {first} already; rename one",
            )
            continue
        unique.append(document)
        if name in shared and _has_fields(document.root):
            report.error(
                shared[name].position,
                "duplicate-schema",
                f"the resource at {place} has a schema {quoted(name)} already; remove or "
                "rename one",
            )
    return unique


def _scope(
    root: Table,
    documents: Sequence[Document],
    resources: Sequence[Document],
    shared: Mapping[str, Entry],
    report: Report,
) -> Scope:
    own = {d.root.text("resource") for d in resources if _has_fields(d.root)}
    return Scope(
        report,
        resources=sorted({d.root.text("resource") for d in resources}),
        schemas=sorted({*shared, *own}),
        undocumented={
            *(name for name, entry in shared.items() if _nothing_known(entry.value)),
            *(d.root.text("resource") for d in resources if _nothing_known(d.root)),
        },
        modules=list(root.table("modules")),
        sources=list(root.table("sources")),
        contexts={
            context.name: context.values for context in settings.read_contexts(root)
        },
        complete=all(document.readable for document in documents),
    )


def _with_common(root: Table, scope: Scope) -> Scope:
    """Add common fields, common parameters and those of lists."""
    groups = root.table("common_fields")
    parameters: dict[str, DeclaredParameter] = {
        entry.key: read_parameter(entry, scope)
        for entry in root.table("parameters").entries.values()
    }
    listed = [
        name.text
        for name in root.table("lists").scalars("parameters")
        if scope.is_known(
            name.text,
            parameters,
            name.position,
            "unknown-parameter",
            "api.yaml declares no such parameter",
        )
    ]
    return replace(
        scope,
        common_fields={
            name: read_fields(
                groups.table(name), replace(scope, owner=camel_case(name))
            )
            for name in groups
        },
        parameters=parameters,
        list_parameters=tuple(listed),
    )


def _schemas(
    resources: Sequence[Document], shared: Mapping[str, Entry], scope: Scope
) -> dict[str, Schema]:
    tables = {
        name: entry.value
        for name, entry in shared.items()
        if isinstance(entry.value, Table)
    }
    own = {d.root.text("resource"): d.root for d in resources if _has_fields(d.root)}
    objects = {n: t for n, t in tables.items() if n not in scope.named} | own
    schemas: dict[str, Schema] = {
        name: _schema(name, shared[name].position, tables[name], scope, (), "schemas")
        for name in scope.named
    }
    for name in scope.named:
        if "holds" in tables[name]:
            kinds = read_kinds(name, shared[name], tables[name], scope)
            schemas |= {
                kind: made for kind, made in kinds.items() if kind not in schemas
            }
    for name, parent in parents_first(objects, scope).items():
        table, above = objects[name], schemas.get(parent)
        fields = (*above.fields, *above.write_only) if above else ()
        if name in own:
            schema = _schema(
                name, table.at("fields"), table, scope, fields, "resources"
            )
            schema = replace(schema, resource=name)
        else:
            place = shared[name].position
            schema = _schema(name, place, table, scope, fields, "schemas")
        if schema.additional is None and above:
            schema = replace(schema, additional=above.additional)
        schemas[name] = schema
    return schemas


def _schema(
    name: str,
    position: Position,
    table: Table,
    scope: Scope,
    parent: tuple[Field, ...],
    folder: str,
) -> Schema:
    scope = replace(scope, owner=name)
    # Positions are shown from the working directory, which generated text must not know.
    file = f"{folder}/{position.path.rpartition('/')[2]}"
    named = scope.named.get(name)
    own = inherited(parent, read_own_fields(table, scope)) if named is None else ()
    fields, write_only = parted(own)
    return Schema(
        name,
        fields,
        write_only=write_only,
        file=file,
        summary=table.prose("summary"),
        note=table.prose("note"),
        source=scope.sources_of(table),
        modules=scope.modules_of(table, ()),
        position=position,
        type=named if folder == "schemas" else None,
        additional=further(table, scope) if named is None else None,
    )


def _nothing_known(node: Node) -> bool:
    """Whether a schema says ``fields: {}``: nobody documents what it holds."""
    fields = node.get("fields") if isinstance(node, Table) else None
    more = isinstance(node, Table) and {"include", "like"} & set(node)
    return isinstance(fields, Table) and not fields.entries and not more


def _has_fields(root: Table) -> bool:
    return "fields" in root or "include" in root or "like" in root


def _resource(
    document: Document,
    api: Table,
    schemas: Mapping[str, Schema],
    fields: Mapping[str, tuple[Field, ...]],
    scope: Scope,
    declared: Declared,
    terms: Terms,
    always: tuple[str, ...],
    regular: Regular,
) -> Resource:
    root = document.root
    name = root.text("resource")
    own = name if _has_fields(root) else None
    answered = root.text("schema") or own
    if "schema" in root and scope.complete:
        scope.is_known(
            root.text("schema"),
            scope.schemas,
            root["schema"].position,
            "unknown-schema",
            "there is no such schema",
        )
    path: str | None = root.text("path")
    if "path" in root and not check_path(
        path or "", root["path"].position, scope.report
    ):
        path = None
    source = scope.sources_of(root)
    modules = scope.modules_of(root, ())
    around = Surroundings(
        path=path,
        schema=answered,
        own=_fields_for_bodies(root, own, schemas),
        modules=modules,
        source=source,
        schemas=fields,
        levels=(root, api),
        paging=walking(root.get("paging"), scope.ways.usual, scope),
        regular=regular_of(root, regular),
        always=always_of(root, always, scope),
        terms=terms_of(root, terms, declared, scope),
        declared=declared,
    )
    if "errors" in root:
        read_errors((root, api), scope)  # once, for what is wrong in it
    return Resource(
        name,
        root.text("attribute") or plural(snake_case(name)),
        document.stem,
        read_operations(root.table("operations"), around, replace(scope, owner=name)),
        schema=own,
        summary=root.prose("summary"),
        note=root.prose("note"),
        modules=modules,
        source=source,
        changed=root.text("changed"),
        position=root.at("resource"),
    )


def _fields_for_bodies(
    root: Table, own: str | None, schemas: Mapping[str, Schema]
) -> dict[str, Field] | None:
    """Fields that a body may name: the resource's own, or those of its ``schema``."""
    schema = schemas.get(own or root.text("schema"))
    if "fields" in root and not isinstance(root.get("fields"), Table):
        return None
    fields = (*schema.fields, *schema.write_only) if schema else ()
    return {field.name: field for field in fields}

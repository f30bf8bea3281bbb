"""The files of a spec, of a document that was made of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from ...model.naming import snake_case
from ..layout import write
from .access import auth_of, credentials_of, server_of, webhooks_of
from .operations import Around, Call, calls_of, regular_of, resource_of, way_beside
from .parameters import common_of
from .schemas import Writer, names_of, schemas_of

_LINE = "# yaml-language-server: $schema={up}grammar/{name}.schema.json\n"
_MOST_ROUNDS = 20
MARK = "x-clientgen"
"""The key that a document has which clientgen has written."""


def read_back(root: Mapping[str, Any]) -> dict[str, str] | None:
    """The files of a spec, by path.

    Args:
        root: A document.

    Returns:
        None where clientgen has not written it, or somebody has changed it so that it cannot
        be read back.
    """
    if not isinstance(root.get(MARK), dict):
        return None
    try:
        return _files(root)
    except (
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
        IndexError,
        RecursionError,
    ):
        return None


def _files(root: Mapping[str, Any]) -> dict[str, str]:
    components = root.get("components", {}).get("schemas", {})
    components = {**components, **root.get("x-schemas", {})}
    schemes = root.get("components", {}).get("securitySchemes", {})
    names = names_of(components)
    schemas = schemas_of(components, names)
    calls = calls_of({**root, "components": {"schemas": components}}, names)
    common = common_of(
        [call.givens for call in calls],
        [c.givens for c in calls if c.walks_usually],
        credentials_of(schemes),
    )
    singles = Counter(c.single for c in calls if c.single is not None)
    kinds = Counter(c.body.kind for c in calls if c.body is not None and c.body.keys)
    auth = auth_of(schemes)
    if {} in root.get("security", ()):
        auth["optional"] = True
    usual = next((key for key in ("bearer", "basic", "api_key") if key in auth), "")
    shared: set[str] = set()
    for left in reversed(range(_MOST_ROUNDS)):
        writer = Writer(schemas, set(shared))
        around = Around(
            root,
            schemas,
            common,
            singles.most_common(1)[0][0] if singles else "",
            regular_of(calls),
            kinds.most_common(1)[0][0] if kinds else "object",
            usual,
            writer,
        )
        files, resources = _resources(root, calls, around)
        files |= _shared(writer)
        if writer.shared == shared or not left:
            api = _api(root, calls, around, auth, names)
            api["resources"] = resources
            return {"api.yaml": _LINE.format(up="", name="api") + write(api), **files}
        shared = writer.shared
    raise AssertionError("the last round returns")


def _resources(
    root: Mapping[str, Any], calls: list[Call], around: Around
) -> tuple[dict[str, str], list[str]]:
    files: dict[str, str] = {}
    stems: list[str] = []
    by_tag: dict[str, list[Call]] = {}
    for call in calls:
        by_tag.setdefault(call.said["tags"][0], []).append(call)
    for tag in root["tags"]:
        stem = tag.get("x-file") or snake_case(tag["name"])
        said = resource_of(tag, by_tag[tag["name"]], around)
        line = _LINE.format(up="../", name="resource")
        files[f"resources/{stem}.yaml"] = line + write(said, deep=1)
        stems.append(stem)
    return files, stems


def _shared(writer: Writer) -> dict[str, str]:
    by_file: dict[str, dict[str, Any]] = {}
    for name, schema in writer.schemas.items():
        if not schema.file or name in writer.written:
            continue
        file = "schemas/shared.yaml" if schema.is_inside else schema.file
        by_file.setdefault(file, {})[name] = writer.schema(schema)
    line = _LINE.format(up="../", name="schemas")
    return {
        file: line + write({"schemas": schemas}, deep=1)
        for file, schemas in by_file.items()
    }


def _api(
    root: Mapping[str, Any],
    calls: list[Call],
    around: Around,
    auth: Mapping[str, Any],
    names: Any,
) -> dict[str, Any]:
    own, info = root[MARK], root["info"]
    servers = root.get("x-servers") or root["servers"]
    paging = dict(around.paging)
    if "also" in paging:
        paging["also"] = {
            # One that differs in nothing has a name all the same.
            name: way_beside(way, around.paging) or {"style": way["style"]}
            for name, way in paging["also"].items()
        }
    key, update = around.regular
    regular = {
        "key": key if key != "key" else "",
        "update": update if update != "PUT" else "",
    }
    said: dict[str, Any] = {
        "api": own["api"],
        "package": own["package"],
        "version": info["version"],
        "package_version": own["package_version"],
        "title": info["title"],
        "summary": info.get("summary"),
        "description": info.get("description"),
        "docs_url": root.get("externalDocs", {}).get("url"),
        "licence": own.get("licence"),
        "servers": [server_of(each) for each in servers],
        "auth": auth,
        "headers": root.get("x-headers"),
        "server": root.get("x-server"),
        "regular": {name: value for name, value in regular.items() if value},
        "modules": root.get("x-modules"),
        "sources": root.get("x-sources"),
        "contexts": _contexts(root.get("x-contexts", {})),
        "parameters": around.common.said,
        "lists": {"parameters": around.common.lists} if around.common.lists else None,
        "answers": {"single": around.single} if around.single else None,
        "body_kind": around.body_kind if around.body_kind != "object" else "",
        "forms": root.get("x-forms"),
        "errors": root.get("x-errors"),
        "paging": paging,
        "filtering": root.get("x-filtering"),
        "webhooks": webhooks_of(root, names),
    }
    return {key: value for key, value in said.items() if value}


def _contexts(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: {
            ("summary" if key == "description" else key): value
            for key, value in each.items()
        }
        for name, each in said.items()
    }

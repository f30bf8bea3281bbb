"""The package around models and resources: clients, configuration, distribution."""

from __future__ import annotations

import dataclasses
from collections.abc import Set
from typing import NamedTuple

from ...model.api import JSON_PARTS, Api, Paging, Resource, Webhooks
from ..prose import sentence, sentences
from ..sinks import Code, code, emit, identifier, join, literal, toml_string
from ..surface.caller import ClientArgument, client_arguments, has_token, key_header
from ..surface.exports import EXPORTS, has_streams
from ..surface.imports import Import, import_blocks, name_rank
from ..surface.names import context_argument, resource_attribute
from ..surface.registry import Names
from ..target import OutputFile
from ..templates import Templates
from .access import access_imports, access_parts
from .docstrings import Section, document
from .failures import errors_code, forms_code
from .parts import left_out
from .servers import servers_parts
from .terms import terms_of_api
from .ways import usual_envelope, way_code, way_imports


class ResourceView(NamedTuple):
    """A resource as the clients offer it: the attribute, the classes, and words."""

    attribute: Code
    name: Code
    async_name: Code
    doc: Code


class ArgumentView(NamedTuple):
    """A context as an argument of the clients."""

    name: Code
    wire: Code


class GivenView(NamedTuple):
    """Something given once, as an argument of the clients."""

    name: Code
    wire: Code
    annotation: Code


def package_files(api: Api, names: Names, templates: Templates) -> list[OutputFile]:
    """Everything of the distribution but models and resources."""
    package = f"python/{api.package}"
    unused = left_out(api)
    values = _values(api, names, unused)
    own = [
        OutputFile(
            f"{package}/{file}",
            templates.render(f"python/{file}.jinja", **values),
        )
        for file in ("__init__.py", "api.py", "client.py")
    ]
    without = {f"{module.replace('.', '/')}.py" for module in unused}
    runtime = [
        OutputFile(f"{package}/runtime/{name}", text, final=True)
        for name, text in templates.verbatim("python/runtime").items()
        if name not in without
    ]
    return [
        *own,
        *runtime,
        OutputFile(f"{package}/py.typed", ""),
        OutputFile(
            "python/pyproject.toml",
            templates.render("python/pyproject.toml.jinja", **values),
        ),
    ]


def _values(api: Api, names: Names, without: Set[str]) -> dict[str, object]:
    offered = {
        name: f".{module}"  # a later module has its own of what an earlier one has
        for module, names_there in EXPORTS.items()
        if module.removeprefix("runtime.") not in without
        for name in names_there
    }
    exports = [
        (".api", "API"),
        (".client", f"Async{api.name}"),
        (".client", api.name),
        *((module, name) for name, module in offered.items()),
    ]
    exports.sort(key=lambda export: name_rank(export[1]))
    typed_events = bool(api.webhooks and api.webhooks.bodies)
    modules = ["events", "models"] if typed_events else ["models"]
    return {
        "client": identifier(api.name),
        "async_client": identifier(f"Async{api.name}"),
        "doc": document(
            [sentence(api.summary or api.title), sentence(api.description)]
        ),
        "api_doc": document(
            [
                f"How {api.title} speaks.",
                "Server, authentication, envelope, paging and filters.",
            ]
        ),
        "client_module_doc": document([f"The clients of {api.title}."]),
        "client_doc": document([sentence(api.summary or api.title)], indent=4),
        "async_client_doc": document(
            [sentence(api.summary or api.title), f"The async twin of {api.name}."],
            indent=4,
        ),
        "init_doc": _init_doc(api),
        "streams": has_streams(api),
        "typed_events": typed_events,
        "exports": [(literal(name), literal(module)) for module, name in exports],
        "all_names": [
            literal(name)
            for name in sorted([*modules, *(n for _, n in exports)], key=name_rank)
        ],
        "export_imports": import_blocks(
            [*(Import(".", m) for m in modules), *(Import(m, n) for m, n in exports)]
        ),
        "config": _config(api),
        "config_imports": import_blocks(_config_imports(api)),
        "resources": tuple(_resource(resource, names) for resource in api.resources),
        "token": has_token(api),
        "given_imports": import_blocks(
            _here(each) for a in client_arguments(api) for each in a.annotation.imports
        ),
        "given": tuple(
            GivenView(identifier(a.name), literal(a.key), a.annotation.code)
            for a in client_arguments(api)
        ),
        "contexts": tuple(
            ArgumentView(identifier(context_argument(c.name)), literal(c.name))
            for c in api.contexts
        ),
        "distribution": toml_string(api.package.replace("_", "-")),
        "package": toml_string(api.package),
        "version": literal(api.package_version),
        "distribution_version": toml_string(api.package_version),
        "licence": toml_string(api.licence) if api.licence else None,
        "summary": toml_string(" ".join((api.summary or api.title).split())),
    }


def _init_doc(api: Api) -> Code:
    bearer, key = api.auth.bearer, api.auth.api_key
    env = (bearer or key).env if bearer or key else ""  # type: ignore[union-attr]  # either is set
    token = "What proves who calls; a function is asked before each request."
    if env:
        token += f" Without it, the environment variable {env} is read."
    contexts = [
        (
            context_argument(c.name),
            f"{sentence(c.summary)} Rules speak of {', '.join(c.values)}; any other value"
            " is fine and means that no such rule is checked.",
        )
        for c in api.contexts
    ]
    given = [(a.name, _given_words(a)) for a in client_arguments(api)]
    arguments = [
        *([("token", token)] if has_token(api) else []),
        *given,
        *contexts,
        ("**options", "See ClientOptions."),
    ]
    return document(
        ["Set up a client; nothing is sent."], [Section("Args", arguments)], indent=8
    )


def _here(needed: Import) -> Import:
    """An import of a resource's module as the clients' module has it, one folder above."""
    module = needed.module
    return needed._replace(module=module[1:] if module.startswith("..") else module)


def _given_words(argument: ClientArgument) -> str:
    """What an argument is, and where it comes from without it."""
    read = f"Without it, the environment variable {argument.env} is read."
    return sentences(argument.words, read if argument.env else "")


def _resource(resource: Resource, names: Names) -> ResourceView:
    name = names.resources[resource.name]
    return ResourceView(
        attribute=identifier(resource_attribute(resource)),
        name=identifier(name),
        async_name=identifier(f"Async{name}"),
        doc=document([sentence(resource.summary or resource.name)], indent=8),
    )


def _config(api: Api) -> Code:
    """The call that makes the package's ``ApiConfig``."""
    parts = [
        code("name={}", literal(api.name)),
        code("package_version={}", literal(api.package_version)),
        code("base_url={}", literal(api.servers[0].url)),
    ]
    if api.docs_url:
        parts.append(code("docs_url={}", literal(api.docs_url)))
    if envelope := usual_envelope(api):
        parts.append(code("envelope={}", literal(envelope)))
    parts += [
        code("{}={}", emit(part), _construct(value))
        for part, value in (
            ("auth", api.auth),
            ("paging", api.paging),
            ("filtering", api.filtering),
            ("webhooks", api.webhooks),
        )
        if value is not None
    ]
    if api.forms != JSON_PARTS:
        parts.append(code("forms={}", forms_code(api.forms)))
    if api.errors:
        parts.append(code("errors={}", errors_code(api, api.errors)))
    if key := key_header(api):
        parts.append(code("idempotency_header={}", literal(key)))
    parts += [*access_parts(api), *terms_of_api(api)[0], *servers_parts(api)[0]]
    if api.contexts:
        known = tuple((context.name, context.values) for context in api.contexts)
        parts.append(code("contexts={}", literal(known)))
    return code("ApiConfig({},)", join(", ", parts))


# What a client has no use for: words, and a meaning that an answer itself tells.
_WORDS = frozenset(["summary", "source", "expires_in", "position", "ways", "bodies"])


def _construct(value: object) -> Code:
    """The call that makes an equal object of the runtime's class of the same name.

    The runtime's configuration mirrors the model's field for field, words apart.
    """
    if isinstance(value, Paging):
        return way_code(value)
    if not dataclasses.is_dataclass(value):
        return literal(value)
    parts = [
        code("{}={}", identifier(field.name), _construct(getattr(value, field.name)))
        for field in dataclasses.fields(value)
        if field.name not in _WORDS and getattr(value, field.name) != field.default
    ]
    if isinstance(value, Webhooks) and value.bodies:
        parts.append(code("typed=Typed()"))
    return code("{}({})", identifier(type(value).__name__), join(", ", parts))


def _config_imports(api: Api) -> set[Import]:
    auth = api.auth
    parts = (
        auth,
        auth.bearer,
        auth.api_key,
        auth.oauth2,
        api.paging,
        api.filtering,
        api.webhooks,
        api.webhooks and api.webhooks.timed,
    )
    names = {type(part).__name__ for part in parts if part is not None}
    homes = {
        "ApiKey": ".runtime.auth.keys",
        "Filtering": ".runtime.calls.filters",
        "Timed": ".runtime.timed_webhooks",
    }
    imports = {
        Import(homes.get(name, ".runtime.config"), name)
        for name in names | {"ApiConfig"}
    }
    if api.forms != JSON_PARTS:
        imports.add(Import(".runtime.calls", "forms"))
    if api.errors:
        imports.add(Import(".runtime.calls", "failures"))
    if api.webhooks and api.webhooks.bodies:
        imports.add(Import(".runtime.typed_events", "Typed"))
    if api.paging:
        imports |= way_imports(api.paging, ".runtime")
    imports |= access_imports(api)
    return imports | servers_parts(api)[1] | terms_of_api(api)[1]

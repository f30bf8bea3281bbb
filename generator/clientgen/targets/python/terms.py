"""What a client's modules say of an operation beyond path, query and body."""

from __future__ import annotations

from dataclasses import replace

from ...model.api import Api, Operation, Parameter
from ...model.terms import Terms
from ..sinks import Code, code, emit, join, literal
from ..surface.caller import is_late, is_secret
from ..surface.imports import Import

_TERMS = "runtime.calls.terms"


def has_terms(api: Api) -> bool:
    """Whether calls of a client have any terms at all."""
    own = (_parts(api, o) for r in api.resources for o in r.operations)
    return is_late(api) or bool(_usual(api)) or any(own)


def terms_of_api(api: Api) -> tuple[list[Code], set[Import]]:
    """The argument of ``ApiConfig(...)``, and what it uses: what all calls say."""
    if not has_terms(api) or not (is_late(api) or _usual(api)):
        return [], set()
    made = code("terms=Terms({})", join(", ", _usual(api)))
    names = ["Terms", *(["Once"] if any(p.once for p in _of_all(api)) else [])]
    return [made], {Import(f".{_TERMS}", name) for name in names}


def terms_of(api: Api, operation: Operation) -> tuple[Code | None, set[Import]]:
    """The operation's own terms, and what they use; None where they are as usual."""
    parts = _parts(api, operation)
    if parts == _usual(api):
        return None, set()
    made = code("Terms({})", join(", ", parts))
    names = ["Terms", *(["Once"] if _once(operation) else [])]
    return made, {Import(f"..{_TERMS}", name) for name in names}


def _usual(api: Api) -> list[Code]:
    """What holds for all calls, of endpoints that no method knows too."""
    if shared := _of_all(api):
        some = next(o for r in api.resources for o in r.operations)
        alone = replace(
            some,
            terms=api.terms,
            path_parameters=(),
            query_parameters=(),
            header_parameters=tuple(p for p in some.header_parameters if p in shared),
            cookie_parameters=tuple(p for p in some.cookie_parameters if p in shared),
        )
        return _parts(api, alone)
    return _plain(api.terms)


def _of_all(api: Api) -> list[Parameter]:
    """Headers and cookies of every operation that the client is given once."""
    operations = [o for r in api.resources for o in r.operations]
    if not operations:
        return []
    sent = [(*o.header_parameters, *o.cookie_parameters) for o in operations]
    return [p for p in sent[0] if p.once and all(p in each for each in sent)]


def _parts(api: Api, operation: Operation) -> list[Code]:
    parts = _plain(operation.terms)
    fields = {
        **{p.name: _kind(p) for p in operation.header_parameters if _is_given(p)},
        **{p.name: "cookie" for p in operation.cookie_parameters},
    }
    if fields:
        parts.append(code("fields={}", literal(fields)))
    if once := _once(operation):
        parts.append(code("once=({},)", join(", ", once)))
    if operation.keyed:
        parts.append(emit("keyed=True"))
    return parts


def _is_given(parameter: Parameter) -> bool:
    return parameter.role != "idempotency"


def _kind(parameter: Parameter) -> str:
    return "http_date" if parameter.http_date else "header"


def _once(operation: Operation) -> list[Code]:
    places = {
        "path": operation.path_parameters,
        "query": operation.query_parameters,
        "header": operation.header_parameters,
        "cookie": operation.cookie_parameters,
    }
    return [
        _made(operation, place, parameter)
        for place, parameters in places.items()
        for parameter in parameters
        if parameter.once
    ]


def _made(operation: Operation, place: str, parameter: Parameter) -> Code:
    given = parameter.once
    assert given is not None, "it is given once"
    parts = [literal(parameter.name), literal(place), literal(given.argument)]
    if given.env:
        parts.append(code("env={}", literal(given.env)))
    if parameter.required:
        parts.append(emit("required=True"))
    if is_secret(operation, parameter):
        parts.append(emit("secret=True"))
    return code("Once({})", join(", ", parts))


def _plain(terms: Terms) -> list[Code]:
    parts: list[Code] = []
    if terms.ways:
        parts.append(code("ways={}", literal(terms.ways)))
    if terms.scopes:
        parts.append(code("scopes={}", literal(terms.scopes)))
    if terms.headers:
        parts.append(code("headers={}", literal(dict(terms.headers))))
    if terms.server:
        parts.append(code("server={}", literal(terms.server)))
    return parts

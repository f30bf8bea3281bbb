"""What a client's modules say of an operation beyond path, query and body."""

from __future__ import annotations

from ...model.api import Api, Operation
from ...model.terms import Terms
from ..sinks import Code, code, join, literal
from ..surface.caller import is_late
from ..surface.imports import Import

_TERMS = "runtime.calls.terms"


def has_terms(api: Api) -> bool:
    """Whether calls of a client have any terms at all."""
    own = (_parts(api, o) for r in api.resources for o in r.operations)
    return bool(_usual(api)) or any(own)


def terms_of_api(api: Api) -> tuple[list[Code], set[Import]]:
    """The argument of ``ApiConfig(...)``, and what it uses: what most operations say."""
    usual = _usual(api)
    if not usual and not is_late(api):
        return [], set()
    made = code("terms=Terms({})", join(", ", usual))
    return [made], {Import(f".{_TERMS}", "Terms")}


def terms_of(api: Api, operation: Operation) -> tuple[list[Code], set[Import]]:
    """The argument of ``Operation(...)``, and what it uses; nothing where it is as usual."""
    parts = _parts(api, operation)
    if parts == _usual(api):
        return [], set()
    made = code("terms=Terms({})", join(", ", parts))
    return [made], {Import(f"..{_TERMS}", "Terms")}


def _usual(api: Api) -> list[Code]:
    return _plain(api.terms)


def _parts(api: Api, operation: Operation) -> list[Code]:
    return _plain(operation.terms)


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

"""What a client's configuration says of who calls, where that is more than one token."""

from __future__ import annotations

from ...model.access import Basic, Bearer, Credential, Given
from ...model.api import Api
from ..sinks import Code, code, emit, join, literal
from ..surface.caller import credential_names, has_access, is_late
from ..surface.imports import Import

_MODULE = ".runtime.auth.access"


def access_parts(api: Api) -> list[Code]:
    """Arguments of ``ApiConfig(...)``; none where the token is all."""
    parts: list[Code] = []
    if has_access(api):
        ways = [
            code(
                "{}: ({},)",
                literal(way.name),
                join(", ", (_credential(api, c) for c in way.credentials)),
            )
            for way in api.auth.all_ways
        ]
        late = code(", late=True") if is_late(api) else code("")
        parts.append(code("access=Access(ways={{{}}}{})", join(", ", ways), late))
    names = credential_names(api)
    if names:
        secrets = [code("{}: {}", literal(n), literal(a)) for n, a in names.items()]
        parts.append(code("secrets={{{}}}", join(", ", secrets)))
    return parts


def access_imports(api: Api) -> set[Import]:
    """What these arguments use."""
    if not has_access(api):
        return set()
    names = {"Access"}
    for way in api.auth.all_ways:
        for credential in way.credentials:
            if credential == api.auth.token:
                names.add("TheToken")
            elif isinstance(credential, Basic):
                names |= {"Basic", "Given"}
            else:
                names |= {"Key", "Given"}
    return {Import(_MODULE, name) for name in names}


def _credential(api: Api, credential: Credential) -> Code:
    if credential == api.auth.token and not isinstance(credential, Basic):
        return code("TheToken({})", literal(credential.env))
    if isinstance(credential, Basic):
        parts = (credential.username, credential.password)
        return code("Basic({})", join(", ", (_given(each) for each in parts if each)))
    given = _given(Given(credential.argument, credential.env))
    if isinstance(credential, Bearer):
        return code('Key("Authorization", "header", {}, prefix="Bearer ")', given)
    prefix = (
        code(", prefix={}", literal(credential.prefix))
        if credential.prefix
        else emit("")
    )
    return code(
        "Key({}, {}, {}{})",
        literal(credential.name),
        literal(credential.place),
        given,
        prefix,
    )


def _given(given: Given) -> Code:
    return code("Given({}, {})", literal(given.argument), literal(given.env))

"""One call for a shell."""

from __future__ import annotations

import json
import re
import shlex
from urllib.parse import quote, urlencode

from ...model.api import Api, Auth, Operation
from .calls import Call
from .values import Value, wire

_LONG = 72
_ENVIRONMENT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def curl(api: Api, operation: Operation, call: Call) -> str:
    """The call for a shell. The token is taken from the environment."""
    server = api.servers[0].url.rstrip("/") if api.servers else ""
    path = operation.path
    for name, value in call.path:
        path = path.replace(
            f"{{{name}}}", quote(str(wire(value)), safe="", errors="replace")
        )
    words = ["curl"]
    query = [*_plain_query(operation, call), *_condition_query(api, operation, call)]
    lines: list[str] = []
    if query and operation.method == "GET":
        words.append("-G")
    elif operation.method != "GET":
        words.append(f"-X {shlex.quote(operation.method)}")
        path = f"{path}?{urlencode(query, errors='replace')}" if query else path
    words.append(shlex.quote(server + path))
    lines += _credentials(api.auth)
    if operation.method == "GET":
        lines += [f"--data-urlencode {_pair(name, value)}" for name, value in query]
    lines += _payload(operation, call)
    return " \\\n  ".join([" ".join(words), *lines])


def _plain_query(operation: Operation, call: Call) -> list[tuple[str, str]]:
    found = []
    for name, value in call.query:
        items = value if isinstance(value, list) else [value]
        (explode,) = [p.explode for p in operation.query_parameters if p.name == name]
        texts = [_query_text(item) for item in items]
        if explode == "comma":
            texts = [",".join(texts)]
        suffix = "[]" if explode == "brackets" and isinstance(value, list) else ""
        found += [(name + suffix, text) for text in texts]
    return found


def _query_text(value: Value) -> str:
    plain = wire(value)
    return plain if isinstance(plain, str) else json.dumps(plain)


def _condition_query(
    api: Api, operation: Operation, call: Call
) -> list[tuple[str, str]]:
    if call.condition is None or api.filtering is None:
        return []
    field, operator, value = call.condition
    spelled = dict(api.filtering.operators)[operator]
    found = []
    for parameter in operation.query_parameters:
        if parameter.role == "filter":
            found.append((f"{parameter.name}[{field}:{spelled}]", _query_text(value)))
        elif parameter.role == "sort":
            found.append((f"{parameter.name}[{field}]", api.filtering.descending))
    return found


def _credentials(auth: Auth) -> list[str]:
    if auth.bearer:
        return [f'-H "Authorization: Bearer {_variable(auth.bearer.env)}"']
    if auth.api_key and auth.api_key.place == "header":
        name = shlex.quote(f"{auth.api_key.name}: ")
        return [f'-H {name}"{_variable(auth.api_key.env)}"']
    if auth.api_key:
        name = shlex.quote(f"{auth.api_key.name}=")
        return [f'--url-query {name}"{_variable(auth.api_key.env)}"']
    return []


def _variable(env: str) -> str:
    return f"${env}" if _ENVIRONMENT_NAME.fullmatch(env) else "$TOKEN"


def _pair(name: str, value: str) -> str:
    """A pair whose value curl encodes. The name is encoded here, or its @ would mean a file."""
    return shlex.quote(f"{quote(name, safe='[]:', errors='replace')}={value}")


def _payload(operation: Operation, call: Call) -> list[str]:
    if operation.body is None or call.body is None:
        return []
    match operation.body.kind:
        case "multipart":
            return [
                (
                    f"-F {shlex.quote(f'{name}=@example.pdf')}"
                    if isinstance(value, bytes)
                    else f"--form-string {shlex.quote(f'{name}={_query_text(value)}')}"
                )
                for name, value in call.body.items()
            ]
        case "form":
            return [
                f"--data-urlencode {_pair(name, _query_text(value))}"
                for name, value in call.body.items()
            ]
    body = {name: wire(value) for name, value in call.body.items()}
    whole = [body] if operation.body.kind == "array" else body
    data = json.dumps(whole)
    if len(data) > _LONG:
        data = json.dumps(whole, indent=2)
    return ["-H 'Content-Type: application/json'", f"--data-raw {shlex.quote(data)}"]

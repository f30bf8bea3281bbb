"""Names in Python: of arguments, attributes, classes and modules.

Wire names become snake case; a name that Python, a base class or a generated module needs
for itself gets a trailing underscore, as PEP 8 has it.
"""

from __future__ import annotations

import keyword
import re

from ...model.api import Field, Operation, Parameter, Resource
from ...model.naming import snake_case
from ..sinks.files import WINDOWS_DEVICES

_BUILTINS_IN_ANNOTATIONS = frozenset(
    ["bool", "bytes", "dict", "int", "list", "object", "str", "dt"]
)

# Names that every method uses itself.
_ARGUMENTS = frozenset(["self", "options"])

# Parameters stand beside a whole body, and beside what joins filters.
_PARAMETERS = _ARGUMENTS | {"body", "items", "match"}

# Keys of a body that is written as a class: its annotations are read inside of it.
IN_TYPED_DICTS = _BUILTINS_IN_ANNOTATIONS

# Those of a client itself.
_CLIENT_ARGUMENTS = frozenset(["self", "token", "options"])

_HUMP = re.compile("(?<=[a-z0-9])(?=[A-Z])")

# Public names of the runtime's Model and Resource classes. Kept equal to them by a test.
MODEL_NAMES = frozenset(["extra", "from_dict", "is_set", "to_dict", "to_json"])

# `list` is a fine name for a method: generated annotations never use the builtin.
_METHODS = _BUILTINS_IN_ANNOTATIONS - {"list"} | {
    "builtins",
    "deprecated",
    "overload",
    "property",
}

# Public names of the runtime's clients. Kept equal to them by a test.
CLIENT_NAMES = frozenset(
    [
        "aclose",
        "base_url",
        "capture",
        "close",
        "is_closed",
        "preload",
        "request",
        "stream",
        "with_options",
    ]
)

# What the body of a client's class names: an attribute would stand before it.
_IN_CLIENTS = frozenset(["cached_property", "resources", "str"])

# Options of a sync or an async client. Kept equal to them by a test.
OPTIONS = frozenset(
    [
        "allow_http",
        "auth",
        "base_url",
        "check",
        "deadline",
        "headers",
        "hooks",
        "http_client",
        "limits",
        "max_bytes",
        "max_redirects",
        "on_mismatch",
        "rate_limit",
        "read_ahead",
        "retries",
        "strict",
        "timeout",
        "transport",
        "verify",
    ]
)

# What modules of models and of resources name beside them. A test reads what modules of
# many specs import.
IMPORTED_CLASSES = frozenset(
    [
        "ABSENT",
        "AlwaysFalse",
        "AlwaysTrue",
        "AttributeError",  # the packages' __getattr__ raises it
        "UNSET",
        "Any",
        "Arg",
        "Base",
        "Base64Bytes",
        "AsyncPages",
        "AsyncResource",
        "AsyncStream",
        "CallOptions",
        "DateTime",
        "Decimal",
        "File",
        "Filter",
        "IsoDuration",
        "IsoTime",
        "Literal",
        "Mapping",
        "Match",
        "Number",
        "Once",
        "Operation",
        "Pages",
        "Required",
        "Resource",
        "Sequence",
        "Sort",
        "Stream",
        "Terms",
        "TypeAlias",
        "TypedDict",
        "TypedModel",
        "UncheckedOptions",
        "UnixMillis",
        "UnixTime",
        "Written",
        "Unset",
        "TYPE_CHECKING",
    ]
)


# What the module of the clients names beside their resources.
IMPORTED_BY_CLIENTS = frozenset(
    [
        "API",
        "AsyncClient",
        "AsyncClientOptions",
        "AsyncStreams",
        "AsyncToken",
        "ClientOptions",
        "Streams",
        "SyncClient",
        "Token",
        "Unpack",
    ]
)


# What the module of events names beside their classes.
IMPORTED_BY_EVENTS = frozenset(["EVENTS", "Event", "ReceivedEvent"])


def _free(name: str, taken: frozenset[str]) -> str:
    if name.startswith("__"):
        name = f"_{name.lstrip('_')}"
    return f"{name}_" if name in taken or keyword.iskeyword(name) else name


def spelled(wire: str) -> str:
    """What the runtime calls a key or parameter of which it is not told a name."""
    return _HUMP.sub("_", wire).lower()


def argument(item: Field | Parameter) -> str:
    """Name of a method's argument for a path or query parameter or a body's key."""
    taken = _PARAMETERS if isinstance(item, Parameter) else _ARGUMENTS
    return _free(item.alias or snake_case(item.name), taken)


def context_argument(name: str) -> str:
    """Name of a client's argument for a context."""
    return _free(name, _CLIENT_ARGUMENTS)


def client_argument(name: str, has_token: bool) -> str:
    """Name of a client's argument for a credential, or whatever else is given once."""
    return _free(name, _CLIENT_ARGUMENTS if has_token else _ARGUMENTS)


def attribute(field: Field) -> str:
    """Name of a model's attribute for a field."""
    taken = MODEL_NAMES | _BUILTINS_IN_ANNOTATIONS
    return _free(field.alias or snake_case(field.name), taken)


def method(operation: Operation) -> str:
    """Name of a resource's method."""
    return _free(operation.name, _METHODS)


def resource_attribute(resource: Resource) -> str:
    """Name under which a client offers a resource."""
    return _free(resource.attribute, CLIENT_NAMES | _IN_CLIENTS)


def resource_module(resource: Resource) -> str:
    """Name of the module that a resource's classes live in."""
    return _free(resource_attribute(resource), WINDOWS_DEVICES)


def schema_class(name: str) -> str:
    """Name of a schema's model class."""
    return f"{name}_" if name in IMPORTED_CLASSES or keyword.iskeyword(name) else name


def schema_module(name: str) -> str:
    """Name of the module that a schema's model lives in."""
    return _free(snake_case(name), WINDOWS_DEVICES)


def pascal_case(name: str) -> str:
    """``purchase_orders`` -> ``PurchaseOrders``."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))

"""Names in Python: of arguments, attributes, classes and modules.

Wire names become snake case; a name that Python, a base class or a generated module needs
for itself gets a trailing underscore, as PEP 8 has it.
"""

from __future__ import annotations

import keyword

from ...model.api import Api, Field, Operation, Parameter, Resource
from ...model.naming import snake_case

_BUILTINS_IN_ANNOTATIONS = frozenset(
    ["bool", "bytes", "dict", "int", "list", "object", "str", "dt"]
)

# Names that every method uses itself.
_ARGUMENTS = frozenset(["self", "options"])

# Parameters stand beside a whole body, and beside what joins filters.
_PARAMETERS = _ARGUMENTS | {"body", "items", "match"}

# Those of a client itself.
_CLIENT_ARGUMENTS = frozenset(["self", "token", "options"])

# Public names of the runtime's Model and Resource classes. Kept equal to them by a test.
MODEL_NAMES = frozenset(["extra", "from_dict", "is_set", "to_dict", "to_json"])

# `list` is a fine name for a method: generated annotations never use the builtin.
_METHODS = _BUILTINS_IN_ANNOTATIONS - {"list"} | {"property", "overload"}

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

_IMPORTED_CLASSES = frozenset(
    [
        "ABSENT",
        "UNSET",
        "Any",
        "Arg",
        "Base",
        "AsyncPages",
        "AsyncResource",
        "CallOptions",
        "DateTime",
        "Decimal",
        "File",
        "Filter",
        "Literal",
        "Mapping",
        "Match",
        "Number",
        "Operation",
        "Pages",
        "Required",
        "Resource",
        "Sequence",
        "Sort",
        "TypedDict",
        "UncheckedOptions",
        "Unset",
        "TYPE_CHECKING",
    ]
)


# What the module of the clients names beside their resources.
_IMPORTED_BY_CLIENTS = frozenset(
    [
        "API",
        "AsyncClient",
        "AsyncClientOptions",
        "AsyncToken",
        "ClientOptions",
        "SyncClient",
        "Token",
        "Unpack",
    ]
)


def _free(name: str, taken: frozenset[str]) -> str:
    if name.startswith("__"):
        name = f"_{name.lstrip('_')}"
    return f"{name}_" if name in taken or keyword.iskeyword(name) else name


def argument(item: Field | Parameter) -> str:
    """Name of a method's argument for a path or query parameter or a body's key."""
    taken = _PARAMETERS if isinstance(item, Parameter) else _ARGUMENTS
    return _free(item.alias or snake_case(item.name), taken)


def context_argument(name: str) -> str:
    """Name of a client's argument for a context."""
    return _free(name, _CLIENT_ARGUMENTS)


def attribute(field: Field) -> str:
    """Name of a model's attribute for a field."""
    taken = MODEL_NAMES | _BUILTINS_IN_ANNOTATIONS
    return _free(field.alias or snake_case(field.name), taken)


def method(operation: Operation) -> str:
    """Name of a resource's method."""
    return _free(operation.name, _METHODS)


def resource_attribute(resource: Resource) -> str:
    """Name under which a client offers a resource; also its module's."""
    return _free(resource.attribute, CLIENT_NAMES)


def schema_class(name: str) -> str:
    """Name of a schema's model class."""
    return f"{name}_" if name in _IMPORTED_CLASSES or keyword.iskeyword(name) else name


def schema_module(name: str) -> str:
    """Name of the module that a schema's model lives in."""
    return _free(snake_case(name), frozenset())


def pascal_case(name: str) -> str:
    """``purchase_orders`` -> ``PurchaseOrders``."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def taken_classes(api: Api) -> frozenset[str]:
    """Names that no resource's class may have: those of models, clients and imports."""
    schemas = (schema.name for schema in api.schemas if schema.fields)
    own = _IMPORTED_CLASSES | _IMPORTED_BY_CLIENTS
    return own | {*schemas, api.name, f"Async{api.name}"}


def resource_class(resource: Resource, taken: frozenset[str]) -> str:
    """Name of a resource's class; the async one's has ``Async`` before it.

    Args:
        resource: Its attribute gives the name.
        taken: See :func:`taken_classes`.
    """
    name = pascal_case(resource_attribute(resource).rstrip("_"))
    return f"{name}Resource" if taken & {name, f"Async{name}"} else name

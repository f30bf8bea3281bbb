"""What people write for a key who come from another language, in the words of this one."""

from __future__ import annotations

from collections.abc import Collection, Mapping

_COMPOSED = (
    "a schema that has another's fields is declared under schemas, with like: Other; several "
    "share groups of fields by common_fields in api.yaml and include"
)
_CHOICE = (
    "write the types with bars between as the type, such as type: string | Card; where a key says "
    "which object it is, declare a schema with one_of and by"
)
_TOLD = "that cannot be said yet; write minimum or maximum, or say it in the summary"
_PROSE = "write one sentence as summary, and doubts as note"
_OPTIONAL = "what is not marked required is optional; remove it"
_SHARED = "declare a schema under schemas: in a file of schemas/, and write its name as the type"
_MARKED = "mark each field that is required with a trailing !, such as code: string!"
_CALLERS = "callers say that to the client, as an option; remove it"
_NOT_YET = "that cannot be said yet; remove it"
_NOT_HERE = (
    "that cannot be said at this level yet; say it in api.yaml for the whole API"
)
_CREDENTIALS = "this way to authenticate cannot be said yet; leave auth out, and let callers give the client auth= or headers="
_XML = "XML is left out on purpose; bodies are JSON, forms or multipart (body_kind)"
_POLLING = (
    "polling is left out on purpose; describe the operation that tells the state, and let "
    "callers ask it"
)
_NESTED = (
    "clients within clients are left out on purpose; give the inner resource a file of its "
    "own, with a path such as /orders/{order}/lines"
)
_GRAPHQL = (
    "GraphQL is left out on purpose; one operation can send it: method: POST, body: "
    "{query: string!, variables: object}, answer: object"
)
_OPENAPI = (
    "this is OpenAPI's word, and these files are of another language; "
    "begin with api, package, version, package_version, title, servers and resources"
)

_ANYWHERE = {
    "x-": "extensions have no place here; say it in a note, or as a comment (# ...)",
    "description desc doc docs comment help": _PROSE,
    "xml": _XML,
    "graphql": _GRAPHQL,
    "poll polling wait wait_for long_running lro async_job": _POLLING,
    "externalDocs": "name the page under sources in api.yaml, and say source here",
    "timeout retries retry rate_limit ratelimit": _CALLERS,
    "stream streaming streams sse": "a stream is an answer: {events: Chunk} or {lines: Row}",
}
_OF_FIELDS = {
    "$ref ref schema": "write the schema's name as the type, such as type: Address",
    "allOf extends inherits like": _COMPOSED,
    "oneOf anyOf one_of any_of union discriminator": _CHOICE,
    "properties": "write fields, such as {fields: {city: string}}, or declare a schema and write its "
    "name as the type",
    "items": "an array is its item's type in brackets, such as type: [string]; remove items",
    "additionalProperties values_of key integer number boolean any": "an object with arbitrary keys is type: "
    "{string: TYPE}, such as {string: number}",
    "format": "the type says it: datetime, date, integer, number, file, or string where there is "
    "no word; remove format",
    "title": _PROSE,
    "optional": _OPTIONAL,
    "readOnly readonly": "write read_only",
    "writeOnly writeonly": "write write_only",
    "null allow_null": "write nullable: true",
    "min ge least": "write minimum",
    "max le most": "write maximum",
    "minLength minlength": "write min_length",
    "maxLength maxlength length size": "write max_length",
    "minItems": "write min_items",
    "maxItems": "write max_items",
    "regex regexp format_pattern": "write pattern",
    "initial default_value": "write default",
    "exclusiveMinimum exclusiveMaximum multipleOf uniqueItems gt lt step": _TOLD,
    "values choices options enums allowed": "write known values as enum: [open, closed]",
    "examples": "write one of them as example",
    "references foreign_key foreignKey belongs_to": "a reference is a type: key -> Customer",
}
_PLACES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "field": (
        "nullable",
        {
            **_OF_FIELDS,
            "const constant": "write is, such as is: customer",
        },
    ),
    "parameter": (
        "explode",
        {
            **_OF_FIELDS,
            "const constant is": "a parameter of one value cannot be said yet; write enum with "
            "that value alone, and required: true",
            "schema": "write type, such as type: string",
            "$ref": "name a parameter of api.yaml by itself: parameters: [page]",
            "style": "write explode: repeat, brackets or comma",
            "nullable null allow_null": "a parameter is left out rather than null; remove it",
            "read_only readOnly readonly": "callers give parameters; remove it",
            "write_only writeOnly writeonly": "parameters are sent in any case; remove it",
            "allowEmptyValue allowReserved": "remove it; values are encoded as they must be",
        },
    ),
    "operation": (
        "answer_when",
        {
            "requestBody request request_body payload data json fields": "write body, such as "
            "body: [code, name!]",
            "params query queryParams query_params args arguments": "write parameters, such as "
            "parameters: [page, {since: date}]",
            "header": "write a parameter with in: header, or headers for constant ones",
            "responses response returns return result output": "write answer, such as answer: "
            "Order, [Order], object, none or bytes; or leave it out",
            "url uri route endpoint": "write path, such as path: /{key}/cancel",
            "verb http_method httpMethod http type": "write method, such as method: POST",
            "required": "mark the keys of the body that are required: body: [code!, name]",
            "operationId id name": "the key before the colon is the operation's name; remove it",
            "tags": "write modules, declared in api.yaml",
            "security authentication": "write auth: the name of a way, a list of names, or none",
            "consumes contentType content-type mediaType media_type": "write content_type, or "
            "body_kind: object, array, multipart or form",
            "produces accept": "remove it; answers are read as JSON, or as answer: bytes",
            "pagination paginate paginated": "write paging, such as paging: {items: orders}, or "
            "paging: none",
            "servers base_url": "write server: and the name of a server of api.yaml",
            "error": "write errors, such as errors: {message: error.message, code: error.code}",
            "optional requires": "write a rule, such as rules: [{name: sides, any: [a, b]}]",
            "safe repeatable retryable retry retries": "write idempotent: true where repeating does "
            "no harm",
            "idempotency idempotency_key": "declare a header parameter with role: "
            "idempotency, and name it under parameters",
            "mutation subscription": _GRAPHQL,
            "parent children": _NESTED,
            "example examples": "an example belongs to a field or a parameter",
        },
    ),
    "resource": (
        "operations",
        {
            "name class": "write resource, such as resource: Order",
            "title": "write summary",
            "url uri route endpoint base_path basePath prefix": "write path, such as path: /orders",
            "endpoints methods actions paths ops routes": "write operations",
            "properties attributes columns model": "write fields",
            "required": _MARKED,
            "schemas definitions components": "shared schemas stand in files of their own, in schemas/",
            "tags tag": "write modules, declared in api.yaml",
            "parent children subresources sub_resources resources nested": _NESTED,
            "parameters params": "write common parameters in api.yaml, others at each operation",
            "security authentication": "write auth: the name of a way, a list of names, or none",
            "servers": "write server: and the name of a server of api.yaml",
            "pagination": "write paging, such as paging: {items: orders}",
            "includes common_fields": "write include: [NAME], with groups of api.yaml",
            "type": "remove it; a resource with fields is a schema too",
            "alias": "write attribute",
        },
    ),
    "schema": (
        "fields",
        {
            "properties attributes columns": "write fields",
            "required": _MARKED,
            "allOf extends inherits parent": "write like: Parent for the fields of one other schema; "
            "groups of fields that several share stand under common_fields in api.yaml (include)",
            "oneOf anyOf union variants": "write one_of, such as one_of: {card: Card, bank: Bank} and by: KEY",
            "discriminator tag": "write by: KEY, beside one_of",
            "values options": "write known values as enum: [open, closed]",
            "additionalProperties": "write additional: TYPE where all further keys have one type, such as "
            "additional: string; else remove it: they are kept in any case",
            "title": "write summary",
            "example examples": "an example belongs to a field",
            "name": "the key before the colon is the schema's name; remove it",
            "$ref": "write the schema's name as the type of a field",
            "includes": "write include",
        },
    ),
    "api": (
        "package_version",
        {
            "openapi swagger info paths components definitions securitySchemes host basePath "
            "schemes securityDefinitions": _OPENAPI,
            "name": "write api for the class (Shop), package for the import (shop), title for people",
            "base_url baseUrl url endpoint": "write servers: [{url: 'https://api.example.com'}]",
            "security authentication authorization": "write auth, such as auth: {bearer: {env: "
            "SHOP_TOKEN}}",
            "pagination": "write paging, such as paging: {style: page, parameter: page, items: data}",
            "schemas models": "shared schemas stand in files of schemas/, under schemas:",
            "operations endpoints": "operations stand in files of resources/, one a resource",
            "tags": "write modules",
            "api_version apiVersion": "write version",
            "package_name module": "write package",
            "events webhook": "write webhooks",
        },
    ),
    "auth": (
        "oauth2",
        {
            "username password": "write basic: {username: {argument: user, env: SHOP_USER}, "
            "password: {argument: password, env: SHOP_PASSWORD}}; without password, it is empty",
            "digest": _CREDENTIALS,
            "cookie": "write api_key: {name: session, in: cookie, env: SHOP_SESSION}",
            "keys api_keys": "write api_key with a list of keys",
            "type scheme kind": "write the way as a key: bearer: {env: SHOP_TOKEN}, or api_key: "
            "{name: X-Api-Key, in: header, env: SHOP_API_KEY}",
            "apiKey apikey key header": "write api_key: {name: X-Api-Key, in: header, env: "
            "SHOP_API_KEY}",
            "token jwt env": "write bearer: {env: SHOP_TOKEN}",
            "oauth openIdConnect oidc": "write oauth2",
            "none": "leave auth out",
            "hmac mtls aws": _CREDENTIALS,
        },
    ),
    "webhooks": (
        "tolerance",
        {
            "signature signature_header": "write header",
            "secret secrets": "a secret is given to the client, and stands in no spec; remove it",
            "timestamp timestamp_header time_header": "write time, such as time: header "
            "X-Request-Timestamp",
            "type kind name": "write event: the place of an event's name in the payload",
            "data payload object": "write body: the place of an event's body in the payload",
            "digest hash": "write algorithm",
            "format payload_format template": "write signed, such as signed: '{time}.{body}'",
            "max_age window leeway": "write tolerance, in seconds",
        },
    ),
    "rule": (
        "at_most_one",
        {
            "oneOf xor either exactly_one only_one": "write one: [a, b] for exactly one",
            "anyOf or and_or at_least_one": "write any: [a, b] for at least one",
            "allOf and required requires": "write all: [a, b]",
            "forbidden forbid without": "write none: [a, b]",
            "mutually_exclusive exclusive max_one": "write at_most_one: [a, b]",
            "otherwise": "write else",
            "title": "write name",
            "message": "write summary",
        },
    ),
    "paging": (
        "size_parameter",
        {
            "type kind": "write style: page, offset, cursor or link",
            "param page page_parameter cursor offset": "write parameter, such as parameter: page",
            "size limit per_page page_size": "write size_parameter, such as size_parameter: per_page",
            "data results": "write items, the place of the items in an answer",
            "next_cursor next_page next_link": "write next, such as next: links.next",
            "has_more hasMore": "write more, such as more: has_more",
        },
    ),
    "map": (
        "string",
        {
            "integer number boolean key": "keys of JSON objects are text; write {string: TYPE}",
        },
    ),
}


def _flat(words: Mapping[str, str]) -> dict[str, str]:
    return {word: advice for keys, advice in words.items() for word in keys.split()}


ADVICE: Mapping[str, Mapping[str, str]] = {
    place: {**_flat(_ANYWHERE), **_flat(words)} for place, (_, words) in _PLACES.items()
}
"""By place of the grammar, then by key; empty where the key needs no words of ours."""


def place_of(known: Collection[str]) -> str:
    """Which place of the grammar it is that knows these keys; empty for any other."""
    if list(known) == ["string"]:
        return "map"
    for place, (mark, _) in _PLACES.items():
        if mark in known and place != "map":
            return place
    return ""


def advise(key: str, known: Collection[str]) -> str:
    """Say what to write instead of a key that a place does not know.

    Args:
        key: As it stands.
        known: The keys that the place knows.

    Returns:
        Such as ``"write read_only"``; empty when nothing is known of such a key.
    """
    place = place_of(known)
    words = ADVICE.get(place) or _flat(_ANYWHERE)
    if key.startswith("x-"):
        key = "x-"
    if place == "operation" and key.upper() in (
        "GET",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
    ):
        return f"write method: {key.upper()}, and path"
    return words.get(key, "")

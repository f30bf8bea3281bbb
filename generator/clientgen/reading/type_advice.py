"""What people write for a type who come from another language, in the words of this one."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

_WORDS = {
    "integer": "int int8 int16 int32 int64 integer32 integer64 long short uint uint32 uint64 bigint "
    "smallint serial whole",
    "number": "float float32 float64 double decimal real numeric num money currency price percent",
    "string": "str text varchar char nvarchar longtext word password unicode html markdown symbol slug",
    "boolean": "bool bit flag truefalse yesno",
    "datetime": "timestamp date-time date_time isodate iso8601 timestamptz instant moment zoneddatetime "
    "offsetdatetime localdatetime",
    "date": "day localdate full-date",
    "time": "localtime timeofday partial-time offsettime clock",
    "duration": "interval timedelta timespan period",
    "unix": "epoch unixtime unix-time unixtimestamp unix_timestamp epochseconds",
    "unix_ms": "unixms unix-ms unix_millis epoch_ms epochmillis milliseconds millis timestamp_ms",
    "uuid": "guid uuid4 uuidv4",
    "url": "uri uri-reference href link",
    "email": "e-mail mail emailaddress",
    "base64": "byte bytes base64url b64",
    "key": "id objectid identifier pk fk primarykey foreignkey ref reference",
    "file": "binary blob upload attachment image",
    "object": "dict dictionary hash hashmap map mapping json jsonobject jsonb struct record obj",
    "any": "mixed unknown dynamic variant anything data jsonvalue interface{} *",
}
_MEANT = {word: name for name, words in _WORDS.items() for word in words.split()}
# Formats of text that the language has no words for yet.
_PLAIN = {"string": "phone ip ipv4 ipv6 hostname year"}
_FORMATS = {word: name for name, words in _PLAIN.items() for word in words.split()}
_LISTS = "list array set sequence vector collection iterable slice tuple arraylist"
_LIST_WORDS = frozenset(_LISTS.split())
_FORMS = {
    "allof": "write like: Other in a schema that has another's fields, under schemas",
    "const": "write the value itself, such as {is: customer}",
    "constant": "write the value itself, such as {is: customer}",
}
_CHOICES = frozenset(["oneof", "anyof", "union", "either"])

_REFERENCE = re.compile(
    r"#?/?(?:[\w.-]*/)*([A-Za-z][A-Za-z0-9]*)(?:\.(?:yaml|yml|json))?\Z"
)
_LIST = re.compile(r"(?:(.+)\[\d*\]|\[\](.+)|\[(.+)\])\Z")
_LIST_OF = re.compile(
    rf"(?:{'|'.join(_LISTS.split())})\s*(?:\[(.+)\]|<(.+)>|\((.+)\)|of\s+(.+))\Z",
    re.IGNORECASE,
)
_MAP = re.compile(
    r"(?:(?:dict|map|record|hash|object|mapping|hashmap|dictionary)\s*[\[<(]\s*\w+\s*,\s*(.+)[\]>)]|map\[\w+\](.+))\Z",
    re.IGNORECASE,
)
_NULLABLE = re.compile(
    r"(?:\?(.+)|(.+)\?|(?:optional|nullable|maybe|option)\s*[\[<(](.+)[\]>)]"
    r"|(.+?)\s*(?:\||or|,)\s*(?:none|null|nil|undefined)|(?:none|null|nil|undefined)\s*(?:\||or|,)\s*(.+)"
    r"|(?:optional|nullable)\s+(.+)|(.+?)\s*\(?(?:optional|nullable)\)?)\Z",
    re.IGNORECASE,
)
_KEY_OF = re.compile(
    r"(?:(?:key|ref|reference|fk|foreign key|id|link)\s*(?:of|to|[:(\[<=]|->|=>|→|-+>)\s*|(?:->|→|=>)\s*)([A-Za-z][A-Za-z0-9]*)[)\]>]?\Z",
    re.IGNORECASE,
)
_KEY_IN = re.compile(r"([A-Z][A-Za-z0-9]*)(?:\.|_)(?:id|key|pk)\Z")
_TEXT = re.compile(
    r"(?:varchar|char|string|text|nvarchar)\s*\(\s*\d+\s*\)\Z", re.IGNORECASE
)
_NUMBER = re.compile(
    r"(?:decimal|numeric|number|float)\s*\(\s*\d+\s*(?:,\s*\d+\s*)?\)\Z", re.IGNORECASE
)
_UNION = re.compile(
    r"[^|]+(?:\|[^|]+)+\Z|(?:union|oneof|anyof|either)\s*[\[<(].*\Z", re.IGNORECASE
)
_ENUM = re.compile(
    r"(?:enum|literal|choice|choices)\b\s*[\[<(]?(.*?)[\])>]?\Z", re.IGNORECASE
)

_QUOTED = re.compile(r"(['\"`]).*\1\Z", re.DOTALL)

_DEEPEST = 8
_BARS = "write the types with bars between, such as string | Card, each a word of this language"


_ANSWERS = {
    "html csv plain": "write text",
    "file binary blob stream pdf image download": "write bytes",
    "exist boolean_404": "write exists",
    "null None nil void nothing empty no_content 204": "write none",
    "json dict": "write object",
    "xml": "XML is left out on purpose; write bytes to have it as it came",
    "events sse lines ndjson jsonl": "write {events: TYPE} or {lines: TYPE}",
}
_AS_ANSWER = {
    word: advice for words, advice in _ANSWERS.items() for word in words.split()
}


def of_answer(text: str) -> str:
    """Say what to write instead of an answer that the language has no such word for."""
    return _AS_ANSWER.get(text, "")


def advise(
    text: str,
    built_in: Collection[str],
    schemas: Collection[str],
    resources: Collection[str],
    nearest: Callable[[str], str],
) -> str:
    """Say what to write instead of something that is no type.

    Args:
        text: As it stands, without a trailing ``!``.
        built_in: Words for types.
        schemas: Names of schemas.
        resources: Names of resources.
        nearest: Gives the name of a type or schema that a text is a slip of, or nothing.

    Returns:
        Such as ``"write integer"``; empty when nothing is known of such a text.
    """
    if found := _KEY_OF.match(text) or _KEY_IN.match(text):
        fold = {name.casefold(): name for name in resources}
        name = fold.get(found[1].casefold())
        return f"write key -> {name}" if name else ""
    if inner := _inside(_NULLABLE, text):
        written = _written(inner, built_in, schemas, nearest, 1)
        if not written:
            return ""
        plain = f"write {written}"
        if _UNION.match(inner) or not re.match(r"[A-Za-z]", written):
            return f"{plain}: what is not marked ! may be absent or null"
        return (
            f"{plain}: what is not marked ! may be absent or null (a field that is always "
            f"there, but perhaps null, is {written} | null!)"
        )
    if found := _ENUM.match(text):
        values = [value.strip(" '\"") for value in re.split(r"[,|]", found[1])]
        shown = ", ".join(value for value in values if value.isidentifier())
        return f"write the known values as {{enum: [{shown or 'open, closed'}]}}"
    if _QUOTED.match(text):
        return "write known values as {enum: [a, b]}, and a single one as {is: a}"
    if text.casefold() in _FORMS:
        return _FORMS[text.casefold()]
    if text.casefold() in _CHOICES or (_UNION.match(text) and "[]" not in text):
        return _bars(text, built_in, schemas, nearest) or _BARS
    if (word := text.casefold()) in _LIST_WORDS:
        return "write the type of the items in brackets, such as [string]"
    if word in ("null", "none", "void", "nil", "undefined", "empty"):
        return "write any where nobody knows the type (answer: none is an answer without a body)"
    if word in ("stream", "events", "sse", "lines", "iterator", "generator"):
        return (
            "write what comes bit by bit as the answer: {events: TYPE} or {lines: TYPE}"
        )
    if word in ("xml", "soap"):
        return "XML is left out on purpose; answer: bytes hands it over as it came"
    written = _written(text, built_in, schemas, nearest, 0)
    if not written or written == text:
        return ""
    if word in _FORMATS:
        return f"that format has no word of its own yet; write {written}"
    if word in ("uuid", "guid"):
        return f"write {written}, or key where it names a thing"
    if word in ("timestamp", "instant", "moment"):
        return f"write {written}, or unix where it is a number of seconds since 1970"
    return f"write {written}"


def _bars(
    text: str,
    built_in: Collection[str],
    schemas: Collection[str],
    nearest: Callable[[str], str],
) -> str:
    """A choice in this language's words; empty where one of its types is not understood."""
    found = re.fullmatch(r"(?:union|oneof|anyof|either)\s*[\[<(](.*)[\]>)]", text, re.I)
    words = re.split(r"[|,]" if found else r"\|", found[1] if found else text)
    types = [_written(word, built_in, schemas, nearest, 1) for word in words]
    null = [
        word.strip().casefold() in ("null", "none", "nil", "undefined")
        for word in words
    ]
    known = [type_ for type_, is_null in zip(types, null, strict=True) if not is_null]
    if not known or not all(known):
        return ""
    return f"write {' | '.join([*known, 'null'] if any(null) else known)}"


def _inside(pattern: re.Pattern[str], text: str) -> str:
    """What stands in a form such as ``List[...]``; empty where its brackets do not match."""
    found = pattern.match(text)
    inner = next(group for group in found.groups() if group).strip() if found else ""
    depth = 0
    for letter in inner.replace("->", ""):
        depth += (letter in "[<(") - (letter in "]>)")
        if depth < 0:
            return ""
    return inner if depth == 0 else ""


def _written(
    text: str,
    built_in: Collection[str],
    schemas: Collection[str],
    nearest: Callable[[str], str],
    depth: int,
) -> str:
    """A type in this language's words; empty when it is not understood."""
    text = text.strip().strip("'\"")
    if not text or depth > _DEEPEST:
        return ""

    def inner(of: str) -> str:
        return _written(of, built_in, schemas, nearest, depth + 1)

    if text in built_in or text in schemas or re.fullmatch(r"key -> [A-Z]\w*", text):
        return text
    if _TEXT.match(text):
        return "string"
    if _NUMBER.match(text):
        return "number"
    if one := _inside(_NULLABLE, text):
        return inner(one)
    if one := _inside(_LIST, text) or _inside(_LIST_OF, text):
        return f"[{item}]" if (item := inner(one)) else ""
    if one := _inside(_MAP, text):
        return f"{{string: {value}}}" if (value := inner(one)) else ""
    if _UNION.match(text):
        return _bars(text, built_in, schemas, nearest).removeprefix("write ") or "any"
    fold = text.casefold()
    by_fold = {name.casefold(): name for name in [*schemas, *built_in]}
    if fold in by_fold:
        return by_fold[fold]
    if fold in _LIST_WORDS:
        return "[any]"
    word = _MEANT.get(fold) or _FORMATS.get(fold)
    if word:
        return word
    if "/" in text or "." in text or text.startswith("#"):
        found = _REFERENCE.match(text)
        return by_fold.get(found[1].casefold(), "") if found else ""
    return nearest(text) if depth else ""

"""What operations answer: usual answers by name, and every form that one can say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ..model.api import Answer, AnswerWhen, Body
from ..model.types import Choice, ListOf, Ref, Type
from ..model.walking import parts
from .findings import quoted
from .nodes import Items, Node, Scalar, Table, text_of
from .scope import Scope
from .type_advice import of_answer
from .type_terms import read_type

_WORDS: dict[str, Answer] = {
    "none": Answer("empty"),
    "bytes": Answer("bytes"),
    "text": Answer("text"),
    "exists": Answer("exists"),
    "object": Answer("object"),
}
_OR_NONE = re.compile(r"\s*\|\s*none\Z")


class Around(NamedTuple):
    """What an answer is made of where it does not say all.

    Attributes:
        name: Of the operation.
        schema: Name of the schema that the resource's operations answer; None when it has
            none.
        envelope: Place of the value in a single answer.
    """

    name: str
    schema: str | None
    envelope: str


def single_place(levels: Sequence[Table]) -> str:
    """Where an answer has its value: as the nearest level says.

    Args:
        levels: Those that may say it, the nearest first.
    """
    for level in levels:
        if text_of(level.get("answers")) == "none":
            return ""
        if "single" in level.table("answers"):
            return level.table("answers").place("single")
    return ""


def read_answer(operation: Table, around: Around, scope: Scope) -> Answer:
    """Read ``answer`` of an operation, or what its name stands for.

    A list is of the kind ``list`` here, whether it is walked or not.
    """
    node = operation.get("answer")
    if node is None:
        return _usual(operation, around, scope)
    return _answer(node, around, scope)


def read_answer_when(
    operation: Table, body: Body | None, around: Around, scope: Scope
) -> tuple[AnswerWhen, ...]:
    """Read ``answer_when`` of an operation: one case, or several."""
    node = operation.get("answer_when")
    if node is None:
        return ()
    if body is None or not body.has_keys or body.kind == "array":
        scope.report.error(
            operation.at("answer_when"),
            "answer-when",
            "a key of the body decides, and this operation has no body with keys",
        )
        return ()
    cases = list(node) if isinstance(node, Items) else [node]
    keys = [field.name for field in body.fields]
    found = [
        case
        for table in cases
        if isinstance(table, Table) and (case := _case(table, keys, around, scope))
    ]
    _check_cases(found, operation, scope)
    return tuple(found)


def _case(
    table: Table, keys: Sequence[str], around: Around, scope: Scope
) -> AnswerWhen | None:
    key = table.text("key")
    if not scope.is_known(
        key, keys, table.at("key"), "unknown-field", "the body has no such key"
    ):
        return None
    if ("is" in table) == ("in" in table):
        scope.report.error(
            table.position,
            "answer-when",
            "which value the key has then is said by is, or by in for one of several; write "
            "one of both",
        )
        return None
    given = table["in"] if "in" in table else [table["is"]]
    values = tuple(
        each.value
        for each in given
        if isinstance(each, Scalar) and isinstance(each.value, str | int)
    )
    answer = _answer(table["answer"], around, scope) if "answer" in table else None
    return AnswerWhen(key, values, answer) if answer and values else None


def _check_cases(cases: Sequence[AnswerWhen], operation: Table, scope: Scope) -> None:
    """Report values that two cases have: the second would never be met."""
    seen: set[tuple[str, type, object]] = set()
    for case in cases:
        for value in case.values:
            if (case.key, type(value), value) in seen:
                scope.report.error(
                    operation.at("answer_when"),
                    "answer-when",
                    f"{quoted(case.key)} has the value {quoted(str(value))} in two cases; say "
                    "what is answered then once",
                )
            seen.add((case.key, type(value), value))


def _answer(node: Node, around: Around, scope: Scope) -> Answer:
    if isinstance(node, Table) and "string" not in node:
        return _special(node, scope, around)
    text = text_of(node)
    if text in _WORDS:
        return _WORDS[text]
    nullable = text is not None and _OR_NONE.search(text) is not None
    if text is not None and nullable and isinstance(node, Scalar):
        bare = _OR_NONE.sub("", text)
        node = node._replace(text=bare, value=bare)
        if bare in _WORDS:
            if bare in ("text", "bytes", "object"):
                return _WORDS[bare]
            scope.report.error(
                node.position,
                "answer-form",
                f"{quoted(text)}: nothing, or nothing; write {bare}",
            )
            return _WORDS[bare]
    elif advice := of_answer(text or ""):
        scope.report.error(
            node.position,
            "unknown-type",
            f"{quoted(text or '')} is no answer; {advice}",
        )
        return Answer("object")
    kind = _type(node, scope)
    if isinstance(kind, ListOf):
        return Answer("list", kind.item)
    return Answer("single", kind, around.envelope, nullable=nullable)


def _type(node: Node, scope: Scope) -> Type:
    kind = read_type(node, scope, markable=False)[0]
    if any(isinstance(part, Choice) for part in parts(kind)):
        scope.report.error(
            node.position,
            "choice",
            "a choice that is answered has a name: declare a schema with one_of, and write "
            "its name",
        )
    return kind


def _special(table: Table, scope: Scope, around: Around) -> Answer:
    for word in ("events", "lines"):
        if word in table:
            kind = _type(table[word], scope)
            return Answer(
                "events" if word == "events" else "lines", kind, end=table.text("end")
            )
    statuses: list[tuple[int, Type | None]] = []
    for entry in table.entries.values():
        nothing = text_of(entry.value) == "none"
        unchanged = entry.key == "304"  # RFC 9110, 15.4.5: it has no content
        if not (re.fullmatch("2[0-9][0-9]", entry.key) or (unchanged and nothing)):
            scope.report.error(
                entry.position,
                "answer-form",
                (
                    "304 has no content; write 304: none"
                    if unchanged
                    else f"{quoted(entry.key)} is no status of success; write 200, 202 or "
                    "another below 300, or 304: none, and say under errors what failures answer"
                ),
            )
            continue
        given = None if nothing else _type(entry.value, scope)
        statuses.append((int(entry.key), given))
    return Answer("status", envelope=around.envelope, statuses=tuple(sorted(statuses)))


def _usual(operation: Table, around: Around, scope: Scope) -> Answer:
    if around.name == "delete":
        return Answer("empty")
    if around.schema is None:
        scope.report.error(
            operation.position,
            "missing-answer",
            "the resource has no fields that this operation could answer; say answer: "
            "object (or another), or give the resource fields or a schema",
        )
        return Answer("object")
    name = around.schema
    kind: Type = Ref(name, name not in scope.undocumented, scope.named.get(name))
    if around.name == "list":
        return Answer("list", kind)
    return Answer("single", kind, around.envelope)

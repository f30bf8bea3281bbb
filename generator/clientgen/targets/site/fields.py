"""Fields as a list that folds out: what a body takes and what an answer holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ...model.api import Field, Operation, Schema
from ...model.sending import must_be_given
from ...model.types import Ref, innermost
from ..pages.operations import required_words
from ..pages.places import Places
from ..pages.types import notes, type_words
from ..sinks import Code, code
from ..sinks.html import anchor, attribute, span
from ..surface import names

_DEEPEST = 2


class FieldView(NamedTuple):
    """One field.

    Attributes:
        key: Its name on the wire, for scripts.
        id: Its anchor; empty where it stands inside another, or on another's page.
        name: Its name on the wire.
        client: Its name in the client where that differs; else empty.
        required: When it must be given; empty for an answer's field.
        inner: The fields of the object, or of the array's objects.
        whole: A link to the schema where its fields are not listed here.
    """

    key: Code
    id: Code
    name: Code
    client: Code
    type: Code
    required: Code
    notes: Code
    inner: tuple[FieldView, ...]
    whole: Code


class Fields(NamedTuple):
    """Makes lists of fields.

    Attributes:
        schemas: All schemas, by name.
        places: Where links lead.
    """

    schemas: Mapping[str, Schema]
    places: Places

    def of_body(self, operation: Operation, here: str) -> tuple[FieldView, ...]:
        """The keys of an operation's body."""
        if operation.body is None:
            return ()
        plain = operation.body.kind != "array"
        return tuple(
            self._one(
                field,
                here,
                names.argument if plain else _nothing,
                required_words(field, operation, self.places.markup),
                (),
                key_anchor(field.name),
                answer=False,
            )
            for field in operation.body.fields
        )

    def of_schema(
        self,
        name: str,
        here: str,
        above: Sequence[str] = (),
        *,
        at_home: bool = False,
        answer: bool = True,
    ) -> tuple[FieldView, ...]:
        """The fields of a schema, as answers hold them.

        Args:
            name: Of the schema.
            here: The page.
            above: Names of the schemas that it stands in.
            at_home: Whether this is where links to its fields lead.
            answer: They are answered; else they stand in a body.
        """
        schema = self.schemas.get(name)
        if schema is None:
            return ()
        inside = (*above, name)
        every = (*schema.fields, *schema.write_only)
        return tuple(
            self._one(
                field,
                here,
                names.attribute,
                (
                    code("yes")
                    if not answer and must_be_given(schema, field)
                    else code("")
                ),
                inside,
                field_anchor(name, field.name) if at_home else code(""),
                answer=answer,
            )
            for field in (schema.fields if answer else every)
        )

    def _one(
        self,
        field: Field,
        here: str,
        client_name: Callable[[Field], str],
        required: Code,
        above: Sequence[str],
        id_: Code,
        *,
        answer: bool,
    ) -> FieldView:
        inner: tuple[FieldView, ...] = ()
        whole = code("")
        type_ = innermost(field.type)
        if isinstance(type_, Ref) and type_.schema in self.schemas:
            if type_.schema in above or len(above) >= _DEEPEST:
                whole = self.places.schema(type_.schema, here)
            else:
                inner = self.of_schema(type_.schema, here, above, answer=answer)
        mine = client_name(field)
        return FieldView(
            key=attribute(field.name),
            id=id_,
            name=span(field.name),
            client=span(mine) if mine and mine != field.name else code(""),
            type=type_words(field.type, self.places, here),
            required=required,
            notes=notes(field, self.places, here, always=answer),
            inner=inner,
            whole=whole,
        )


def key_anchor(key: str) -> Code:
    """Where a key of a body stands on its operation's page."""
    return anchor(f"key-{key}")


def field_anchor(schema: str, field: str) -> Code:
    """Where a field stands on the page of its schema."""
    return anchor(f"{schema}-{field}")


def _nothing(field: Field) -> str:
    return ""

"""Where keys are tried out: what may be ticked, and the rules for the page's script."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from ...model.api import Json, Operation
from ...rules.seen import has_comparisons
from ..pages.picker import Picker, picker_data
from ..sinks import Code, code
from ..sinks.html import attribute, script_json, span, text
from ..surface.names import argument
from ..surface.operations import spoken_parameters


class AtomView(NamedTuple):
    """Something that may be ticked.

    Attributes:
        number: Of the atom, for scripts.
        name: What it is.
        on: Whether it is so in the first example.
    """

    number: Code
    name: Code
    on: bool


class VariantView(NamedTuple):
    """A way to meet the rules.

    Attributes:
        atoms: Numbers of the atoms of an example.
        name: Of the variant.
        summary: What it means.
    """

    atoms: Code
    name: Code
    summary: Code


class ContextView(NamedTuple):
    """What a caller may say of the other side."""

    key: Code
    name: Code
    values: tuple[Code, ...]


class PickerView(NamedTuple):
    """Where keys are tried out.

    Attributes:
        judged: Whether there are rules to break.
        compared: Whether some of them compare two keys.
        atoms: What rules speak of.
        others: All other keys.
        data: For the page's script.
    """

    judged: bool
    compared: bool
    variants: tuple[VariantView, ...]
    contexts: tuple[ContextView, ...]
    atoms: tuple[AtomView, ...]
    others: tuple[AtomView, ...]
    data: Code


def picker_view(
    operation: Operation,
    picker: Picker | None,
    atoms: Sequence[str],
    on: Collection[str],
) -> PickerView | None:
    """The part of an operation's page where keys are tried out.

    Args:
        operation: The operation.
        picker: Its rules; None where none can fail.
        atoms: All atoms that the samples of the page know; their places are their numbers.
        on: Those that are so in the first example.

    Returns:
        None where there is no key to give.
    """
    fields = operation.body.fields if operation.body else ()
    if not fields and (picker is None or not picker.atoms):
        return None
    numbers = {atom: number for number, atom in enumerate(atoms)}
    spoken = [each.text for each in picker.atoms] if picker else []
    names = _names(operation)
    rest = [
        field.name
        for field in fields
        if field.name in numbers and field.name not in spoken
    ]
    keys = {each.text: each.key for each in picker.atoms} if picker else {}
    data: dict[str, Json] = {
        "atoms": list(atoms),
        # The key of each: of one with a literal, which key it is of.
        "keys": [keys.get(atom, atom) for atom in atoms],
        # Where the client would point to is this very page.
        "operation": picker_data(picker._replace(docs="")) if picker else None,
    }
    return PickerView(
        judged=picker is not None,
        compared=picker is not None and has_comparisons(picker.rules),
        variants=_variants(picker, numbers) if picker else (),
        contexts=tuple(
            ContextView(
                attribute(each.name), text(each.name), tuple(map(text, each.values))
            )
            for each in (picker.contexts if picker else ())
        ),
        atoms=tuple(
            _atom(each, numbers, names, on) for each in spoken if each in numbers
        ),
        others=tuple(_atom(each, numbers, names, on) for each in rest),
        data=script_json(data),
    )


def _names(operation: Operation) -> dict[str, str]:
    body = operation.body
    if body is not None and body.kind == "array":
        return {}
    return {
        **{k: argument(each) for k, each in spoken_parameters(operation).items()},
        **{field.name: argument(field) for field in (body.fields if body else ())},
    }


def _variants(picker: Picker, numbers: Mapping[str, int]) -> tuple[VariantView, ...]:
    return tuple(
        VariantView(
            attribute(
                " ".join(str(numbers[atom]) for atom in each.ticked if atom in numbers)
            ),
            text(each.name),
            text(each.summary),
        )
        for each in picker.variants
        if each.ticked
    )


def _atom(
    atom: str, numbers: Mapping[str, int], names: Mapping[str, str], on: Collection[str]
) -> AtomView:
    mine = names.get(atom, atom)
    name = span(atom)
    if mine != atom:
        name = code("{} <small>{}</small>", name, text(mine))
    return AtomView(text(str(numbers[atom])), name, atom in on)

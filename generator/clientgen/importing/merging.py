"""Objects as JSON Schema has them, in pieces (``allOf``), made one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .documents import At, Documents
from .keywords import ANNOTATIONS, has_properties, may_be_null, only_annotates
from .problems import Journal, Spot

_DEEPEST = 60
_MOST_PIECES = 500


@dataclass(slots=True)
class Merged:
    """An object, its pieces joined.

    Attributes:
        properties: Schemas of its keys.
        required: Names of those that are always there.
        further: Schema of all other keys; None where nothing is said.
        parent: A named object that it is like; None where there is none.
        is_lone_parent: Nothing is said beside the parent.
        others: Pieces that are no objects.
        rules: Which keys go together: ``oneOf`` or ``anyOf`` and the lists of keys.
        is_object: Something says that it is an object.
        nullable: Something says that null is legal.
        title: As the document calls it.
        words: What the document says of it.
        spot: Where it stands.
        done: Pieces that have been added: they may be named in several places.
    """

    spot: Spot
    properties: dict[str, At] = field(default_factory=dict)
    required: set[str] = field(default_factory=set)
    further: At | None = None
    parent: At | None = None
    is_lone_parent: bool = False
    others: list[At] = field(default_factory=list)
    rules: list[Any] = field(default_factory=list)
    is_object: bool = False
    nullable: bool = False
    title: str = ""
    words: str = ""
    done: set[int] = field(default_factory=set)


def merge(
    at: At,
    documents: Documents,
    journal: Journal,
    *,
    flat: bool = False,
    look: bool = False,
) -> Merged:
    """Join the pieces of an object.

    Args:
        at: A schema.
        documents: Follow references.
        journal: Takes what is lost.
        flat: Whether to write a parent's fields out, too.
        look: Whether this is a look only, of which nothing is noted.
    """
    merged = Merged(at.spot, title=at.text("title"), words=at.text("description"))
    pieces = at.get("allOf").each()
    refs = [each for each in pieces if _is_ref(each)]
    if not flat and len(refs) == 1:
        target = documents.follow(refs[0])
        if target is not None and _looks_like_object(target, documents, set()):
            merged.parent = target
            merged.is_object = True
    quiet = Journal() if look else journal
    _add(at, merged, documents, quiet, [], refs[0] if merged.parent else None)
    if merged.parent:
        merged.is_lone_parent = not (
            merged.properties or merged.further or merged.rules or merged.required
        )
    return merged


def _is_ref(at: At) -> bool:
    return isinstance(at.value, dict) and isinstance(at.value.get("$ref"), str)


def _looks_like_object(at: At, documents: Documents, seen: set[int]) -> bool:
    value = at.value
    if not isinstance(value, dict) or id(value) in seen or len(seen) > _MOST_PIECES:
        return False
    seen.add(id(value))
    if has_properties(value):
        return True
    for each in at.get("allOf").each():
        found = documents.follow(each)
        if found is not None and _looks_like_object(found, documents, seen):
            return True
    return False


def _add(
    at: At,
    merged: Merged,
    documents: Documents,
    journal: Journal,
    above: list[int],
    parent: At | None,
) -> None:
    value = at.value
    if not isinstance(value, dict) or id(value) in merged.done or len(above) > _DEEPEST:
        return
    merged.done.add(id(value))
    above = [*above, id(value)]
    if may_be_null(value):
        merged.nullable = True
    if isinstance(value.get("required"), list):
        merged.required |= {key for key in value["required"] if isinstance(key, str)}
    # Some write a reference where all the properties stand, too.
    properties = documents.follow(at.get("properties"))
    for name, each in properties.items() if properties else ():
        known = merged.properties.get(name)
        if known is not None and not _says_type(each.value):
            continue  # what is said before says more
        merged.properties[name] = each
    if value.get("properties") or value.get("type") == "object":
        merged.is_object = True
    _add_further(at, value, merged)
    _add_rules(at, value, merged, documents, journal, above)
    for piece in at.get("allOf").each():
        if parent is not None and piece.spot == parent.spot:
            continue
        found = documents.follow(piece)
        if found is None or not isinstance(found.value, dict):
            continue
        if _looks_like_object(found, documents, set()) or _is_open_object(found.value):
            _add(found, merged, documents, journal, above, None)
        elif only_annotates(found.value):
            if may_be_null(found.value):
                merged.nullable = True
        else:
            merged.others.append(piece)


def _is_open_object(value: dict[str, Any]) -> bool:
    is_object = value.get("type") == "object"
    return is_object or bool(
        isinstance(value.get("required"), list)
        or variants_of_keys(value.get("oneOf"))
        or variants_of_keys(value.get("anyOf"))
        or isinstance(value.get("not"), dict)
        or "if" in value
        or "dependentRequired" in value
    )


def _says_type(value: Any) -> bool:
    return not isinstance(value, dict) or bool(
        value.keys() & {"type", "$ref", "enum", "allOf", "oneOf", "anyOf", "const"}
    )


def _add_further(at: At, value: dict[str, Any], merged: Merged) -> None:
    further = value.get("additionalProperties")
    if isinstance(further, dict) and further:
        merged.further = at.get("additionalProperties")
    patterns = at.get("patternProperties").items()
    if len(patterns) == 1 and merged.further is None:
        merged.further = patterns[0][1]


def _add_rules(
    at: At,
    value: dict[str, Any],
    merged: Merged,
    documents: Documents,
    journal: Journal,
    above: list[int],
) -> None:
    for word in ("oneOf", "anyOf"):
        variants = value.get(word)
        if not isinstance(variants, list) or not variants:
            continue
        if keys := variants_of_keys(variants):
            merged.rules.append((word, keys))
        elif isinstance(value.get("properties"), dict) or len(above) > 1:
            _spread(at, word, merged, documents, journal, above)
    if keys := variants_of_keys([value["not"]] if "not" in value else None):
        merged.rules.append(("not", keys))
    elif isinstance(value.get("not"), dict):
        inner = variants_of_keys(value["not"].get("anyOf"))
        if inner:
            merged.rules += [("not", [each]) for each in inner]
    dependent = value.get("dependentRequired", value.get("dependencies"))
    if isinstance(dependent, dict):
        for key, needed in dependent.items():
            if isinstance(needed, list) and needed:
                texts = [each for each in needed if isinstance(each, str)]
                merged.rules.append(("if", [[key], texts]))
    if isinstance(value.get("if"), dict):
        condition, then = value["if"], value.get("then")
        otherwise = value.get("else")
        merged.rules.append(("when", [condition, then, otherwise]))


def _spread(
    at: At,
    word: str,
    merged: Merged,
    documents: Documents,
    journal: Journal,
    above: list[int],
) -> None:
    """Add the keys of variants, none of them required; which go together is not said."""
    needed = set(merged.required)
    sets: list[set[str]] = []
    nothing_but_keys = True
    for variant in at.get(word).each():
        found = documents.follow(variant)
        if found is None or not isinstance(found.value, dict):
            continue
        inner = Merged(found.spot)
        _add(found, inner, documents, journal, above, None)
        sets.append(inner.required)
        nothing_but_keys = nothing_but_keys and not inner.others
        for name, each in inner.properties.items():
            merged.properties.setdefault(name, each)
    common = set.intersection(*sets) if sets else set()
    merged.required = needed | common
    left = [sorted(each - merged.required) for each in sets]
    if left and all(left) and nothing_but_keys:
        merged.rules.append(("anyOf", left))
    journal.lose(
        "variants joined",
        at.spot.child(word),
        "all keys of the variants are there; which of them go together is not said",
    )


def variants_of_keys(variants: Any) -> list[list[str]]:
    """The keys that each variant requires, where none says anything else; else []."""
    if not isinstance(variants, list) or not variants:
        return []
    found: list[list[str]] = []
    for each in variants:
        if not isinstance(each, dict) or not isinstance(each.get("required"), list):
            return []
        if each.keys() - ANNOTATIONS - {"required"}:
            return []
        keys = [key for key in each["required"] if isinstance(key, str)]
        if not keys:
            return []
        found.append(keys)
    return found

"""Bodies of operations as a resource file says them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..model.naming import snake_case
from .calls import Body, Call
from .grouping import Group
from .parameters import is_single
from .problems import Journal
from .rules import rules_of
from .shapes import (
    ANY,
    FILE,
    STRING,
    Either,
    Many,
    Member,
    Named,
    Object,
    Only,
    core,
)
from .sharing import argument_names
from .types import Types, aliases_of, free_alias, guarded, without_files

_FIELDS = ("object", "form", "multipart")


class BodyWriter:
    """Writes bodies.

    Attributes:
        kind: The usual kind of the API, which nobody says.
        content_type: The usual media type of JSON; may be empty.
        forms: ``forms`` of api.yaml; empty where no form needs it.
    """

    def __init__(self, calls: Sequence[Call], types: Types, journal: Journal) -> None:
        self._types = types
        self._journal = journal
        kinds = Counter(c.body.kind for c in calls if c.body and c.body.kind in _FIELDS)
        usual = kinds.most_common(1)
        self.kind = (
            usual[0][0] if usual and usual[0][1] > sum(kinds.values()) / 2 else "object"
        )
        said = Counter(
            c.body.content_type
            for c in calls
            if c.body and c.body.kind in ("object", "value")
        )
        common = said.most_common(1)
        self.content_type = (
            common[0][0] if common and common[0][1] > sum(said.values()) / 2 else ""
        )
        self.forms: dict[str, str] = {}
        forms = [c.body for c in calls if c.body and c.body.kind == "form"]
        if any(self._has_objects(body) for body in forms):
            self.forms["objects"] = "brackets"
        if forms and sum(body.brackets for body in forms) * 2 >= len(forms):
            self.forms["arrays"] = "indexed"

    def _has_objects(self, body: Body) -> bool:
        registry = self._types.registry
        for member in registry.members(body.shape).values():
            shape = registry.meant(member.shape)
            item = registry.meant(shape.item) if isinstance(shape, Many) else shape
            if not is_single(item, registry) and not isinstance(item, Many):
                return True
        return False

    def write(
        self, call: Call, owner: str, group: Group, written: dict[str, Any], name: str
    ) -> dict[str, Any]:
        """What an operation says of its body.

        Args:
            call: The operation.
            owner: What objects in its body are called after.
            group: Its resource.
            written: Bodies of the resource that have been written, by operation.
            name: Of the operation.
        """
        body = call.body
        if body is None:
            return {}
        if body.kind in ("text", "bytes"):
            said: dict[str, Any] = {"body_type": body.kind}
            if body.content_type:
                said["content_type"] = body.content_type
            return said
        if body.kind == "value":
            return self._value(body, owner)
        return self._fields(call, body, owner, group, written, name)

    def _value(self, body: Body, owner: str) -> dict[str, Any]:
        shape = body.shape
        said: dict[str, Any] = {}
        if shape == ANY:
            said["body"] = "any"
        else:
            said["body_type"] = self._types.type_of(
                without_files(shape), f"{owner}Body", alone=True
            )
        return said | self._media(body)

    def _media(self, body: Body) -> dict[str, Any]:
        if body.content_type == self.content_type or body.kind in ("form", "multipart"):
            return {}
        return {"content_type": body.content_type or "application/json"}

    def _fields(
        self,
        call: Call,
        body: Body,
        owner: str,
        group: Group,
        written: dict[str, Any],
        name: str,
    ) -> dict[str, Any]:
        types = self._types
        members = [
            member
            for member in types.registry.members(body.shape).values()
            if not member.read_only and types.is_sayable(member)
        ]
        if not members:
            return {"body": "any", **self._media(body)} if body.kind == "object" else {}
        if body.kind in ("form", "multipart"):
            members = [self._in_form(member, body) for member in members]
        given = [(place, m) for place, ms in call.parameters.items() for m in ms]
        names = argument_names(given)
        taken = {
            alias or snake_case(member.name)
            for (_, member), alias in zip(given, names, strict=True)
        }
        aliases = _aliases(members, taken)
        own = types.registry.members(Named(group.schema)) if group.schema else {}
        listed: list[Any] = []
        entries: dict[str, Any] = {}
        for member in members:
            known = own.get(member.name)
            alias = aliases.get(member.name, "")
            if known is not None and not alias and _is_same(member, known, types):
                listed.append(member.name + ("!" if member.required else ""))
                continue
            file = body.kind == "multipart"
            entry = types.field_of(member, owner, 0, alias, body=True, file=file)
            entries[member.name] = entry
            listed.append({member.name: entry})
        content: Any = listed
        if len(entries) == len(listed):
            content = guarded(entries)
        said: dict[str, Any] = {}
        if body.kind != self.kind:
            said["body_kind"] = body.kind
        same = next(
            (other for other, each in written.items() if each == (body.kind, content)),
            "",
        )
        if same and len(listed) > 2:
            said["body"] = f"same as {same}"
            said.pop("body_kind", None)
        else:
            said["body"] = content
            written.setdefault(name, (body.kind, content))
        said |= self._media(body)
        rules = rules_of(
            body.shape, types.registry, {m.name for m in members}, self._journal
        )
        if rules:
            said["rules"] = rules
        return said

    def _in_form(self, member: Member, body: Body) -> Member:
        """A field of a form: what no form can say is given as text."""
        registry = self._types.registry
        made = replace(member)
        if isinstance(made.shape, Either) and Only("") in made.shape.parts:
            # An empty text takes a value away, as null does in a form.
            parts = tuple(part for part in made.shape.parts if part != Only(""))
            made.shape = Either(parts) if parts[1:] else parts[0]
            made.nullable = True
            member = replace(made)
        shape = registry.meant(member.shape)
        if not isinstance(shape, Many):
            if shape != FILE and core(shape) == FILE:
                made.shape = STRING
            return made
        item = registry.meant(shape.item)
        if body.kind == "multipart":
            return made
        if isinstance(item, Many):
            words = "an array of arrays, which no form can say; its items are text"
            self._journal.lose("type lost", member.spot, words)
            made.shape = Many(STRING)
        said = body.explodes.get(member.name, "repeat")
        if not is_single(item, registry) and not isinstance(item, Many):
            said = "indexed"
        usual = self.forms.get("arrays", "repeat")
        made.explode = (
            ""
            if said == usual
            or (usual == "indexed" and said == "repeat" and body.brackets)
            else said
        )
        return made


def _aliases(members: Sequence[Member], taken: set[str]) -> dict[str, str]:
    """Aliases of keys of a body that parameters or other keys would be mistaken for."""
    found: dict[str, str] = {}
    used = set(taken)
    own = aliases_of((member.name for member in members), ())
    for member in members:
        name = own.get(member.name, "") or snake_case(member.name)
        if name in used:
            alias = free_alias(f"{member.name} value", used)
            found[member.name] = alias
            used.add(alias)
            continue
        used.add(name)
        if member.name in own:
            found[member.name] = own[member.name]
    return found


def _is_same(member: Member, known: Member, types: Types) -> bool:
    """Whether a key of a body is the resource's own field, which its name says then."""
    shape, other = member.shape, known.shape
    if isinstance(other, Only) or isinstance(shape, Object) or member.explode:
        return False
    if (
        shape != other
        or member.deprecated != known.deprecated
        or FILE in (shape, other)
    ):
        return False
    if isinstance(core(shape), Object) or (member.required and member.nullable):
        return False
    same = types.limits(member, shape) == types.limits(known, other)
    return same and not (member.write_only or known.write_only)

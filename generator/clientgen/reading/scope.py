"""What a spec declares, and the check of names that refer to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ..model.api import Field, Filtering, Paging, Parameter
from ..model.position import Position
from ..model.types import Type
from .codes import Code
from .findings import Report, listed, quoted
from .nodes import Table

_MOST_KNOWN = 12


def _advice(known: Sequence[str]) -> str:
    """What to do about a name that is like none of those that are known."""
    if not known:
        return "; declare it, or remove it here"
    if len(known) > _MOST_KNOWN:
        return "; declare it, or mend the name"
    return f"; declare it, or write {listed(known)}"


class DeclaredParameter(NamedTuple):
    """A parameter and where it is sent."""

    parameter: Parameter
    place: Literal["path", "query", "header", "cookie"]


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways of an API to walk lists.

    Attributes:
        usual: The one that holds where nothing else is said; None where there is none.
        named: All others, by name.
    """

    usual: Paging | None = None
    named: Mapping[str, Paging] = field(default_factory=dict)

    def all(self) -> tuple[Paging, ...]:
        """All of them, the usual one first."""
        return (*([self.usual] if self.usual else []), *self.named.values())


@dataclass(frozen=True, slots=True)
class Scope:
    """All names that parts of a spec may refer to.

    Attributes:
        report: Takes the findings.
        resources: Names of resources.
        schemas: Names of schemas, shared ones and those of resources.
        undocumented: Those of them whose fields nobody documents: plain data, of any shape.
        named: Types by the names of the schemas that are no objects.
        modules: Names of modules.
        sources: Names of sources.
        contexts: Values by the name of the context.
        common_fields: Fields by the name of their group.
        parameters: Common parameters by the name they are declared under.
        list_parameters: Names of the parameters that list answers take by default.
        ways: To walk lists, of the API.
        paging: How the lists of what is being read are walked.
        filtering: How filters and sorting are spelled.
        credentials: Environment variables by the client's argument for a credential.
        owner: What fields belong to that are being read: a schema, or a resource and an
            operation; empty where an object cannot be described on the spot.
        inline: Reads an object that is described on the spot: its table, this, and the
            field whose type it is.
        complete: Whether all files could be read. If not, an unknown resource or schema
            may stand in a file that is broken, and is not reported.
    """

    report: Report
    resources: Collection[str] = ()
    schemas: Collection[str] = ()
    undocumented: Collection[str] = ()
    named: Mapping[str, Type] = field(default_factory=dict)
    modules: Collection[str] = ()
    sources: Collection[str] = ()
    contexts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    common_fields: Mapping[str, tuple[Field, ...]] = field(default_factory=dict)
    parameters: Mapping[str, DeclaredParameter] = field(default_factory=dict)
    list_parameters: tuple[str, ...] = ()
    ways: Ways = Ways()
    paging: Paging | None = None
    filtering: Filtering | None = None
    credentials: Mapping[str, str] = field(default_factory=dict)
    owner: str = ""
    inline: Callable[[Table, Scope, str], Type] | None = None
    complete: bool = True

    def is_known(
        self,
        name: str,
        known: Iterable[str],
        position: Position,
        code: Code,
        what: str,
    ) -> bool:
        """Check a name, and report it when nothing declares it.

        Args:
            name: As it stands in the spec.
            known: The declared names.
            position: Where it stands.
            code: Of the finding.
            what: Such as ``"no source in api.yaml has this name"``; advice where there is
                another than to name what is known, behind a semicolon.
        """
        if name in known:
            return True
        suggestion = self.report.suggest(name, known)
        if not suggestion and ";" not in what:
            suggestion = _advice(list(known))
        self.report.error(position, code, f"{quoted(name)}: {what}{suggestion}")
        return False

    def sources_of(self, table: Table) -> tuple[str, ...]:
        """The checked names under ``source``."""
        return tuple(
            dict.fromkeys(
                name.text
                for name in table.scalars("source")
                if self.is_known(
                    name.text,
                    self.sources,
                    name.position,
                    "unknown-source",
                    "api.yaml declares no such source",
                )
            )
        )

    def modules_of(self, table: Table, default: tuple[str, ...]) -> tuple[str, ...]:
        """The checked names under ``modules``, or the default when there is no such key."""
        if "modules" not in table:
            return default
        return tuple(
            dict.fromkeys(
                name.text
                for name in table.scalars("modules")
                if self.is_known(
                    name.text,
                    self.modules,
                    name.position,
                    "unknown-module",
                    "api.yaml declares no such module",
                )
            )
        )

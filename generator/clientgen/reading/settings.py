"""What api.yaml says: servers, authentication, paging, filters, sources and so on."""

from __future__ import annotations

from typing import Literal, cast

from ..model.api import (
    Context,
    Filtering,
    Module,
    Source,
)
from .nodes import Table
from .scope import Scope


def read_licence(root: Table, scope: Scope) -> str:
    """The licence of the generated distribution, as SPDX spells it; empty when none is said."""
    said = root.text("licence")
    if not said:
        return ""
    # Not above: few specs say one, and the list of licences is long.
    from packaging.licenses import (
        InvalidLicenseExpression,
        canonicalize_license_expression,
    )

    try:
        return str(canonicalize_license_expression(said))
    except InvalidLicenseExpression:
        scope.report.error(
            root.at("licence"),
            "wrong-form",
            f"{said!r} is no licence that SPDX knows: write its identifier, such as MIT,"
            " Apache-2.0 or GPL-3.0-or-later (spdx.org/licenses); for one of your own"
            " LicenseRef- and a name",
        )
        return ""


def read_modules(root: Table) -> tuple[Module, ...]:
    """Read ``modules``."""
    modules = root.table("modules")
    return tuple(Module(name, modules.prose(name)) for name in modules)


def read_sources(root: Table) -> tuple[Source, ...]:
    """Read ``sources``."""
    sources = root.table("sources")
    return tuple(_source(name, sources.table(name)) for name in sources)


def read_contexts(root: Table) -> tuple[Context, ...]:
    """Read ``contexts``."""
    contexts = root.table("contexts")
    return tuple(
        Context(
            name,
            _texts(contexts.table(name), "values"),
            contexts.table(name).prose("summary"),
            contexts.at(name),
        )
        for name in contexts
    )


def read_filtering(root: Table) -> Filtering | None:
    """Read ``filtering``."""
    if "filtering" not in root:
        return None
    filtering = root.table("filtering")
    operators = filtering.table("operators")
    match = filtering.table("match")
    sort = filtering.table("sort")
    return Filtering(
        parameter=filtering.text("parameter"),
        operators=tuple((name, operators.text(name)) for name in operators),
        match_parameter=match.text("parameter"),
        match_values=_texts(match, "values"),
        sort_parameter=sort.text("parameter"),
        ascending=sort.text("ascending"),
        descending=sort.text("descending"),
    )


def _source(name: str, table: Table) -> Source:
    return Source(
        name,
        table.prose("title"),
        table.text("url"),
        table.text("date"),
        cast("_Confidence", table.text("confidence", "documented")),
        table.prose("note"),
    )


def _texts(table: Table, key: str) -> tuple[str, ...]:
    return tuple(scalar.text for scalar in table.scalars(key))


_Confidence = Literal["documented", "inferred", "doubtful"]

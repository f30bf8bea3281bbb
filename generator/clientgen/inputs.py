"""What is to be made from what: checked, and with digests of all that decides the output.

Like all that a check by digests needs, it loads no more than it must.
"""

from __future__ import annotations

import os

from . import targets as all_targets
from .writing.digests import Inputs
from .writing.errors import WritingError


def inputs(
    spec: str, out: str, templates: str | None, targets: tuple[str, ...]
) -> Inputs:
    """Digests of everything that decides what the output is.

    Args:
        spec: The spec's folder.
        out: The output folder.
        templates: A folder of templates that replace those of clientgen.
        targets: Names of targets in any order, see :func:`clientgen.targets.known`; those made by default when empty.

    Raises:
        WritingError: There is no such spec or target, or output and input are not apart.
    """
    _check_places(spec, out, templates)
    return Inputs(spec, templates, _in_order(targets))


def _in_order(names: tuple[str, ...]) -> tuple[str, ...]:
    """All targets that are made, in one order, whatever the settings say of them."""
    for name in names:
        if name not in all_targets.known():
            known = ", ".join(all_targets.known())
            raise WritingError(f"there is no target {name!r}; known: {known}")
    if not names:
        return all_targets.default()
    return tuple(name for name in all_targets.known() if name in names)


def _check_places(spec: str, out: str, templates: str | None) -> None:
    if os.path.isfile(spec):
        raise WritingError(
            f"{spec} is a file: name the spec's folder, the one with api.yaml"
        )
    if not os.path.isdir(spec):
        raise WritingError(f"there is no folder {spec} to read a spec from")
    if os.path.exists(out) and not os.path.isdir(out):
        raise WritingError(f"{out} is a file, not a folder to write to")
    if templates is not None and not os.path.isdir(templates):
        raise WritingError(f"there is no folder {templates} with templates")
    written = _whole(out)
    for what, folder in (("spec", spec), ("templates", templates)):
        if folder is None:
            continue
        place = _whole(folder)
        if written.startswith(place) or place.startswith(written):
            raise WritingError(
                f"the output folder {out} and the {what} folder {folder} must not"
                " be one inside the other: choose another --out"
            )


def _whole(folder: str) -> str:
    return os.path.join(os.path.normcase(os.path.realpath(folder)), "")

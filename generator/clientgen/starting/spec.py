"""A spec as its keeper has it: its files, what they say, and additions to them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..model.api import Api
from ..pipeline import speed
from ..reading import SpecError, load
from ..reading.composing import compose
from ..reading.files import read_sources, shown
from ..reading.findings import Finding, Report
from ..reading.nodes import Table, json_of
from ..reading.regular import USUALLY, Regular, regular_of
from ..writing.errors import WritingError
from ..writing.spec_files import replace_files

API = "api.yaml"
_TOLD_ONCE = "editor-line"


class Spec(NamedTuple):
    """A spec that can be read.

    Attributes:
        folder: Where it is.
        api: The model.
        files: Text of each file, by its path below the folder.
        roots: What each file holds.
        warnings: What its reader has to say of it.
    """

    folder: Path
    api: Api
    files: Mapping[str, str]
    roots: Mapping[str, Table]
    warnings: tuple[Finding, ...]

    @property
    def resources(self) -> dict[str, str]:
        """The file of each resource, by the resource's name."""
        return {
            root.text("resource"): name
            for name, root in self.roots.items()
            if name.startswith("resources/")
        }

    def regular(self, file: str = "") -> Regular:
        """How regular operations go, of the API or of a resource."""
        usual = regular_of(self.roots[API], USUALLY)
        return regular_of(self.roots[file], usual) if file else usual

    def shown(self, name: str) -> str:
        """The path of a file for people."""
        return shown(self.folder, name)


def read_spec(folder: Path) -> Spec:
    """Read a spec.

    Raises:
        SpecError: It has mistakes: those come first.
    """
    loaded = load(folder, speed().accepts)
    files = {name: data.decode() for name, data in read_sources(folder).items()}
    roots = {name: _root(text) for name, text in files.items()}
    return Spec(folder, loaded.api, files, roots, loaded.warnings)


def data_of(text: str) -> dict[str, Any]:
    """What a file says, as plain data."""
    data = json_of(_root(text))
    assert isinstance(data, dict), "a file holds a mapping"
    return data


def _root(text: str) -> Table:
    root = compose(text.encode(), "", Report())
    if root is None:
        raise WritingError("what would be written cannot be read; nothing was written")
    return root


def write_additions(
    spec: Spec, changed: Mapping[str, str], *, strict: bool = True
) -> tuple[Finding, ...]:
    """Write files that were changed or are new, once the reader has no fault to find.

    Args:
        spec: The spec as it is.
        changed: Whole texts, by paths below the folder; api.yaml is written last.
        strict: Whether what is probably a mistake is one.

    Returns:
        What is probably a mistake, and was not before.

    Raises:
        SpecError: With the additions, the spec would have mistakes; nothing was written.
        WritingError: A file cannot be written; none was.
    """
    instead = {name: text.encode() for name, text in changed.items()}
    after = load(spec.folder, speed().accepts, instead)
    known = {(each.code, each.message) for each in spec.warnings}
    # Told once for all files, with how many there are.
    astray = any(each.code == _TOLD_ONCE for each in spec.warnings)
    new = [
        each
        for each in after.warnings
        if (each.code, each.message) not in known
        and not (astray and each.code == _TOLD_ONCE)
    ]
    if new and strict:
        raise SpecError(new)
    before = {name: text.encode() for name, text in spec.files.items()}
    last = sorted(instead, key=lambda name: name == API)
    replace_files(spec.folder, before, {name: instead[name] for name in last})
    return tuple(new)

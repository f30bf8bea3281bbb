"""Where a spec says otherwise than the vendor's document, and an overlay that mends it.

Edits are tried out: the importer reads the document with them, and what is then still
different is replaced as a whole, operation by operation.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from .correcting.comparing import Comparing, routes
from .correcting.edits import Edit, applied, in_order, overlay, tokens_of
from .correcting.locating import Locator
from .correcting.notes import Correction
from .correcting.schemas import SchemaWriter
from .importing.documents import Documents
from .importing.kept import FOLDER, SETTINGS, How, parse_how
from .importing.layout import write
from .importing.openapi import Imported
from .importing.problems import ImportingError, Journal, Spot
from .intake import readable
from .model.api import Api
from .reading import load
from .writing.errors import WritingError

_MOST_TRIALS = 4


class Corrections(NamedTuple):
    """Differences between a spec and a document.

    Attributes:
        found: Each, in the spec's order.
        unsaid: Those of them that the overlay does not mend.
        overlay: An OpenAPI Overlay 1.0 as data; None where there is nothing to say.
    """

    found: Sequence[Correction]
    unsaid: Sequence[Correction]
    overlay: Any


def correct(file: Path, spec: Path) -> Corrections:
    """Hold a spec against a document.

    Args:
        file: The document.
        spec: The folder of the spec. What part of the document it was imported from is in
            its kept copy; without one, it is the whole.

    Raises:
        ImportingError: The document cannot be imported.
        SpecError: The spec has mistakes.
    """
    yours = load(spec).api
    how = _how(spec)
    with tempfile.TemporaryDirectory(prefix="clientgen-") as folder:
        trial = _Trial(file, yours, how, Path(folder))
        comparing = trial.compared(None)
        comparing.all()  # which names the document has is known afterwards
        comparing = trial.again(comparing)
        found = comparing.all()
        edits, unsaid = trial.mended(comparing, found)
    made = None
    if edits:
        title = f"Corrections of {file.name}, as the spec of {yours.name} has them"
        made = overlay(title, yours.version or "1", trial.root, edits)
    return Corrections(found, unsaid, made)


def overlay_text(said: Any, file: Path) -> str:
    """An overlay as JSON or YAML, as a file's name has it."""
    if file.suffix == ".json":
        return json.dumps(said, indent=2, ensure_ascii=True) + "\n"
    return write(said, deep=1)


def _how(spec: Path) -> How:
    file = spec / FOLDER / SETTINGS
    if not file.is_file():
        return How("")
    try:
        return parse_how(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise WritingError(f"{file} cannot be read: {error}") from error


class _Trial:
    """A document, and what comes of it with edits."""

    def __init__(self, file: Path, yours: Api, how: How, folder: Path) -> None:
        self._file = file
        self._yours = yours
        self._how = how
        self._folder = folder
        self._number = 0
        documents = Documents(file, Journal())
        self.root = documents.root.value
        said = self.root if isinstance(self.root, dict) else {}
        self._is_swagger = "swagger" in said
        self._old = str(said.get("openapi", "")).startswith("3.0")

    def compared(self, root: Any) -> Comparing:
        """The spec beside the document, or beside another in its place."""
        self._number += 1
        place = self._folder / f"spec{self._number}"
        how = self._how
        imported = readable(self._file, place, how.only, how.texts, root)
        documents = Documents(self._file, Journal())
        if root is not None:
            documents.set_root(root)
        if self._is_swagger:
            _upgrade(documents)
        theirs = load(place).api
        spots = _spots(theirs, imported)
        components = documents.root.get("components").get("schemas").value
        taken = list(components) if isinstance(components, dict) else []
        writer = SchemaWriter(self._yours, self._old, taken)
        return Comparing(theirs, self._yours, Locator(documents), writer, spots)

    def again(self, comparing: Comparing) -> Comparing:
        """The same comparison, with the document's names of the spec's schemas."""
        taken = comparing.writer.taken
        writer = SchemaWriter(self._yours, self._old, taken)
        writer.known = dict(comparing.likeness.components)
        return Comparing(
            comparing.theirs, self._yours, comparing.locator, writer, comparing.spots
        )

    def mended(
        self, comparing: Comparing, found: Sequence[Correction]
    ) -> tuple[list[Edit], list[Correction]]:
        """Edits that mend what can be mended, and the rest."""
        if self._is_swagger or not found:
            return [], list(found)
        kept, wholes = list(found), list[Edit]()
        known = {(each.name, each.yours) for each in found}
        edits: list[Edit] = []
        left: list[Correction] | None = []
        for _ in range(_MOST_TRIALS):
            fine = [edit for each in kept for edit in each.edits]
            edits = _with_components(comparing, [*fine, *wholes])
            left = self._left(edits)
            if left is None:
                return [], list(found)
            given_up = {(e.name, e.yours) for e in found if e not in kept}
            open_ = [e for e in left if e.edits and (e.name, e.yours) not in given_up]
            if open_ and not wholes:
                # What several operations share is not the same in all of them.
                wholes = self._wholes(comparing, open_)
                if wholes:
                    continue
            # One place of the document is two of the spec, which say different things.
            harmed = {e.spot for e in left if (e.name, e.yours) not in known}
            if not any(each.spot in harmed for each in kept):
                break
            kept, wholes = [each for each in kept if each.spot not in harmed], []
        names = {(each.name, each.yours) for each in left or ()}
        names |= {(each.name, each.yours) for each in found if each not in kept}
        return edits, [each for each in found if (each.name, each.yours) in names]

    def _left(self, edits: Sequence[Edit]) -> list[Correction] | None:
        """What is still different with edits; None where they spoil the document."""
        try:
            comparing = self.compared(applied(self.root, edits))
            if not comparing.all():
                return []
            return self.again(comparing).all(thorough=True)
        except ImportingError:
            return None

    def _wholes(self, comparing: Comparing, left: Sequence[Correction]) -> list[Edit]:
        """Bodies and answers of operations, as the spec has them."""
        made: list[Edit] = []
        mine = routes(self._yours)
        comparing.writer.known = {}  # what they share is not what the spec says
        for key in dict.fromkeys(each.operation for each in left):
            if key not in mine or key not in comparing.spots:
                continue
            at = comparing.locator.documents.root
            for token in tokens_of(comparing.spots[key]):
                at = at.get(token)
            made += comparing.body_edits(mine[key].operation, at)
            made += comparing.answer_edits(mine[key].operation, at)
        return made


def _with_components(comparing: Comparing, edits: Sequence[Edit]) -> list[Edit]:
    """Edits, and before them one that adds the schemas which they name."""
    made = comparing.writer.components
    used: dict[str, Any] = {}
    waiting: list[Any] = [edit.update for edit in edits]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            name = str(value.get("$ref", "")).removeprefix("#/components/schemas/")
            if name in made and name not in used:
                used[name] = made[name]
                waiting.append(made[name])
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
    found = {name: made[name] for name in made if name in used}
    first = [Edit((), {"components": {"schemas": found}})] if found else []
    return in_order([*first, *edits])


def _spots(api: Api, imported: Imported) -> dict[str, Spot]:
    found: dict[str, Spot] = {}
    for key, route in routes(api).items():
        place = (f"resources/{route.resource.file}.yaml", route.operation.name)
        if place in imported.origins:
            file, _, pointer = imported.origins[place].partition("#")
            found[key] = Spot(file, pointer)
    return found


def _upgrade(documents: Documents) -> None:
    from .importing.swagger import upgraded

    documents.set_root(upgraded(documents.root.value, documents))

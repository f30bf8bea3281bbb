"""Positions × payloads: what is refused, and what comes out of the rest."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path

from inert import NotInert, check_alone, compare
from payloads import hostile, tamed
from positions import NAMES, PREFIXES, Position, defaults, positions, write

from clientgen import targets
from clientgen.fast.accepting import accepts
from clientgen.model.api import Api
from clientgen.reading import Finding, SpecError
from clientgen.reading import load as load_with
from clientgen.targets.target import OutputFile
from clientgen.targets.templates import Templates, load_templates

# Enough to see what is wrong; finding whose fault it is takes time.
_MOST_FAILURES = 6
SPECS = ("full", "bearer", "hooks")


@dataclass
class Outcome:
    """What became of the texts of one run.

    Attributes:
        refused: The finding of each position whose text was refused.
        inert: The positions whose texts came out inert.
        failures: One line for each thing that is wrong.
    """

    refused: dict[str, Finding] = field(default_factory=dict)
    inert: set[str] = field(default_factory=set)
    failures: list[str] = field(default_factory=list)


load = partial(load_with, accepts=accepts)


@cache
def templates() -> Templates:
    """The templates that come with clientgen, loaded once."""
    return load_templates()


def render(api: Api) -> list[OutputFile]:
    """All files of the usual targets; those of the site are compared in test_site_grid.py."""
    made = map(targets.load_target, targets.default())
    return [file for target in made for file in target.files(api, templates())]


def texts_of(spec: str, payload: str, *, prefixed: bool = False) -> dict[str, str]:
    """A payload for each position, each with a marker of its own.

    Args:
        spec: Which spec.
        payload: With ``@`` for the marker.
        prefixed: Put it after what texts of the position's kind begin with; positions
            whose texts may begin with anything are left out.
    """
    found: dict[str, str] = {}
    for number, position in enumerate(positions(spec)):
        text = hostile(payload, number)
        if prefixed:
            if position.kind not in PREFIXES:
                continue
            text = PREFIXES[position.kind] + text
        found[position.label] = text
    return found


def sift(
    spec: str, texts: Mapping[str, str], folder: Path, outcome: Outcome
) -> dict[str, str]:
    """Take out the texts that are refused, until the rest is a spec.

    Each round loads the spec; a finding at a line where a text stands refuses that text.
    When no finding stands at such a line, every text is tried alone.

    Args:
        spec: Which spec.
        texts: A text for each position.
        folder: Where to write specs.
        outcome: Takes the findings.

    Returns:
        The texts that are left; they load together.
    """
    left = dict(texts)
    while left:
        found = _refusals(spec, left, folder, outcome)
        if found is None:
            return left
        if not found:
            alone = {
                label: _refusals(spec, {label: text}, folder, outcome)
                for label, text in left.items()
            }
            bad = [label for label, refusal in alone.items() if refusal is not None]
            if not bad:
                outcome.failures.append(
                    f"{spec}: texts that load alone do not together"
                )
                return {}
            found = {label: (alone[label] or {}).get(label) for label in bad}  # type: ignore[assignment]  # None is told below
        for label, finding in found.items():
            if finding is None:
                outcome.failures.append(f"{label}: refused at a place where it is not")
            else:
                outcome.refused[label] = finding
            left.pop(label)
    return left


def _refusals(
    spec: str, texts: Mapping[str, str], folder: Path, outcome: Outcome
) -> dict[str, Finding] | None:
    """The finding of each refused text; None when the spec loads."""
    shutil.rmtree(folder, ignore_errors=True)
    made = write(spec, texts, folder)
    try:
        load(folder)
    except SpecError as error:
        findings = [f for f in error.findings if f.severity == "error"]
    except Exception as error:
        outcome.failures.append(
            f"{sorted(texts)[:3]}: {type(error).__name__}: {error}"[:500]
        )
        return {}
    else:
        return None
    found: dict[str, Finding] = {}
    for finding in findings:
        at = finding.position
        path = at.path.rpartition(f"{folder.name}/")[2]
        if at.line < 1 or at.column < 1 or not finding.message.isprintable():
            outcome.failures.append(f"a finding without a place or words: {finding!r}")
        labels = made.places.get((path, at.line), frozenset()) & texts.keys()
        if len(texts) == 1:
            labels = frozenset(texts)
        for label in labels:
            found.setdefault(label, finding)
    return found


def run(
    spec: str,
    payload: str,
    folder: Path,
    *,
    prefixed: bool = False,
    blame: bool = True,
) -> Outcome:
    """Put one payload at all positions of a spec.

    Args:
        spec: Which spec.
        payload: With ``@`` for the marker.
        folder: Where to write specs.
        prefixed: See :func:`texts_of`.
        blame: Find out which position is at fault, which takes time.
    """
    outcome = Outcome()
    texts = texts_of(spec, payload, prefixed=prefixed)
    left = sift(spec, texts, folder, outcome)
    if blame:
        judge(spec, left, folder, outcome)
    else:
        try:
            check(spec, left, folder)
        except Exception as error:
            outcome.failures.append(f"{type(error).__name__}: {error}"[:600])
    return outcome


def judge(spec: str, texts: Mapping[str, str], folder: Path, outcome: Outcome) -> None:
    """Say what came of texts that load: inert, or what is wrong, by position."""
    try:
        check(spec, texts, folder)
    except Exception as together:
        blamed = False
        for label, text in texts.items():
            if len(outcome.failures) >= _MOST_FAILURES:
                break
            try:
                check(spec, {label: text}, folder)
            except Exception as error:
                blamed = True
                outcome.failures.append(
                    f"{label}: {type(error).__name__}: {error}"[:600]
                )
            else:
                outcome.inert.add(label)
        if not blamed:
            outcome.failures.append(
                f"together: {type(together).__name__}: {together}"[:600]
            )
    else:
        outcome.inert.update(texts)


def check(spec: str, texts: Mapping[str, str], folder: Path) -> None:
    """Compare what a spec with some hostile texts gives with what a harmless one gives.

    Raises:
        NotInert: Something came alive.
    """
    kinds = {p.label: (number, p.kind) for number, p in enumerate(positions(spec))}
    words = {
        label: text for label, text in texts.items() if kinds[label][1] not in NAMES
    }
    calm = {
        label: tamed(text, kinds[label][1], kinds[label][0])
        for label, text in words.items()
    }
    wild = files_of(spec, words, folder)
    if len(words) != len(texts):
        # Names are letters and digits, or refused: no twin can stand beside them.
        for file in files_of(spec, texts, folder):
            check_alone(file)
    pairs = {calm[label]: text.strip() for label, text in words.items()}
    for label, text in words.items():
        if kinds[label][1] == "place":
            pairs.update(zip(calm[label].split("."), text.split("."), strict=True))
    compare(files_of(spec, calm, folder), wild, pairs)


def files_of(spec: str, texts: Mapping[str, str], folder: Path) -> list[OutputFile]:
    """All files made of a spec."""
    shutil.rmtree(folder, ignore_errors=True)
    write(spec, texts, folder)
    return render(load(folder).api)


def base(spec: str, folder: Path) -> Api:
    """The spec with harmless texts, as a model."""
    shutil.rmtree(folder, ignore_errors=True)
    write(spec, defaults(spec), folder)
    return load(folder).api


def labels(found: Iterable[Position]) -> list[str]:
    """Their labels."""
    return [position.label for position in found]


__all__ = [
    "NotInert",
    "Outcome",
    "base",
    "check",
    "judge",
    "labels",
    "render",
    "run",
    "sift",
    "templates",
    "texts_of",
]

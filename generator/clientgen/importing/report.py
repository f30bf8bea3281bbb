"""IMPORT.md: what was not carried, and what the importer decided by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .problems import Journal, Loss

NAME = "IMPORT.md"
_SHOWN = 3


def summary(journal: Journal) -> str:
    """One line: how much was carried, and what was not, by kind."""
    kinds = journal.by_kind()
    lost = ", ".join(f"{kind} {count}" for kind, count in kinds.items())
    carried = journal.carried + journal.variants
    return f"{carried} of {journal.whole} operations carried" + (
        f"; not carried: {lost}" if lost else "; nothing that a call needs was left out"
    )


def page(title: str, journal: Journal) -> str:
    """The page.

    Args:
        title: Name of the document's file.
        journal: All that there is to tell.
    """
    lines = [
        f"# What was imported from {_inert(title)}",
        "",
        f"{summary(journal)}.".replace("; not", ".\nNot"),
        "",
        "## Decided by the importer",
        "",
        "The document does not say these outright. Check them; they are in api.yaml and in the",
        "resources.",
        "",
    ]
    for decision in journal.decisions:
        lines.append(f"- **{decision.topic}**: {_inert(decision.words)}.")
    if not journal.decisions:
        lines.append("Nothing.")
    lines += ["", "## Not carried", ""]
    if journal.untold:
        lines += [f"{journal.untold}.", ""]
    by_kind: dict[str, list[Loss]] = {}
    for loss in journal.losses:
        by_kind.setdefault(loss.kind, []).append(loss)
    if not by_kind:
        lines.append("Nothing that a call needs was left out.")
    for kind in journal.by_kind():
        losses = by_kind[kind]
        lines += [f"### {kind[:1].upper()}{kind[1:]} ({len(losses)})", ""]
        lines += [*_in_lines(losses), ""]
    return "\n".join(lines).rstrip() + "\n"


def _in_lines(losses: Iterable[Loss]) -> Iterator[str]:
    """Losses as a list: what means the same for a caller is one line, with its first places."""
    places: dict[str, list[str]] = {}
    for loss in losses:
        places.setdefault(loss.words, []).append(f"`{_code(str(loss.spot))}`")
    for words, spots in places.items():
        more = len(spots) - _SHOWN
        where = ", ".join(spots[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
        yield f"- {where}: {_inert(words)}."


def _inert(text: str) -> str:
    """Text of a document that no Markdown reader takes for markup."""
    made = "".join(c if c.isprintable() else " " for c in text)
    for mark in ("\\", "*", "[", "]", "<", ">", "|", "#"):
        made = made.replace(mark, f"\\{mark}")
    return made


def _code(text: str) -> str:
    return "".join(c if c.isprintable() and c != "`" else "?" for c in text)

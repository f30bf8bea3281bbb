"""What stops an import, and what it could not carry or has decided by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class ImportingError(Exception):
    """The document cannot be imported at all; the message says why, and where."""


class Spot(NamedTuple):
    """A place in a document.

    Attributes:
        file: Path of the file below the folder of the document; empty for the document.
        pointer: JSON pointer (RFC 6901), without ``#``.
    """

    file: str
    pointer: str

    def child(self, *keys: object) -> Spot:
        """A place below this one."""
        made = "".join(
            "/" + str(key).replace("~", "~0").replace("/", "~1") for key in keys
        )
        return Spot(self.file, self.pointer + made)

    def __str__(self) -> str:
        return f"{self.file}#{self.pointer}"


NOWHERE = Spot("", "")
"""The document as a whole, or no place at all."""


class Loss(NamedTuple):
    """Something of the document that the spec does not carry.

    Attributes:
        kind: In a few words; losses are counted by it.
        spot: Where it stands.
        words: What it means for a caller.
    """

    kind: str
    spot: Spot
    words: str


class Hint(NamedTuple):
    """A sentence that speaks of which keys go together; what it means is for people.

    Attributes:
        kind: What it looks like, such as ``required if``.
        spot: Where it stands.
        keys: Those that it names, the one that it is said of first.
    """

    kind: str
    spot: Spot
    keys: tuple[str, ...]


class Decision(NamedTuple):
    """Something that the document does not say outright.

    Attributes:
        topic: What was decided.
        words: How, and by which evidence.
    """

    topic: str
    words: str


@dataclass(slots=True)
class Journal:
    """Collects losses and decisions while a document is read.

    Attributes:
        losses: Each once.
        decisions: In the order in which they were made.
        hints: Sentences that may be rules, each once.
        carried: How many operations the spec has.
        whole: How many the document has, as far as they were asked for.
        bounds: How many path parameters have bounds that are left out.
        variants: How many are called as others, whose routes they have.
        untold: In a sentence, how much is left out that no call needs; may be empty.
        walked: How many lists are walked.
        paged: How many lists are read page by page, as the document has it.
    """

    losses: dict[Loss, None] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    hints: dict[Hint, None] = field(default_factory=dict)
    carried: int = 0
    whole: int = 0
    bounds: int = 0
    variants: int = 0
    untold: str = ""
    walked: int = 0
    paged: int = 0

    def lose(self, kind: str, spot: Spot, words: str) -> None:
        """Note that something is not carried."""
        self.losses[Loss(kind, spot, words)] = None

    def decide(self, topic: str, words: str) -> None:
        """Note how something was decided."""
        self.decisions.append(Decision(topic, words))

    def by_kind(self) -> dict[str, int]:
        """How often each kind of loss is there, the commonest first."""
        counts: dict[str, int] = {}
        for loss in self.losses:
            counts[loss.kind] = counts.get(loss.kind, 0) + 1
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

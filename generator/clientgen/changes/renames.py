"""What people say has another name now, where likeness alone would not tell."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.naming import snake_case


class RenamedError(ValueError):
    """Something told as renamed that is not there; the message says which."""


class Renamed:
    """Names before and now: ``invoices.create.customer_key=client_key``.

    A name is that of a group of methods (``invoices``), a method (``invoices.create``), an
    argument of one, a model (``Invoice``) or an attribute of one (``Invoice.title``), in
    Python's spelling or in that of the wire.
    """

    def __init__(self, said: Iterable[tuple[str, str]] = ()) -> None:
        self._said = {_path(old): (_path(new), f"{old}={new}") for old, new in said}
        self._open = {words for _, words in self._said.values()}

    def target(self, names: Iterable[str]) -> tuple[str, ...] | None:
        """What something is called now, of whose names before one was told.

        Returns:
            The end of its path, or the whole; empty for something that was told to be gone,
            whatever is like it; None where nothing was told.
        """
        for name in names:
            if found := self._said.get(_path(name)):
                return found[0]
        return None

    def met(self, names: Iterable[str]) -> None:
        """Note that what was told of something was found to be so."""
        for name in names:
            if found := self._said.get(_path(name)):
                self._open.discard(found[1])

    def leads(self, target: tuple[str, ...], names: Iterable[str]) -> bool:
        """Whether something new is what was told."""
        return bool(target) and any(
            _path(name)[-len(target) :] == target for name in names
        )

    def check(self) -> None:
        """Refuse what was told of nothing.

        Raises:
            RenamedError: A name before or a name now is nobody's.
        """
        if self._open:
            words = ", ".join(sorted(self._open))
            raise RenamedError(
                f"nothing was renamed so: {words}; write the name before, =, and the name"
                " now, such as invoices.create.customer_key=client_key or Invoice=Bill"
            )


def renamed_of(words: Iterable[str]) -> Renamed:
    """What was said, of texts such as ``Invoice=Bill``.

    Raises:
        RenamedError: A text is none such.
    """
    said = []
    for each in words:
        old, equals, new = each.partition("=")
        if not old.strip() or not equals:
            raise RenamedError(
                f"{each!r} says no new name; write OLD=NEW, such as Invoice=Bill, or OLD="
                " for something that is gone whatever is like it"
            )
        said.append((old.strip(), new.strip()))
    return Renamed(said)


def _path(name: str) -> tuple[str, ...]:
    parts = [part for part in name.removeprefix("client.").split(".") if part]
    return tuple(snake_case(part) or part for part in parts)

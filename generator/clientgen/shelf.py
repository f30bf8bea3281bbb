"""Files of a target that are made when somebody asks for them, and kept then."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from .targets.target import Sheet
from .writing.errors import GeneratorBug


class Shelf(Mapping[str, bytes]):
    """Content by path.

    To look something up raises whatever comes of making it.

    Args:
        sheets: What there is.
        make: Makes all files of a sheet: path and content of each.

    Raises:
        GeneratorBug: Two sheets have a file of one path.
    """

    def __init__(
        self,
        sheets: Iterable[Sheet],
        make: Callable[[Sheet], Mapping[str, bytes]],
    ) -> None:
        self._sheets: dict[str, Sheet] = {}
        self._make = make
        self._made: dict[str, bytes] = {}
        for sheet in sheets:
            for path in sheet.paths:
                if path in self._sheets:
                    raise GeneratorBug(f"{path} would be made twice")
                self._sheets[path] = sheet

    def __getitem__(self, path: str) -> bytes:
        """The file; made now if it was not yet."""
        sheet = self._sheets[path]
        if path not in self._made:
            self._made.update(self._make(sheet))
        return self._made[path]

    def __contains__(self, path: object) -> bool:
        """Whether there is such a file, made or not."""
        return path in self._sheets

    def __iter__(self) -> Iterator[str]:
        """All paths, in the order of the sheets."""
        return iter(self._sheets)

    def __len__(self) -> int:
        """How many files there are."""
        return len(self._sheets)

"""Where things stand in a document: parameters, bodies, answers, and keys of schemas."""

from __future__ import annotations

from collections.abc import Iterator

from ..importing import media
from ..importing.documents import At, Documents
from ..importing.problems import Journal

_DEEPEST = 40


class Locator:
    """Finds places; what cannot be found is None."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self._quiet = Journal()

    def followed(self, at: At | None) -> At | None:
        """What stands at a place, references followed; None where it is no mapping."""
        found = None if at is None else self.documents.follow(at)
        return found if found is not None and isinstance(found.value, dict) else None

    def parameter(self, operation: At, item: At, name: str, place: str) -> At | None:
        """Where a parameter is listed: at the operation, or at its path."""
        for owner in (operation, item):
            for at in owner.get("parameters").each():
                found = self.followed(at)
                if found is None or found.text("in") != place:
                    continue
                if found.text("name").removesuffix("[]") == name.removesuffix("[]"):
                    return at
        return None

    def body(self, operation: At) -> At | None:
        """The media type that is sent."""
        found = self.followed(operation.get("requestBody"))
        return self._media(found)

    def response(self, operation: At, status: int = 0) -> At | None:
        """The response of a status, or of the first that is a success."""
        said = operation.get("responses").items()
        good = [at for name, at in said if name.upper()[:1] == "2"]
        if status:
            good = [at for name, at in said if name == str(status)] or good
        good = good or [at for name, at in said if name.lower() == "default"]
        return good[0] if good else None

    def answer(self, operation: At, status: int = 0) -> At | None:
        """The media type that is answered."""
        return self._media(self.followed(self.response(operation, status)))

    def _media(self, owner: At | None) -> At | None:
        content = self.followed(owner.get("content")) if owner else None
        names = [name for name, _ in content.items()] if content else []
        return content.get(media.first(names)) if content and names else None

    def pieces(self, at: At | None, deep: int = 0) -> Iterator[At]:
        """The schemas that an object is made of: itself, and what ``allOf`` names."""
        found = self.followed(at)
        if found is None or deep > _DEEPEST:
            return
        yield found
        for each in found.get("allOf").each():
            yield from self.pieces(each, deep + 1)

    def variants(self, at: At | None) -> Iterator[At]:
        """The pieces of an object, and those of the variants that it may be."""
        for piece in self.pieces(at):
            yield piece
            for word in ("oneOf", "anyOf"):
                for each in piece.get(word).each():
                    yield from self.pieces(each)

    def key(self, at: At | None, name: str) -> tuple[At, At] | None:
        """The mapping of keys that has one, and what it says of it."""
        for piece in self.variants(at):
            properties = piece.get("properties")
            if isinstance(properties.value, dict) and name in properties.value:
                return properties, properties.get(name)
        return None

    def inner(self, at: At | None, word: str) -> At | None:
        """``items`` or ``additionalProperties`` of a schema."""
        for piece in self.variants(at):
            if isinstance(piece.get(word).value, dict):
                return piece.get(word)
        return None

"""Request bodies: which media type is taken, and what it holds."""

from __future__ import annotations

from . import media
from .calls import Body
from .documents import At, Documents
from .problems import Journal
from .schemas import Schemas
from .shapes import ANY, FILE, OBJECT, STRING, Object, Shape, Table, Word

_PLAIN = ("application/json", "*/*", "", "text/json", "application/*")
_JOINED = ("pipeDelimited", "spaceDelimited")


class Bodies:
    """Reads the bodies of operations."""

    def __init__(
        self, documents: Documents, schemas: Schemas, journal: Journal
    ) -> None:
        self._documents = documents
        self._schemas = schemas
        self._journal = journal

    def read(self, operation: At, hint: str) -> Body | None:
        """Read the body of an operation; None where it has none.

        Args:
            operation: The operation.
            hint: What objects in it are called after.
        """
        said = operation.get("requestBody")
        if said.value is None:
            return None
        at = self._documents.follow(said)
        content = self._documents.follow(at.get("content")) if at else None
        if at is None or content is None or not isinstance(content.value, dict):
            self._journal.lose("bad body", said.spot, "no content: no body is sent")
            return None
        medias = [key for key, _ in content.items()]
        if not medias:
            return None
        chosen = media.first(medias)
        others = [each for each in medias if each != chosen]
        kinds = {media.kind_of(each) for each in others} - {media.kind_of(chosen)}
        if kinds:
            words = f"{chosen} is sent; {', '.join(sorted(others))[:200]} cannot be"
            self._journal.lose("other media type of a body", content.spot, words)
        body = self._body(content.get(chosen), chosen, hint)
        if isinstance(body.shape, Object) and not body.shape.members:
            return None
        body.spot = at.spot
        return body

    def _body(self, at: At, chosen: str, hint: str) -> Body:
        kind, name = media.kind_of(chosen), media.bare(chosen)
        said = "" if name in _PLAIN or "*" in name else name
        schema = at.get("schema")
        if kind == "xml":
            words = "XML is given as text that is complete"
            self._journal.lose("XML body", at.spot, words)
            return Body("text", STRING, name)
        if kind in ("text", "lines", "events"):
            plain = name in ("text/plain", "text/*")
            return Body("text", STRING, "" if plain else said)
        if kind == "bytes":
            return Body("bytes", ANY, said)
        slot = self._schemas.read(schema, f"{hint} body")
        shape = slot.shape
        meant = self._schemas.registry.meant(shape)
        if kind == "json":
            if isinstance(meant, Word) and meant in (FILE, Word("base64")):
                return Body("bytes", ANY, said)
            fields = isinstance(meant, Object) and meant.further is None
            return Body("object" if fields else "value", shape, said)
        body = Body("multipart" if kind == "multipart" else "form", shape)
        self._encode(at, body)
        if not isinstance(meant, Object):
            found = self._documents.follow(schema)
            of = found.value if found and isinstance(found.value, dict) else {}
            if meant != OBJECT or of.get("additionalProperties") not in (None, False):
                self._without_fields(at, meant)
            body.shape = Object({}, spot=at.spot)
        return body

    def _without_fields(self, at: At, meant: Shape) -> None:
        if isinstance(meant, Table) or meant in (ANY, OBJECT):
            words = "a form of any fields: none of them can be given"
        else:
            words = "a form that is no object: nothing of it can be given"
        self._journal.lose("open form", at.spot, words)

    def _encode(self, at: At, body: Body) -> None:
        for name, each in at.get("encoding").items():
            if not isinstance(each.value, dict):
                continue
            style, explode = each.text("style"), each.value.get("explode")
            if style == "deepObject":
                body.brackets = True
                body.explodes[name] = "indexed"
            elif style in _JOINED or explode is False:
                body.explodes[name] = "comma"

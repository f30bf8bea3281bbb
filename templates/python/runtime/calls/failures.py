"""What the answers of failures say, by places that the API documents."""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple

from ..models import from_json
from ..models.answers import value_at


class Errors(NamedTuple):
    """How an API says what went wrong.

    Attributes:
        body: Module and class, below the package's models, of the whole body; may be empty.
        message: Place of the words for people; may be empty.
        code: Place of the code for programs; may be empty.
        failed: Places and their values that make an answer of success a failure.
    """

    body: str = ""
    message: str = ""
    code: str = ""
    failed: tuple[tuple[str, Any], ...] = ()

    def says(self, content: bytes) -> bool:
        """Tell whether an answer of a status of success is a failure all the same."""
        if not self.failed:
            return False
        try:
            document = from_json(content)
        except ValueError:
            return False
        found = [(value_at(document, place), value) for place, value in self.failed]
        # 0 is not false here, nor 1 true.
        return all(type(a) is type(b) and a == b for a, b in found)

    def words(self, body: Any, words: str) -> tuple[str, str]:
        """Return the code and the words of a failure.

        Args:
            body: Of the answer, as plain data.
            words: What is said where the place of the message has none.
        """
        said = value_at(body, self.message) if self.message else None
        code = value_at(body, self.code) if self.code else None
        known = isinstance(code, str | int) and not isinstance(code, bool)
        return (
            str(code) if known else "",
            said if isinstance(said, str) and said else words,
        )

    def detail(self, body: Any) -> Any:
        """Return the body as a model, or None where there is none or it is no such thing."""
        if not self.body or not isinstance(body, dict):
            return None
        module, _, name = self.body.rpartition(".")
        model = getattr(import_module(f"...models.{module}", __package__), name)
        try:
            return model.from_dict(body)
        except (TypeError, ValueError):
            return None

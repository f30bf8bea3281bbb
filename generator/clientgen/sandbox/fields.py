"""What headers and cookies say, and answers to POSTs that came before under the same key."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from email.utils import parsedate_to_datetime

from starlette.requests import cookie_parser

from ..model.api import Operation, Parameter
from ..model.types import ListOf
from .answers import Reply
from .checks import Checker
from .refusals import Detail, Refusal

_REMEMBERED = 1000

Key = tuple[str, str, str]
"""Method and path of an operation, and the key that came with a request to it."""


def broken_fields(
    checker: Checker, operation: Operation, headers: Mapping[str, str]
) -> Iterator[Detail]:
    """What is wrong with the parameters of headers and cookies."""
    yield from _broken(checker, operation.header_parameters, headers)
    if operation.cookie_parameters:
        cookies = cookie_parser(headers.get("cookie", ""))
        yield from _broken(checker, operation.cookie_parameters, cookies)


def _broken(
    checker: Checker, parameters: Sequence[Parameter], sent: Mapping[str, str]
) -> Iterator[Detail]:
    for each in parameters:
        text = sent.get(each.name)
        if text is None:
            if each.required:
                yield Detail(each.name, "missing")
        elif each.http_date:
            if not _is_http_date(text):
                yield Detail(each.name, "expected a date as HTTP writes it")
        elif isinstance(each.type, ListOf):
            for one in text.split(","):
                yield from checker.value(
                    each.type.item, one.strip(), each.name, texts=True
                )
        else:
            yield from checker.value(each.type, text, each.name, texts=True)


def _is_http_date(text: str) -> bool:
    try:
        return parsedate_to_datetime(text) is not None
    except ValueError:
        return False


def _digest(request: object) -> bytes:
    return hashlib.sha256(repr(request).encode("utf-8", "surrogatepass")).digest()


class Repeats:
    """Answers that were given; who asks again under the same key gets the same one."""

    def __init__(self) -> None:
        self._given: OrderedDict[Key, tuple[bytes, Reply]] = OrderedDict()

    def key_of(self, operation: Operation, headers: Mapping[str, str]) -> Key | None:
        """The key of a request; None where it has none, or its method needs none."""
        if operation.method not in ("POST", "PATCH"):
            return None
        roles = (p.name for p in operation.header_parameters if p.role == "idempotency")
        sent = headers.get(next(roles, "Idempotency-Key"))
        return (operation.method, operation.path, sent) if sent else None

    def reply(self, key: Key | None, request: object) -> Reply | None:
        """What was answered before, if anything was.

        Raises:
            Refusal: 422: the key came with another request.
        """
        if key is None or key not in self._given:
            return None
        before, reply = self._given[key]
        if before != _digest(request):
            words = f"the key {key[2]!r} came before, with another request"
            raise Refusal(422, "idempotency_key_reused", words)
        return reply

    def keep(self, key: Key | None, request: object, reply: Reply) -> None:
        """Remember an answer."""
        if key is not None:
            self._given[key] = _digest(request), reply
            while len(self._given) > _REMEMBERED:
                self._given.popitem(last=False)

    def clear(self) -> None:
        """Forget all of them."""
        self._given.clear()

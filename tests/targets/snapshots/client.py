"""The clients of Town library."""

from __future__ import annotations

from functools import cached_property
from typing import Unpack

from . import resources
from .api import API
from .runtime.auth import AsyncToken, Token
from .runtime.options import AsyncClientOptions, ClientOptions
from .runtime.streams import AsyncStreams, Streams


class Library(Streams):
    """Books, members and loans of a town library."""

    def __init__(
        self,
        token: Token | None = None,
        *,
        branch: str | None = None,
        **options: Unpack[ClientOptions],
    ) -> None:
        """Set up a client; nothing is sent.

        Args:
            token: What proves who calls; a function is asked before each request.
                Without it, the environment variable LIBRARY_KEY is read.
            branch: The branch that lends. Rules speak of north, south; any other value
                is fine and means that no such rule is checked.
            **options: See ClientOptions.
        """
        super().__init__(API, token, context={"branch": branch}, **options)

    @cached_property
    def books(self) -> resources.Books:
        """A book on a shelf."""
        return resources.Books(self)

    @cached_property
    def loans(self) -> resources.Loans:
        """Somebody has a book."""
        return resources.Loans(self)

    @cached_property
    def shelves(self) -> resources.Shelves:
        """The shelves of a branch."""
        return resources.Shelves(self)


class AsyncLibrary(AsyncStreams):
    """Books, members and loans of a town library.

    The async twin of Library.
    """

    def __init__(
        self,
        token: AsyncToken | None = None,
        *,
        branch: str | None = None,
        **options: Unpack[AsyncClientOptions],
    ) -> None:
        """Set up a client; nothing is sent.

        Args:
            token: What proves who calls; a function is asked before each request.
                Without it, the environment variable LIBRARY_KEY is read.
            branch: The branch that lends. Rules speak of north, south; any other value
                is fine and means that no such rule is checked.
            **options: See ClientOptions.
        """
        super().__init__(API, token, context={"branch": branch}, **options)

    @cached_property
    def books(self) -> resources.AsyncBooks:
        """A book on a shelf."""
        return resources.AsyncBooks(self)

    @cached_property
    def loans(self) -> resources.AsyncLoans:
        """Somebody has a book."""
        return resources.AsyncLoans(self)

    @cached_property
    def shelves(self) -> resources.AsyncShelves:
        """The shelves of a branch."""
        return resources.AsyncShelves(self)

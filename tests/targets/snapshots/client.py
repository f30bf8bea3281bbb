"""The clients of Town library."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Unpack

from .api import API
from .runtime.auth.sources import AsyncToken, Token
from .runtime.client import AsyncClient, SyncClient
from .runtime.options import AsyncClientOptions, ClientOptions

if TYPE_CHECKING:
    from .resources.books import AsyncBooks, Books
    from .resources.loans import AsyncLoans, Loans
    from .resources.shelves import AsyncShelves, Shelves


class Library(SyncClient):
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
    def books(self) -> Books:
        """A book on a shelf."""
        from .resources.books import Books

        return Books(self)

    @cached_property
    def loans(self) -> Loans:
        """Somebody has a book."""
        from .resources.loans import Loans

        return Loans(self)

    @cached_property
    def shelves(self) -> Shelves:
        """The shelves of a branch."""
        from .resources.shelves import Shelves

        return Shelves(self)


class AsyncLibrary(AsyncClient):
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
    def books(self) -> AsyncBooks:
        """A book on a shelf."""
        from .resources.books import AsyncBooks

        return AsyncBooks(self)

    @cached_property
    def loans(self) -> AsyncLoans:
        """Somebody has a book."""
        from .resources.loans import AsyncLoans

        return AsyncLoans(self)

    @cached_property
    def shelves(self) -> AsyncShelves:
        """The shelves of a branch."""
        from .resources.shelves import AsyncShelves

        return AsyncShelves(self)

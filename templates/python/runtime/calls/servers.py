"""Servers whose URLs the client fills in, and servers that some operations have to themselves."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..auth import check_url
from ..config import ApiConfig
from ..options import Settings
from ..wire.redaction import Secret

# One label of a host's name: whatever else would lead to another host.
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"


class Variable(NamedTuple):
    """A part of a URL.

    Attributes:
        name: What stands in braces.
        argument: Of the client.
        values: All that there are; empty where any label will do.
    """

    name: str
    argument: str
    env: str = ""
    default: str = ""
    values: tuple[str, ...] = ()

    def value(self, api: ApiConfig, given: Mapping[str, Any]) -> str:
        """Return what the client was given, or what stands in for it.

        Raises:
            ValueError: There is nothing, or it would change more than its label.
        """
        found = given.get(self.argument)
        if isinstance(found, Secret):
            found = found.reveal()
        if found is None and self.env:
            found = os.environ.get(self.env, "").strip()
        found = found or self.default
        if not found:
            raise ValueError(
                f"{api.name}: no {self.argument}; pass {self.argument}= or set {self.env} in"
                " the environment"
            )
        if not isinstance(found, str) or not re.fullmatch(_LABEL, found):
            raise ValueError(
                f"{self.argument}: expected letters, digits and dashes, as in one label of a"
                f" host's name, got {found!r}"
            )
        if self.values and found not in self.values:
            known = ", ".join(self.values)
            raise ValueError(f"{self.argument}: there is no {found!r}; known: {known}")
        return found


class Server(NamedTuple):
    """A server's URL, with variables in braces."""

    url: str
    variables: tuple[Variable, ...] = ()

    def filled(self, api: ApiConfig, given: Mapping[str, Any]) -> str:
        """Return the URL.

        Raises:
            ValueError: A variable has no value, or one that will not do.
        """
        url = self.url
        for variable in self.variables:
            url = url.replace(f"{{{variable.name}}}", variable.value(api, given))
        return url


class Servers(NamedTuple):
    """The servers of an API.

    Attributes:
        usual: Those without a name of their own; the first is the default.
        named: Those that operations call by name.
    """

    usual: tuple[Server, ...]
    named: Mapping[str, Server] = {}

    def default(self, api: ApiConfig, given: Mapping[str, Any]) -> str:
        """Return the URL of the default server.

        Raises:
            ValueError: A variable has no value, or one that will not do.
        """
        return self.usual[0].filled(api, given)

    def url(
        self, api: ApiConfig, name: str, given: Mapping[str, Any], settings: Settings
    ) -> str:
        """Return the URL of a server by name: the caller's own, else the spec's.

        Raises:
            ValueError: It is not known where the server is.
            TypeError: ``base_urls`` is no mapping of names to URLs.
        """
        own = given.get("base_urls") or {}
        if not isinstance(own, Mapping) or not set(own) <= set(self.named):
            known = ", ".join(self.named)
            raise TypeError(f"base_urls: expected a mapping of URLs; known: {known}")
        if name in own:
            url = str(own[name]).rstrip("/")
            check_url(api, url, allow_http=settings.allow_http, name="base_urls")
            if "?" in url or "#" in url:
                raise ValueError(f"base_urls: no query and no fragment, got {url!r}")
            return url
        if self._is_elsewhere(api, given, settings.base_url):
            raise ValueError(
                f"{api.name}: base_url names a server of your own, so say where"
                f" {name!r} is, too: base_urls={{{name!r}: ...}}"
            )
        return self.named[name].filled(api, given)

    def _is_elsewhere(
        self, api: ApiConfig, given: Mapping[str, Any], base_url: str
    ) -> bool:
        """Tell whether the client was sent to a server that the spec does not name."""
        return all(base_url != each.filled(api, given) for each in self.usual)

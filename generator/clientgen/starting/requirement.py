"""Where this clientgen is to be had, as a requirement that names only what exists.

An installer notes where it had a distribution from, unless that was an index (PEP 610).
"""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any

from .. import __version__

_NAME = "clientgen[sandbox]"


def requirement() -> str:
    """The requirement: of an index, of a repository at a commit, or of a folder."""
    try:
        noted = distribution("clientgen").read_text("direct_url.json")
    except PackageNotFoundError:
        noted = None
    return of_note(noted)


def of_note(noted: str | None) -> str:
    """The requirement, by the note of an installer; None where there is none."""
    if noted is None:
        return f"{_NAME}=={__version__}"
    said: dict[str, Any] = json.loads(noted)
    url = str(said["url"])
    vcs = said.get("vcs_info")
    if vcs:
        url = f"{vcs['vcs']}+{url}@{vcs['commit_id']}"
    if folder := said.get("subdirectory"):
        url = f"{url}#subdirectory={folder}"
    return f"{_NAME} @ {url}"


def is_local(needed: str) -> bool:
    """Whether a requirement names something on this machine."""
    return " @ file:" in needed

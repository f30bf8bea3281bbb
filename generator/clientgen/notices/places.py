"""Paths as tools that know the whole repository want them."""

from __future__ import annotations

import os


def in_repository(path: str) -> str:
    """A path below the repository's root, with ``/``; as it stands when it is elsewhere.

    On GitHub the root is what GITHUB_WORKSPACE says; else the folder above that has .git.
    """
    whole = os.path.abspath(path)
    root = os.environ.get("GITHUB_WORKSPACE") or _root(os.path.dirname(whole))
    for place in (root, os.path.realpath(root)) if root else ():
        try:
            below = os.path.relpath(whole, place)
        except ValueError:  # on another drive
            continue
        if below.split(os.sep, 1)[0] != os.pardir:
            return below.replace(os.sep, "/")
    return path.replace(os.sep, "/")


def _root(folder: str) -> str:
    while not os.path.exists(os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return os.getcwd()
        folder = above
    return folder

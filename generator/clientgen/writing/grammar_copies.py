"""Copies of the spec's grammar beside somebody's spec, where editors find it.

Each copy says the digest of its own text, so that one of an earlier clientgen, which may be
replaced, is told from one that somebody edited.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from .drift import Drift, Kind, Mend
from .errors import WritingError
from .manifest import FileDigest, sha256
from .states import Known, State
from .tree import Tree, read, scan
from .update import Place, Update, update
from .workspace import recover

_SCHEMAS = Path(__file__).parents[1] / "reading/grammar"
_COMMENT = (
    '  "$comment": "Copied by clientgen grammar. Digest of all other lines: {}",\n'
)
_SEALED = re.compile(re.escape(_COMMENT).replace(r"\{\}", "([0-9a-f]{64})"))


Adapt = Callable[[Path, Mapping[str, bytes]], Mapping[str, bytes]]
"""Makes the grammar that is copied: of a spec's folder and the grammar's files."""


def copy_grammar(
    spec: Path, folder: str, adapt: Adapt, *, force: bool = False
) -> Update:
    """Copy the grammar into a folder of its own in a spec's folder.

    Args:
        spec: The spec's folder.
        folder: Name of the folder in it.
        adapt: Makes of the grammar what is copied.
        force: Whether to overwrite copies that somebody edited.

    Returns:
        What was done, or which files are not as they were copied.

    Raises:
        WritingError: There is no such folder, or it cannot be written.
    """
    if not spec.is_dir():
        what = (
            "is a file: name the spec's folder" if spec.exists() else "does not exist"
        )
        raise WritingError(f"{spec} {what}")
    root = spec.resolve() / folder
    recover(root)
    grammar = {path.name: path.read_bytes() for path in _SCHEMAS.glob("*.schema.json")}
    wanted = {name: _sealed(data) for name, data in adapt(spec, grammar).items()}
    tree = scan(root)
    return update(Place(root, tree, _known(root, tree, wanted)), wanted, force=force)


def describe_refusals(done: Update) -> tuple[Drift, ...]:
    """What stands against copying, in words."""
    return tuple(
        (
            Drift(path, Kind.FOREIGN, reason, Mend.REMOVE)
            if state is State.BLOCKED
            else Drift(path, Kind.EDITED, "it is not as it was copied", Mend.FORCE)
        )
        for path, state, reason in done.refusals
    )


def _known(root: Path, tree: Tree, wanted: dict[str, bytes]) -> Known:
    found = {}
    for name in wanted:
        if name in tree and tree[name].kind == "file":
            data = read(root, name)
            if _is_sealed(data):
                found[name] = FileDigest(sha256(data))
    return Known(files=found)


def _sealed(data: bytes) -> bytes:
    first, _, rest = data.partition(b"\n")
    return first + b"\n" + _COMMENT.format(sha256(data)).encode() + rest


def _is_sealed(data: bytes) -> bool:
    text = data.replace(b"\r\n", b"\n").decode(errors="replace")
    found = _SEALED.search(text)
    if found is None:
        return False
    return sha256((text[: found.start()] + text[found.end() :]).encode()) == found[1]

"""Compiled templates, kept where Python keeps compiled modules, and trusted as those are.

Compiling takes 40 ms of each run. Take this module away, or delete what it keeps, and every
run takes that much longer, and gives the same bytes.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from contextlib import suppress
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from types import CodeType

import jinja2
from jinja2.bccache import Bucket

_KEPT: dict[tuple[str, str, str], CodeType] = {}
"""What this process has compiled or taken: one that watches renders again and again."""


class Compiled(jinja2.BytecodeCache):
    """Templates of one folder, compiled.

    Only for clientgen's own: what is kept is code, which no sandbox holds, so a folder that
    came with a spec must not bring any.

    Args:
        folder: The folder.
        version: Digest of the templates and of the code that fills them: what a sink makes
            of a constant is compiled in.
    """

    def __init__(self, folder: Path, version: str) -> None:
        self._folder = os.path.dirname(cache_from_source(os.fspath(folder / "x.py")))
        self._version = f"{version} {jinja2.__version__} {MAGIC_NUMBER.hex()}"

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template's code, if it is there and whole."""
        if (kept := _KEPT.get(self._kept(bucket))) is not None:
            bucket.code = kept
            return
        try:
            with open(self._path(bucket), "rb") as file:
                digest, code = file.read(32), file.read()
        except OSError:
            return
        # Torn code would crash the interpreter.
        if digest == self._digest(bucket, code):
            bucket.code = _KEPT[self._kept(bucket)] = marshal.loads(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code: for this process, and in the folder if that takes it."""
        if bucket.code is not None:
            _KEPT[self._kept(bucket)] = bucket.code
        if sys.dont_write_bytecode:
            return
        code = marshal.dumps(bucket.code)
        path = self._path(bucket)
        with suppress(OSError):
            os.makedirs(self._folder, exist_ok=True)
            # Two runs may do this at once.
            mine = f"{path}.{os.getpid()}"
            with open(mine, "xb") as file:
                file.write(self._digest(bucket, code) + code)
            os.replace(mine, path)

    def _kept(self, bucket: Bucket) -> tuple[str, str, str]:
        return self._path(bucket), self._version, bucket.checksum

    def _path(self, bucket: Bucket) -> str:
        tag = sys.implementation.cache_tag
        return os.path.join(self._folder, f"{bucket.key}.{tag}.compiled")

    def _digest(self, bucket: Bucket, code: bytes) -> bytes:
        head = f"{self._version} {bucket.checksum} {len(code)}\n".encode()
        return hashlib.sha256(head + code).digest()

"""Files of a spec that are written anew: each is there whole, as it was or as it is to be."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from .errors import WritingError


def replace_files(
    spec: Path, before: Mapping[str, bytes], after: Mapping[str, bytes]
) -> None:
    """Write files that are still as they were read; what was not there must not be now.

    Args:
        spec: The spec's folder.
        before: The bytes of each when it was read, by path below the folder.
        after: The bytes that each is to have, in the order in which they are put in place.

    Raises:
        WritingError: One has changed meanwhile, or cannot be written; none was replaced.
    """
    beside: list[tuple[Path, Path]] = []
    try:
        for name, data in after.items():
            file = (spec / name).resolve()
            there = file.read_bytes() if file.exists() else None
            if there != before.get(name):
                raise WritingError(f"{spec / name} changed meanwhile: run again")
            file.parent.mkdir(exist_ok=True)
            new = file.with_name(f".{file.name}.clientgen-{os.getpid()}")
            beside.append((new, file))
            new.write_bytes(data)
            if there is not None:
                new.chmod(file.stat().st_mode & 0o7777)
        for new, file in beside:
            os.replace(new, file)
    except OSError as error:
        raise WritingError(f"the spec cannot be written: {error}") from error
    finally:
        for new, _ in beside:
            new.unlink(missing_ok=True)

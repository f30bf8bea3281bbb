"""What clientgen says of an example."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ..pipeline import Settings, findings_of
from ..reading import Finding
from .examples import Example

_ABOUT_EDITORS = "editor-line"


def findings(example: Example, side: str) -> tuple[Finding, ...]:
    """All that is found in one side of an example.

    Examples leave the line for editors out, but for the one that is about it.

    Args:
        example: An example.
        side: ``-`` for the mistake, ``+`` for what mends it.
    """
    with tempfile.TemporaryDirectory() as folder:
        spec = Path(folder, "spec")
        spec.mkdir()
        example.write(spec, side)
        found = findings_of(Settings(spec, Path(folder, "out"), ()))
    return tuple(
        finding._replace(
            position=finding.position._replace(
                path=finding.position.path.removeprefix(
                    os.path.join(folder, "spec") + os.sep
                )
            ),
            message=finding.message.replace(os.path.join(folder, "spec"), "spec"),
        )
        for finding in found
        if finding.code != _ABOUT_EDITORS or example.code == _ABOUT_EDITORS
    )

"""Running the programs that judge the OpenAPI document."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
Judge = Callable[[str], str]
"""From a tool's name to its program; skips the test where there is none."""


def run(*words: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, with the judges' own Python tools in its path."""
    tools = os.path.join(os.environ.get("CLIENTGEN_JUDGES", ""), "venv", "bin")
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([tools, os.environ.get("PATH", "")]),
        "REDOCLY_TELEMETRY": "off",
        "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    }
    return subprocess.run(
        [*map(str, words)],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

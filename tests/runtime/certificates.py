"""A certificate of our own for 127.0.0.1."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

_OPENSSL = """
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2
-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 -keyout key.pem -out cert.pem
"""


def certificate(folder: Path) -> tuple[Path, Path]:
    made = subprocess.run(
        _OPENSSL.split(),
        cwd=folder,
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("no openssl here")
    return folder / "cert.pem", folder / "key.pem"

"""Clients of one store that sends events, one for each scheme, made once for all tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from schemes import SCHEMES, made_of

from clientgen.pipeline import Settings, generate


@pytest.fixture(scope="session")
def clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the packages ``store_hmac``, ``store_standard`` and so on."""
    folder = tmp_path_factory.mktemp("stores")
    packages = folder / "packages"
    packages.mkdir()
    for name in SCHEMES:
        out = folder / name
        spec = made_of(name, folder / f"spec_{name}")
        generate(Settings(spec, out, ("python", "docs", "openapi")), lambda _: None)
        (out / "python" / f"store_{name}").rename(packages / f"store_{name}")
    sys.path.insert(0, str(packages))
    yield folder
    sys.path.remove(str(packages))

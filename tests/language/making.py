"""Small specs, generated and imported: what tests of the language have in common."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import Any

from clientgen.model.api import Api
from clientgen.pipeline import Settings, generate
from clientgen.reading.loading import load

GRAMMAR = Path(__file__).parents[2] / "generator/clientgen/reading/grammar"
LINE = "# yaml-language-server: $schema={}grammar/{}.schema.json\n"

Spec = Mapping[str, Any]
_numbers = count(1)


def resource(
    name: str, operations: Spec, fields: Spec | None = None, **more: Any
) -> dict[str, Any]:
    return {
        "resource": name,
        "summary": "A thing.",
        "path": f"/{name.lower()}s",
        "fields": {"id": "key!", "name": "string"} if fields is None else fields,
        "operations": operations,
        **more,
    }


def write(
    folder: Path, *resources: Spec, schemas: Spec | None = None, **main: Any
) -> Path:
    """Write a spec; answers its folder."""
    api = {
        "api": "Shop",
        "package": "shop",
        "version": "1",
        "package_version": "1.0",
        "title": "Shop",
        "servers": [{"url": "https://api.example.com"}],
        "auth": {"bearer": {"env": "SHOP_TOKEN"}},
        "resources": [each["resource"].lower() for each in resources],
        **main,
    }
    files: dict[str, tuple[str, Spec]] = {"api": ("api", api)}
    for each in resources:
        files[f"resources/{each['resource'].lower()}"] = ("resource", each)
    if schemas:
        files["schemas/shared"] = ("schemas", {"schemas": schemas})
    spec = folder / "spec"
    for name, (kind, content) in files.items():
        path = spec / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        up = "../" * (1 + name.count("/"))
        path.write_text(LINE.format(up, kind) + json.dumps(content, indent=1) + "\n")
    if not (folder / "grammar").exists():
        (folder / "grammar").symlink_to(GRAMMAR)
    return spec


def api_of(spec: Path) -> Api:
    return load(spec).api


def made(spec: Path, targets: tuple[str, ...] = ("python",)) -> Path:
    """Generate; answers the folder of what came out."""
    out = spec.parent / "out"
    generate(Settings(spec, out, targets), lambda _: None)
    return out


def imported(spec: Path) -> ModuleType:
    """Generate the client, and import it under a name of its own."""
    distribution = made(spec) / "python"
    name = f"shop_{next(_numbers)}"
    (distribution / "shop").rename(distribution / name)
    sys.path.insert(0, str(distribution))
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(distribution))


def check_types(checker: str, folder: Path, consumer: str) -> None:
    """Have mypy or pyright read a package and a consumer of it; fail where it complains."""
    (folder / "consumer.py").write_text(consumer)
    more = ["--strict"] if checker == "mypy" else ["--pythonpath", sys.executable]
    done = subprocess.run(
        [sys.executable, "-m", checker, *more, "."],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr

"""What importing the client costs, beside a bare interpreter and bare httpx2 and msgspec.

``python tests/benchmarks/bench_import.py`` measures the client in ``generated/python``.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from measuring import REPOSITORY, Run, in_turns, python, run
from tables import Row, print_rows

sys.path.insert(0, os.fspath(REPOSITORY / "tests"))

CLIENT = "import makini; makini.Makini('token').assets"
# httpx2 and msgspec, and what its users load for a first call: TLS and a connection pool.
LIBRARIES = "import httpx2, msgspec"
CALL = """
import makini, sys
with makini.Makini("token", base_url=sys.argv[1]) as client:
    client.assets.get("08000000000001")
"""
BARE_CALL = """
import httpx2, msgspec, sys
class Asset(msgspec.Struct):
    key: str | None = None
class Answer(msgspec.Struct):
    data: Asset
with httpx2.Client(base_url=sys.argv[1]) as client:
    answer = client.get("/api/assets/08000000000001", headers={"Authorization": "Bearer token"})
    msgspec.json.decode(answer.content, type=Answer)
"""
# The modules that a first call loads, and nothing but loading them.
MODULES = """
print("import httpx2, msgspec,", ", ".join(x for x in sys.modules if x.startswith("makini")))
"""
LOADED = """
import sys
def loaded():
    return sorted(name for name in ("httpx2", "msgspec", "asyncio") if name in sys.modules)
import makini
print("import makini loads", loaded() or "none of them")
client = makini.Makini("token")
print('Makini("token") loads', loaded() or "none of them")
client.assets
print("client.assets loads", loaded() or "none of them")
"""


def rows(package: Path, rounds: int) -> list[Row]:
    """Measure.

    Args:
        package: The folder that holds the package ``makini``.
        rounds: How often.
    """
    import httpserver
    import standin

    env = {"PYTHONPATH": os.fspath(package)}

    def alone(code: str, *arguments: str) -> Run:
        return run(python("-c", code, *arguments), env=env)

    with httpserver.serve(standin.Makini()) as server:
        modules_ = alone(CALL + MODULES, server.url).output
        bare, package_, libraries, modules, client, ours, theirs = in_turns(
            rounds * 2 + 1,
            lambda: alone("pass"),
            lambda: alone("import makini"),
            lambda: alone(LIBRARIES),
            lambda: alone(modules_),
            lambda: alone(CLIENT),
            lambda: alone(CALL, server.url),
            lambda: alone(BARE_CALL, server.url),
        )
    extra = (package_.cpu - bare.cpu) * 1000
    # Fractions of a millisecond: seconds of processors are told from noise, the clock is not.
    return [
        Row("bare interpreter", bare.wall * 1000, bare.cpu, unit="ms"),
        Row(
            "import makini (over bare, CPU ms)",
            extra,
            package_.cpu,
            targets=[(extra <= 3, "3 ms")],
            unit="ms",
        ),
        Row("import httpx2, msgspec", libraries.wall * 1000, libraries.cpu, unit="ms"),
        Row(
            "import of a first call's modules",
            modules.wall * 1000,
            modules.cpu,
            libraries.wall * 1000,
            [(modules.wall <= 1.15 * libraries.wall, "1.15x those libraries")],
            unit="ms",
        ),
        Row(
            "Makini(token).assets",
            client.wall * 1000,
            client.cpu,
            libraries.wall * 1000,
            unit="ms",
        ),
        Row(
            "a first call, bare httpx2 and msgspec",
            theirs.wall * 1000,
            theirs.cpu,
            unit="ms",
        ),
        Row(
            "a first call of the client",
            ours.wall * 1000,
            ours.cpu,
            theirs.wall * 1000,
            [(ours.wall <= 1.15 * theirs.wall, "1.15x the bare call")],
            unit="ms",
        ),
    ]


def main() -> None:
    package = REPOSITORY / "generated/python"
    print_rows(rows(package, 9))
    print(run(python("-c", LOADED), env={"PYTHONPATH": os.fspath(package)}).output)


if __name__ == "__main__":
    main()

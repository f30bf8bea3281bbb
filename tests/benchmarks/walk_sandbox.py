"""Walk over a long list by cursor while somebody inserts and deletes; see tests/sandbox/walking.py.

``python tests/benchmarks/walk_sandbox.py [ROWS]``
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "tests/sandbox")]

from walking import walked  # noqa: E402  # path above

if __name__ == "__main__":
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    print("by cursor:", walked("cursor", rows, deletes=True))
    print("by number, no deletions:", walked("page", rows, deletes=False))

"""The program: ``clientgen``, ``python -m clientgen``."""

from __future__ import annotations

import gc
import sys
import time


def main() -> None:
    """Run the command line of this process and leave with its exit code."""
    started = time.perf_counter()
    # A run is short and needs nearly all it makes to its end: collecting garbage, at the
    # exit above all, would take 40 ms of a run that reads a spec.
    gc.disable()
    try:
        if sys.argv[1:2] == ["check"] and _answered(started):
            return
        from .cli.main import main

        main()
    finally:
        gc.freeze()


def _answered(started: float) -> bool:
    """Whether an unchanged project was told from digests, before anything slow is loaded."""
    try:
        from .fast.start import answered
    except ImportError:  # without the folder every run takes the long way
        return False
    return answered(started, sys.argv[2:])


if __name__ == "__main__":
    main()

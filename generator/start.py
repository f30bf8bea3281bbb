"""Where the program starts, and where it ends at once if there is nothing to say.

``clientgen check`` runs at every commit and finds most often that nothing has changed. That
is told here, by digests, before a library for command lines is loaded, which would take half
of the time. Take :func:`_checked` away, and the command says the same, later.
"""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path


def main() -> None:
    """Run the command line of this process and leave with its exit code."""
    started = time.perf_counter()
    # A run is short, and what it makes is needed to its end. Looking for garbage, at the
    # end above all, would take 40 ms of a run that reads a spec.
    gc.disable()
    try:
        if sys.argv[1:] == ["check"] and _checked(started):
            return
        from .cli import main

        main()
    finally:
        gc.freeze()


def _checked(started: float) -> bool:
    from . import pipeline
    from .project import find_settings

    try:
        settings = find_settings(Path.cwd(), None, None, None)
        manifest = pipeline.unchanged_since(settings)
        if manifest is not None:
            files = len(manifest.files) + 1
            if words := pipeline.remembered(manifest):
                print(words, file=sys.stderr, flush=True)
            print(pipeline.clean(settings, files, "by digests", started), flush=True)
    except Exception:
        # Whatever is wrong, the command line finds it again, and has the words for it.
        return False
    return manifest is not None

"""Where the program starts, and where it ends at once if there is nothing to say.

``clientgen check`` runs at every commit and finds most often that nothing has changed. That
is told here, by digests, before anything is loaded that is not needed to tell it: pathlib,
re, json, typing and a library for command lines would take three times as long as the
digests. Take :func:`_checked` away, and the command says the same, later.
"""

from __future__ import annotations

import gc
import sys
import time


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
    import os

    from . import words
    from .inputs import inputs
    from .plain_settings import find
    from .writing.quick import files_in, number, unchanged

    try:
        settings = find(os.getcwd())
        if settings is None:
            return False
        spec, out, templates, targets = settings
        made_from = inputs(spec, out, templates, targets)
        manifest = unchanged(os.path.realpath(out), made_from, alone=True)
        if manifest is None:
            return False
        if said := words.remembered(number(manifest, "warnings")):
            print(said, file=sys.stderr, flush=True)
        files = files_in(manifest) + 1
        print(words.clean(out, spec, files, "by digests", started), flush=True)
    except Exception:
        # Whatever is wrong, the command line finds it again, and has the words for it.
        return False
    return True

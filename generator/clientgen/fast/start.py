"""Answers ``clientgen check`` from digests where nothing has changed.

It runs at every commit. To load pathlib, re, json, typing and click would take three times
as long as the digests, so nothing here loads them.
"""

from __future__ import annotations

import os
import sys


def answered(started: float) -> bool:
    """Print that the output is what the spec gives, if digests tell so.

    Args:
        started: When the process began, by ``time.perf_counter``.

    Returns:
        False when anything differs or is unusual: the command line then finds the outcome.
    """
    from ..cli import outcome
    from ..inputs import inputs
    from .plain_settings import find
    from .quick import files_in, number, unchanged

    try:
        settings = find(os.getcwd())
        if settings is None:
            return False
        spec, out, templates, targets = settings
        made_from = inputs(spec, out, templates, targets)
        manifest = unchanged(os.path.realpath(out), made_from, alone=True)
        if manifest is None:
            return False
        if said := outcome.remembered(number(manifest, "warnings")):
            print(said, file=sys.stderr, flush=True)
        files = files_in(manifest) + 1
        print(outcome.clean(out, spec, files, "by digests", started), flush=True)
    except Exception:
        return False
    return True

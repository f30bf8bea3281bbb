"""Whole processes, measured: seconds on the clock, seconds of processors, and memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Run:
    """One process, or the median of several.

    Attributes:
        wall: Seconds on the clock.
        cpu: Seconds of processors, those of its children among them.
        peak: MiB of the largest process.
        together: MiB of all its processes at once, as seen every few milliseconds; where
            the system does not tell, the same as ``peak``.
        output: What it printed.
    """

    wall: float
    cpu: float
    peak: float
    together: float
    output: str = ""


def run(
    command: Sequence[str | Path],
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    *,
    watch: bool = False,
) -> Run:
    """Run one process to its end.

    Args:
        command: The program and its arguments.
        cwd: Its working directory.
        env: Variables that it gets besides ours.
        watch: Whether to add up the memory of its processes while it runs, which takes
            some time of its own.

    Raises:
        RuntimeError: It failed; the message is what it printed.
    """
    started = perf_counter()
    process = subprocess.Popen(
        list(map(str, command)),
        cwd=cwd,
        # As users have it: modules are compiled once.
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    watcher = _Watcher(process.pid) if watch else None
    assert process.stdout is not None
    output = process.stdout.read().decode(errors="replace")
    _, status, used = os.wait4(process.pid, 0)
    wall = perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    seen = watcher.stop() if watcher else 0
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))} failed:\n{output[-3000:]}")
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    peak = used.ru_maxrss / unit
    together = max(peak, seen)
    return Run(wall, used.ru_utime + used.ru_stime, peak, together, output)


class _Watcher:
    """Adds up the memory that processes do not share (Linux only)."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._most = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended.wait(0.02):
            self._most = max(self._most, _share(self._pid) / 1024)

    def stop(self) -> float:
        self._ended.set()
        self._thread.join()
        return self._most


def _share(pid: int) -> int:
    """KiB of a process and its children; memory that several share is divided."""
    proc = Path(f"/proc/{pid}")
    try:
        rollup = (proc / "smaps_rollup").read_text()
        children = (proc / f"task/{pid}/children").read_text().split()
    except OSError:
        return 0
    own = [line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")]
    return sum(map(int, own)) + sum(_share(int(child)) for child in children)


def in_turns(rounds: int, *calls: Callable[[], Run]) -> list[Run]:
    """Medians of several calls, taken in turns so that a busy machine hits all alike."""
    found: list[list[Run]] = [[] for _ in calls]
    for _ in range(rounds):
        for runs, call in zip(found, calls, strict=True):
            runs.append(call())
    return [median(runs) for runs in found]


def median(runs: Sequence[Run]) -> Run:
    """The median of each figure."""
    return Run(
        statistics.median(run.wall for run in runs),
        statistics.median(run.cpu for run in runs),
        statistics.median(run.peak for run in runs),
        statistics.median(run.together for run in runs),
        runs[-1].output,
    )


def python(*arguments: str | Path) -> list[str | Path]:
    """A command of this interpreter."""
    return [sys.executable, *arguments]

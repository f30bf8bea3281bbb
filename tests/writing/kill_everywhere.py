"""Kill the writing of a folder at every point, and see what is left each time.

Run as a program by ``test_killed.py``: ``kill_everywhere.py FOLDER SCENARIO``. For N = 1, 2,
... a child process writes the folder, and kills itself with SIGKILL when it comes to the Nth
point; points are every audit event of the interpreter that touches files (open, mkdir, link, rename,
remove, ...), and every line of the functions that decide what happens when. It ends when a
child comes through alive.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from writing.trees import plant, seen, write

import clientgen.writing.publish as publishing
from clientgen.writing import workspace

OLD = {
    "a.py": "a = 1\n",
    "p/b.py": "b = 1\n",
    "p/q/c.py": "c = 1\n",
    "same.md": "# Same\n",
}
NEW = {
    "a.py": "a = 2\n",
    "p/b.py": "b = 2\n",
    "r/s/d.py": "d = 1\n",
    "same.md": "# Same\n",
}
FOREIGN = {
    "notes.txt": "mine",
    "p/mine/x.py": "mine",
    "p/link": "-> ../../outside.txt",
    "p/__pycache__/b.pyc": "cache",
}
EVENTS = ("open", "os.", "shutil.", "ctypes.", "fcntl.")
DECIDING = {
    function.__code__
    for function in (
        publishing.publish,
        publishing.exchange,
        publishing._exchange_at_once,
        workspace.workspace.__wrapped__,  # type: ignore[attr-defined]  # behind contextmanager
        workspace.recover,
        workspace._clear,
        workspace._lock,
        workspace._unlock,
    )
}


def main(folder: Path, scenario: str) -> None:
    """Kill at every point; print how many there were."""
    first = scenario == "first"
    if scenario == "two moves":
        # A file system that cannot exchange two folders at once.
        publishing._exchange_at_once = lambda one, other: False
    pristine = folder / "pristine"
    if not first:
        plant(pristine, FOREIGN)
        write(pristine, OLD)
    old = seen(pristine)
    expected = folder / "expected"
    if not first:
        shutil.copytree(pristine, expected, symlinks=True)
    write(expected, NEW, spec="2")
    new = seen(expected)
    assert old != new

    point = 0
    outcomes = set()
    while True:
        point += 1
        out = folder / str(point) / "out"
        out.parent.mkdir()
        if not first:
            shutil.copytree(pristine, out, symlinks=True)
        child = os.fork()
        if not child:
            run(out, point)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        left = seen(out)
        killed = os.WIFSIGNALED(status)
        assert killed or (os.WEXITSTATUS(status) == 0 and left == new), (point, status)
        if scenario == "two moves" and not out.exists():
            outcomes.add("moved aside")
            workspace.recover(out)
            left = seen(out)
        assert left in (old, new), (point, left)
        outcomes.add("new" if left == new else "old")
        # The next run ends what this one began, and leaves nothing behind.
        write(out, NEW, spec="2")
        assert seen(out) == new, point
        workspace.recover(out)
        assert os.listdir(out.parent) == ["out"], point
        if not killed:
            break
    print(point, " ".join(sorted(outcomes)))


def run(out: Path, kill_at: int) -> None:
    """Write the folder, and die at a point."""
    reached = 0

    def count() -> None:
        nonlocal reached
        reached += 1
        if reached == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if event.startswith(EVENTS) and event != "os.kill":
            count()

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        if frame.f_code not in DECIDING:
            return None
        if event == "line":
            count()
        return trace

    sys.addaudithook(audit)
    sys.settrace(trace)
    write(out, NEW, spec="2")
    sys.settrace(None)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])

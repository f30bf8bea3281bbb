"""``[tool.clientgen]`` of a pyproject.toml, where it is written plainly.

To load a reader of TOML would take a quarter of a check in which nothing has changed. So
this reads keys with strings in one line, and nothing else: at anything unusual it gives up,
and :mod:`clientgen.cli.settings` reads the file, and says what is wrong with it. Take this
module away, and ``check`` takes 25 ms longer.
"""

from __future__ import annotations

import os

_HEADING = "[tool.clientgen]"
_FOLDERS = ("spec", "out", "templates")


def find(folder: str) -> tuple[str, str, str | None, tuple[str, ...]] | None:
    """Look for settings in a folder and those above it, up to the root of a repository.

    Args:
        folder: An absolute path.

    Returns:
        Folders of the spec, the output and the templates, as a person in the working
        directory would write them, and names of targets; each empty where there are no
        settings, and None when there is no telling.

    Raises:
        OSError: A file cannot be read.
        ValueError: A file is no text.
    """
    while True:
        file = os.path.join(folder, "pyproject.toml")
        if os.path.isfile(file):
            with open(file, "rb", buffering=0) as opened:
                data = opened.read()
            if b"clientgen" in data and not _is_named_alone(data.decode()):
                return _settings(folder, data.decode())
        above = os.path.dirname(folder)
        if above == folder or os.path.exists(os.path.join(folder, ".git")):
            return "", "", None, ()
        folder = above


def _settings(
    folder: str, text: str
) -> tuple[str, str, str | None, tuple[str, ...]] | None:
    found = _table(text)
    if found is None:
        return None
    targets = found.pop("targets", [])
    places = {"out": os.path.relpath(os.path.join(folder, "generated"))}
    for key, values in found.items():
        if key not in _FOLDERS or len(values) != 1:
            return None
        places[key] = os.path.relpath(os.path.join(folder, values[0]))
    if "spec" not in places or len(set(targets)) != len(targets):
        return None
    return places["spec"], places["out"], places.get("templates"), tuple(targets)


def _table(text: str) -> dict[str, list[str]] | None:
    """Texts by key; None when anything is not plain."""
    lines = _joined([line.strip() for line in text.split("\n")])
    headings = [line for line in lines if line.startswith("[") and "clientgen" in line]
    # In a string of several lines anything could look like a heading.
    if headings != [_HEADING] or '"""' in text or "'''" in text:
        return None
    found: dict[str, list[str]] = {}
    for line in lines[lines.index(_HEADING) + 1 :]:
        if line.startswith("["):
            break
        if not line or line.startswith("#"):
            continue
        key, _, value = line.partition("=")
        key = key.strip()
        values = _values(value.strip(), several=key == "targets")
        if not values or key in found:
            return None
        found[key] = values
    return found


def _is_named_alone(text: str) -> bool:
    """Whether clientgen stands in texts and comments alone, as where a project needs it."""
    if '"""' in text or "'" in text:
        return False
    for line in text.split("\n"):
        if "clientgen" not in line or line.lstrip().startswith("#"):
            continue
        outside = line.split('"')[::2]
        if any("clientgen" in part for part in outside) or "\\" in line:
            return False
        if any("=" in part or "[" in part for part in outside[1:]):
            return False  # a key in quotes
    return True


def _joined(lines: list[str]) -> list[str]:
    """Lines with a list that goes on over several of them in one."""
    joined: list[str] = []
    for line in lines:
        if joined and _is_open(joined[-1]) and "#" not in line and "[" not in line:
            joined[-1] += line
        else:
            joined.append(line)
    return joined


def _is_open(line: str) -> bool:
    return line.startswith("targets") and "[" in line and not {"]", "#"} & {*line}


def _values(value: str, *, several: bool) -> list[str] | None:
    end = value.find("]" if several else '"', 1)
    rest = value[end + 1 :].strip()
    if end < 0 or value[0] != ("[" if several else '"') or (rest and rest[0] != "#"):
        return None
    parts = value[1:end].removesuffix(",").split(",") if several else [value[: end + 1]]
    return [part.strip()[1:-1] for part in parts] if all(map(_plain, parts)) else None


def _plain(part: str) -> bool:
    text = part.strip()
    inner = text[1:-1]
    return (
        len(text) > 2
        and text[0] == text[-1] == '"'
        and inner.isprintable()
        and not {'"', "\\"} & {*inner}
    )

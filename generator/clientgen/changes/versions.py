"""The version that comes next, by semantic versioning."""

from __future__ import annotations

from packaging.version import InvalidVersion, Version

from .change import Level


class VersionError(ValueError):
    """Something that is no version; the message says so."""


def next_version(current: str, level: Level | None) -> str:
    """The version after a change, as https://semver.org has it.

    What breaks makes a new major version, and before 1.0.0 a new minor one; what is compatible
    makes a new minor version, and before 1.0.0 a new patch, as words alone do always.

    Args:
        current: The version before, such as ``1.4.2``.
        level: The worst of the changes; None for none.

    Raises:
        VersionError: The version is none.
    """
    try:
        version = Version(current)
    except InvalidVersion:
        raise VersionError(
            f"{current!r} is no version; write one such as 1.4.2"
        ) from None
    if level is None:
        return current
    major, minor, patch = (*version.release, 0, 0)[:3]
    if version.is_prerelease:
        # What comes after 2.0.0rc1 is 2.0.0, whose changes are not published yet.
        return f"{major}.{minor}.{patch}"
    if level == "breaking":
        return f"{major + 1}.0.0" if major else f"0.{minor + 1}.0"
    if level == "compatible" and major:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + 1}"

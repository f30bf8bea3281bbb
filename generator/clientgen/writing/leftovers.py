"""What tools leave behind in folders, and make again."""

from __future__ import annotations

CACHES = frozenset(
    [
        "__pycache__",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".hypothesis",
        ".venv",
        ".git",
        ".idea",
        ".vscode",
        ".DS_Store",
        "Thumbs.db",
        "build",
        "dist",
    ]
)
_CACHE_ENDINGS = (".pyc", ".egg-info", ".swp", "~")


def is_cache(path: str) -> bool:
    """Whether a path belongs to what tools leave behind and make again."""
    return any(
        name in CACHES or name.endswith(_CACHE_ENDINGS) for name in path.split("/")
    )

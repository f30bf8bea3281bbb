"""Where rules are tried out."""

from __future__ import annotations

from typing import NamedTuple


class PickerView(NamedTuple):
    """x"""

"""What a run finds from the last one may save time; it never changes a byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from cli.runs import Run, change, contents

from clientgen import pipeline
from clientgen.speed import PLAIN

ORDER = "spec/resources/order.yaml"


def test_cold_and_cached_runs_give_the_same_bytes(shop: Path, clientgen: Run) -> None:
    clientgen("generate", "spec", "--out", "cached")
    for old, new in (
        ("total_price: number", "total_price: integer"),
        ("What a customer wants.", "Something ordered."),
        ("total_price: integer", "price: {type: number, summary: A price.}"),
    ):
        change(ORDER, old, new)
        assert clientgen("generate", "spec", "--out", "cached").code == 0
        shutil.rmtree("cold", ignore_errors=True)
        assert clientgen("generate", "spec", "--out", "cold").code == 0
        assert contents(shop / "cached") == contents(shop / "cold")


def test_a_lost_manifest_costs_nothing_but_time(shop: Path, clientgen: Run) -> None:
    clientgen("generate", "spec", "--out", "out")
    before = contents(shop / "out")
    shutil.rmtree("out")
    clientgen("generate", "spec", "--out", "out")
    assert contents(shop / "out") == before


def test_without_tricks_the_bytes_are_the_same(
    shop: Path, clientgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    clientgen("generate", "spec", "--out", "fast")
    monkeypatch.setattr(pipeline, "speed", lambda: PLAIN)
    clientgen("generate", "spec", "--out", "plain")
    assert contents(shop / "fast") == contents(shop / "plain")

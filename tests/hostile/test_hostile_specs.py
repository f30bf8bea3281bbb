"""Whole specs with hostile text anywhere, in any mixture; see tests/reading for odd structure."""

from __future__ import annotations

import tempfile
from pathlib import Path

import grid
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from payloads import PAYLOADS, hostile
from positions import PREFIXES, positions

PIECES = st.one_of(
    st.sampled_from(sorted(PAYLOADS.values())),
    st.lists(
        st.sampled_from(
            [*"\"'\\`{}[]()<>|*_#$%&@~:;,.!- \n\t", '"""', "```", "]]>", "${"]
        ),
        max_size=8,
    ).map("".join),
    st.text(st.characters(codec="utf-8"), max_size=12),
)


@st.composite
def mixtures(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """Some positions of a spec, each with a text and a marker of its own."""
    spec = draw(st.sampled_from(grid.SPECS))
    places = list(enumerate(positions(spec)))
    chosen = draw(
        st.lists(st.sampled_from(places), min_size=1, max_size=12, unique=True)
    )
    texts: dict[str, str] = {}
    for number, position in chosen:
        prefix = PREFIXES.get(position.kind, "") if draw(st.booleans()) else ""
        text = prefix + hostile(draw(PIECES) + "@", number)
        # Whether blanks around a text count is a matter of its place, not of safety.
        texts[position.label] = text.strip()
    return spec, texts


@pytest.mark.slow
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mixtures())
def test_any_mixture_is_refused_or_inert(mixture: tuple[str, dict[str, str]]) -> None:
    spec, texts = mixture
    with tempfile.TemporaryDirectory() as place:
        outcome = grid.Outcome()
        folder = Path(place) / "spec"
        left = grid.sift(spec, texts, folder, outcome)
        grid.judge(spec, left, folder, outcome)
    assert outcome.failures == []

"""Each code of a finding has an example that gives it, and a mend after which nothing is left."""

from __future__ import annotations

from typing import get_args

import pytest

from clientgen.explaining import codes, example, meaning
from clientgen.explaining.judging import findings
from clientgen.reading.codes import Code

# What comes of 500 other mistakes.
TOGETHER = {"too-many-findings": {"unknown-key"}}


def test_every_code_has_an_example_and_no_other() -> None:
    assert codes() == sorted(get_args(Code))
    assert all(meaning(code).endswith(".") for code in codes())
    assert meaning("no-such-code") == ""


@pytest.mark.parametrize("code", codes())
def test_an_example_gives_its_code_and_its_mend_gives_nothing(code: str) -> None:
    shown = example(code)
    bad = findings(shown, "-")
    assert {finding.code for finding in bad} == {code, *TOGETHER.get(code, ())}
    doubt = any(f.severity == "warning" for f in bad if f.code == code)
    assert shown.meaning.startswith("Warning: ") == doubt
    assert findings(shown, "+") == ()

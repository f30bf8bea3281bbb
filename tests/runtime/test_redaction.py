from __future__ import annotations

import importlib
import pickle
import shutil
import sys
from pathlib import Path

import pytest
from runtime.wire.redaction import Secret, redact_headers, redact_text, redact_url

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_DEF"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"Authorization: Bearer {JWT}", "Authorization: Bearer ***"),
        (f"sent {JWT} twice", "sent *** twice"),
        ("Basic dXNlcjpwYXNz", "Basic ***"),
        ('{"access_token": "abc", "x": 1}', '{"access_token": "***", "x": 1}'),
        ("refresh_token=abc&x=1", "refresh_token=***&x=1"),
        ("client_secret=abc", "client_secret=***"),
        ("{'refresh_token': 'it''s', 'x': 1}", "{'refresh_token': '***''s', 'x': 1}"),
        (r'{"token": "a\"b", "x": 1}', '{"token": "***", "x": 1}'),
        ("accessToken=abc; x", "accessToken=***; x"),
        ('{"clientSecret": "abc"}', '{"clientSecret": "***"}'),
        ("X-Api-Key: abc", "X-Api-Key: ***"),
        ("apikey=abc", "apikey=***"),
        ('"password": ""', '"password": ""'),
        ("the bearer of this", "the bearer of this"),
        ("Basic information is missing", "Basic information is missing"),
        ("The bearer should be valid", "The bearer should be valid"),
        ("secrets of the token bucket", "secrets of the token bucket"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_text(text: str, shown: str) -> None:
    assert redact_text(text) == shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@h/x", "https://h/x"),
        ("https://h/x?token=1&a=b", "https://h/x?token=***&a=b"),
        ("https://h/x?API_KEY=1", "https://h/x?API_KEY=***"),
        ("https://h/x?shopper=1", "https://h/x?shopper=***"),
        ("https://h/x?author=A&sessionCount=2", "https://h/x?author=A&sessionCount=2"),
        (
            "https://h/x?session=A&session_id=2",
            "https://h/x?session=***&session_id=***",
        ),
        ("https://h/x?filter%5Bname%5D=a", "https://h/x?filter%5Bname%5D=a"),
        (f"https://h/{JWT}/x", "https://h/***/x"),
        ("http://[", "http://["),
    ],
)
def test_urls(url: str, shown: str) -> None:
    assert redact_url(url, {"shopper"}) == shown


def test_headers() -> None:
    assert redact_headers(
        {
            "Authorization": "x",
            "X-Api-Key": "x",
            "Set-Cookie": "x",
            "A": "1",
            "Mine": "x",
        },
        {"mine"},
    ) == {
        "Authorization": "***",
        "X-Api-Key": "***",
        "Set-Cookie": "***",
        "A": "1",
        "Mine": "***",
    }


def test_a_secret_keeps_to_itself() -> None:
    secret = Secret("hush")
    assert "hush" not in f"{secret} {secret!r} {[secret]}"
    assert secret == Secret("hush")
    assert secret != Secret("other")
    assert secret.reveal() == "hush"
    with pytest.raises(TypeError):
        pickle.dumps(secret)


def test_the_runtime_works_under_any_parent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Path(sys.modules["runtime"].__file__ or "").parent
    target = tmp_path / "acme_parent" / "_vendor" / "inner"
    target.mkdir(parents=True)
    for folder in (target, target.parent, target.parent.parent):
        (folder / "__init__.py").touch()
    shutil.copytree(source, target / "runtime")
    monkeypatch.syspath_prepend(tmp_path)
    for file in sorted(source.rglob("*.py")):
        place = ".".join(file.relative_to(source).with_suffix("").parts)
        importlib.import_module(f"acme_parent._vendor.inner.runtime.{place}")
    for name in [name for name in sys.modules if name.startswith("acme_parent")]:
        del sys.modules[name]


@pytest.mark.slow
def test_long_texts_cost_no_more_than_their_length() -> None:
    # One of these took minutes when what comes after each start was searched anew.
    for piece in ("-eyJ", "eyJaaaaa", "token", "a-", "bearer ", "password=", '"'):
        assert len(redact_text(piece * (300_000 // len(piece)))) > 10

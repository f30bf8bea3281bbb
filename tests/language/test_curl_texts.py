"""What curl would read as the name of a file stays a text, in every kind of body."""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from httpserver import Reply, serve
from making import made, resource, write

SECRET = "what only this machine knows"
KINDS = ("form", "multipart", "object")


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl here")
def test_an_example_names_no_file_of_the_reader(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET, "utf-8")
    texts = [f"@{secret}", f"<{secret}", f"x;filename={secret}", f"name@{secret}"]
    fields: dict[str, Any] = {
        f"text{number}": {"type": "string", "example": text}
        for number, text in enumerate(texts)
    }
    operations: dict[str, Any] = {
        kind: {
            "method": "POST",
            "path": f"/{kind}",
            "body": fields | ({"file": "file"} if kind == "multipart" else {}),
            "body_kind": kind,
            "answer": "any",
        }
        for kind in KINDS
    }
    out = made(write(tmp_path, resource("Order", operations)), ("docs", "site"))
    page = (out / "docs/resources/order.md").read_text("utf-8")
    commands = re.findall(r"```sh\n(curl.*?)```", page, re.DOTALL)
    for kind in KINDS:
        text = (out / f"site/api/order/{kind}.html").read_text("utf-8")
        sample = re.search(
            r'id="?sample-shell.*?<pre[^>]*>(.*?)</pre>', text, re.DOTALL
        )
        assert sample
        commands.append(html.unescape(re.sub("<[^>]+>", "", sample[1])))
    assert len(commands) == 2 * len(KINDS)
    (tmp_path / "example.pdf").write_bytes(b"%PDF")
    with serve(lambda _: Reply(body={})) as server:
        for command in commands:
            subprocess.run(
                command.replace("https://api.example.com", server.url),
                shell=True,
                cwd=tmp_path,
                env={**os.environ, "SHOP_TOKEN": "t"},
                check=True,
                capture_output=True,
            )
        assert len(server.requests) == len(commands)
        for request in server.requests:
            assert SECRET.encode() not in request.body
            assert b"secret" in request.body

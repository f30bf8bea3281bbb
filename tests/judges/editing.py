"""An editor: talks to a language server over its protocol."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Editor:
    """Opens files of a folder in a server, and asks it what it shows."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self._process = process
        self._number = 0
        self._texts: dict[str, str] = {}
        settings = {"yaml": {"hover": True, "completion": True, "validate": True}}
        self._settings = settings["yaml"]
        self.ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": folder.as_uri(),
                "capabilities": {
                    "textDocument": {
                        "hover": {"contentFormat": ["markdown"]},
                        "completion": {
                            "completionItem": {"documentationFormat": ["markdown"]}
                        },
                    },
                    "workspace": {"configuration": True},
                },
            },
        )
        self._send({"method": "initialized", "params": {}})

    def open(self, file: Path, text: str) -> None:
        """Open a file with a text, which need not be what is on the disk."""
        self._texts[file.as_uri()] = text
        document = {
            "uri": file.as_uri(),
            "languageId": "yaml",
            "version": len(self._texts),
            "text": text,
        }
        self._send(
            {"method": "textDocument/didOpen", "params": {"textDocument": document}}
        )

    def hover(self, file: Path, words: str) -> str:
        """What is shown over the first place of some words."""
        found = self.ask("textDocument/hover", self._place(file, words, 1))
        if not found:
            return ""
        contents = found["contents"]
        return str(contents["value"] if isinstance(contents, dict) else contents)

    def completion(self, file: Path, before: str) -> list[dict[str, Any]]:
        """What is offered behind the first place of some words."""
        place = self._place(file, before, len(before))
        found = self.ask("textDocument/completion", place)
        items: list[dict[str, Any]] = (
            found["items"] if isinstance(found, dict) else found or []
        )
        return items

    def _place(self, file: Path, words: str, after: int) -> dict[str, Any]:
        text = self._texts[file.as_uri()]
        offset = text.index(words) + after
        line = text.count("\n", 0, offset)
        column = offset - (text.rfind("\n", 0, offset) + 1)
        return {
            "textDocument": {"uri": file.as_uri()},
            "position": {"line": line, "character": column},
        }

    def ask(self, method: str, params: dict[str, Any]) -> Any:
        """Send a request, and wait for its answer."""
        self._number += 1
        number = self._number
        self._send({"id": number, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message["error"]
                return message["result"]
            if "id" in message:
                wanted = (
                    message["params"].get("items", []) if "params" in message else []
                )
                result = [
                    self._settings if item.get("section") == "yaml" else {}
                    for item in wanted
                ]
                self._send({"id": message["id"], "result": result or None})

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
        self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        assert length, "the server has ended"
        found: dict[str, Any] = json.loads(self._process.stdout.read(length))
        return found


@contextmanager
def editing(program: str, folder: Path) -> Iterator[Editor]:
    """Start a language server for a folder."""
    with subprocess.Popen(
        [program, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        patience = threading.Timer(120, process.kill)
        patience.start()
        try:
            yield Editor(process, folder)
        finally:
            patience.cancel()
            process.kill()

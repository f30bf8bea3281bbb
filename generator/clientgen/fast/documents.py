"""What :mod:`clientgen.notices.report` says where nothing is found, without what it loads."""

from __future__ import annotations

from .. import __version__

_JSON = """\
{
  "clientgen": "VERSION",
  "exit": 0,
  "error": "",
  "findings": []
}"""
_SARIF = """\
{
  "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
  "version": "2.1.0",
  "runs": [
    {
      "tool": {
        "driver": {
          "name": "clientgen",
          "version": "VERSION",
          "rules": []
        }
      },
      "columnKind": "unicodeCodePoints",
      "originalUriBaseIds": {
        "%SRCROOT%": {
          "description": {
            "text": "The top of the repository."
          }
        }
      },
      "invocations": [
        {
          "executionSuccessful": true,
          "exitCode": 0
        }
      ],
      "results": []
    }
  ]
}"""
NOTHING = {
    "json": _JSON.replace("VERSION", __version__),
    "sarif": _SARIF.replace("VERSION", __version__),
}

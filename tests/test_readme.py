"""What the README shows is what happens."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from httpserver import serve
from makini import Makini, RequiredKeysError
from standin import Makini as Answers

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SANDBOX = (ROOT / "generator/clientgen/sandbox/README.md").read_text(encoding="utf-8")


def blocks(language: str, page: str = README) -> list[str]:
    return re.findall(
        rf"^ *```{language}\n(.*?)^ *```$", page, re.DOTALL | re.MULTILINE
    )


def block(language: str, word: str, page: str = README) -> str:
    found = [text for text in blocks(language, page) if word in text]
    assert len(found) == 1, f"{word!r} is in {len(found)} blocks"
    return found[0]


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_rule_is_in_the_spec_as_shown() -> None:
    spec = (ROOT / "spec/makini/resources/invoice.yaml").read_text(encoding="utf-8")
    lines = [line for line in spec.splitlines() if "source: page-2026" not in line]
    without = [line for line in lines if "summary: Name the other side" not in line]
    assert block("yaml", "invoice type") in "\n".join(without)


def test_the_other_api_is_kept_as_shown() -> None:
    stripe = ROOT / "tests/apis/stripe"
    kept = "".join(
        (stripe / name).read_text(encoding="utf-8")
        for name in ("spec/api.yaml", "spec/resources/refund.yaml", "consumer.py")
    )
    lines = {line.strip() for line in kept.splitlines()}
    shown = block("yaml", "STRIPE_KEY") + block("python", "client.refunds")
    for line in shown.replace("# resources/refund.yaml\n", "").splitlines():
        assert line.strip() in lines, line


@pytest.mark.slow
@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_a_type_checker_says_what_is_shown(checker: str, tmp_path: Path) -> None:
    (tmp_path / "bill.py").write_text(block("python", "F-17"), encoding="utf-8")
    settings = {"extraPaths": [str(ROOT / "generated/python")]}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", checker, "bill.py"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(ROOT / "generated/python")},
        capture_output=True,
        text=True,
        check=False,
    )
    answers = re.split(
        r"^\$ (\w+) bill\.py\n", block("text", "No overload variant"), flags=re.M
    )
    shown = dict(zip(answers[1::2], answers[2::2], strict=True))[checker].splitlines()
    assert len(shown) == {"mypy": 4, "pyright": 1}[checker]
    for line in shown:
        assert line.removesuffix("...") in done.stdout, done.stdout


def test_the_client_says_what_is_shown() -> None:
    with pytest.raises(RequiredKeysError) as caught:
        exec(block("python", "F-17"), {})
    shown = block("text", "Given: invoice_number. Add").removeprefix(
        "RequiredKeysError: "
    )
    assert words(str(caught.value)) == words(shown)


def test_a_mistake_is_told_as_shown(tmp_path: Path) -> None:
    spec = tmp_path / "spec/makini"
    shutil.copytree(ROOT / "spec/makini", spec)
    file = spec / "resources/invoice.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        re.sub("(invoiceDate: +)datetime", r"\1datetme", text), encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "clientgen", "generate", "spec/makini", "--out", "out"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert block("text", "unknown-type").strip() in done.stderr


def test_the_demo_prints_what_is_shown() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "clientgen", "demo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    closing, _, calls = block("text", ">>>").partition("\n")
    assert done.stdout.startswith(calls.removesuffix("...\n"))
    manifest = json.loads(
        (ROOT / "generated/manifest.json").read_text(encoding="utf-8")
    )
    files = len(manifest["files"]) + 1
    start = f"57 resources, 166 operations -> {files} files (0 changed, {files} unchanged) in "
    assert closing.startswith(start)


def test_a_diff_tells_what_is_shown(tmp_path: Path) -> None:
    place = tmp_path / "spec/makini"
    shutil.copytree(ROOT / "spec/makini", place)
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "1"]):
        subprocess.run([*git, *words], cwd=tmp_path, check=True)
    file = place / "resources/invoice.yaml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("outgoing: {any:", "outgoing: {all:")
    text = text.replace("  invoiceDate:", "  memo: string\n  invoiceDate:", 1)
    file.write_text(text, encoding="utf-8")
    settings = '[tool.clientgen]\nspec = "spec/makini"\n'
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    command, _, told = block("text", "$ clientgen diff").partition("\n")
    done = subprocess.run(
        [sys.executable, "-m", *command.split()[1:]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == told


def test_the_test_of_a_service_passes_and_needs_its_care(tmp_path: Path) -> None:
    text = block("python", "def test_a_lost_answer")
    careless = text.replace("if not any(", "if True or any(")
    spec = (ROOT / "spec/makini").as_posix()
    settings = f'[tool.clientgen]\nspec = "{spec}"\n'
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "test_careful.py").write_text(text, encoding="utf-8")
    (tmp_path / "test_careless.py").write_text(careless, encoding="utf-8")
    paths = os.pathsep.join([f"{ROOT}/generator", f"{ROOT}/generated/python"])
    # Without its name: installed or not, it is loaded once.
    plugin = ["-p", "no:clientgen", "-p", "clientgen.pytest_plugin"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n0", "-rA", *plugin],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "PASSED test_careful.py" in done.stdout, done.stdout
    assert "FAILED test_careless.py" in done.stdout, done.stdout


def test_the_weather_is_what_is_shown(tmp_path: Path) -> None:
    from clientgen.sandbox.forecast import read_rules, trouble_of

    shown = block("yaml", "what:", SANDBOX)
    (tmp_path / "rules.yaml").write_text(shown, encoding="utf-8")
    assert [rule.trouble.words for rule in read_rules(tmp_path / "rules.yaml")] == [
        "status=503; retry-after=1",
        "slow=0.2",
    ]
    _, _, table = SANDBOX.partition("| word | what happens |")
    rows = [line.split("|")[1] for line in table.split("\n\n")[0].splitlines()[2:]]
    words = re.findall("`([^`]+)`", " ".join(rows))
    assert len(words) == 16
    trouble_of("; ".join(words))


def test_the_example_of_use_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(Answers()) as server:
        original = Makini.__init__

        def at_the_stand_in(self: Makini, *args: object, **options: object) -> None:
            original(self, *args, base_url=server.url, **options)  # type: ignore[arg-type]  # passed on as they came

        monkeypatch.setattr(Makini, "__init__", at_the_stand_in)
        exec(block("python", "purchase_orders"), {})
        assert [r.method for r in server.requests][:1] == ["GET"]


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)", README)
    assert links
    assert not [link for link in links if not (ROOT / link).exists()]

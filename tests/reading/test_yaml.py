"""What YAML means here, and what is refused before it can do harm."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from clientgen.model.position import Position
from clientgen.reading import composing
from clientgen.reading.composing import compose
from clientgen.reading.findings import Report
from clientgen.reading.nodes import Items, Node, Scalar, Table, json_of

HERE = Path(__file__).parent


def read(data: bytes | str) -> tuple[Table | None, list[str]]:
    """A file's tree, and its findings as ``line:column code``."""
    report = Report()
    raw = data if isinstance(data, bytes) else data.encode("utf-8")
    root = compose(raw, "f.yaml", report)
    found = [f"{f.position.line}:{f.position.column} {f.code}" for f in report.findings]
    return root, found


def value(text: str) -> object:
    root, found = read(f"x: {text}\n")
    assert root is not None
    assert not found
    return json_of(root["x"])


@pytest.mark.parametrize(
    "text",
    [
        *("no", "No", "NO", "yes", "on", "Off", "y", "n", "nulL", "tRue", "=", "<<"),
        *("2024-01-01", "12:30:00", "190:20:30", "2001-12-14t21:59:43.10-05:00"),
        *("0o17", "0x1F", "0b11", "010", "-007", "1_000", "+.x", "1e", ".e5"),
    ],
)
def test_surprises_of_yaml_are_text(text: str) -> None:
    assert value(text) == text


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("1", 1),
        ("-12", -12),
        ("+3", 3),
        ("0", 0),
        ("1.10", 1.1),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("'1'", "1"),
        ('"true"', "true"),
        ('""', ""),
        ("9" * 100, int("9" * 100)),
        ("9" * 101, "9" * 101),
    ],
)
def test_plain_values_follow_yaml_1_2(text: str, meaning: object) -> None:
    got = value(text)
    assert got == meaning
    assert type(got) is type(meaning)


@pytest.mark.parametrize("key", ["no", "on", "null", "~", "1.10", "2024-01-01", "true"])
def test_keys_are_always_text(key: str) -> None:
    root, found = read(f"{key}: 1\n")
    assert not found
    assert root is not None
    assert list(root) == [key]


def test_positions_of_keys_and_values() -> None:
    root, found = read("\ufeffa:\n  b: [x, 'y']\n  ü: {c: 1}\n")
    assert root is not None
    assert not found
    inner = root.table("a")
    items = inner.get("b")
    assert isinstance(items, Items)
    assert items[1].position == Position("f.yaml", 2, 10)
    assert inner.at("ü") == Position("f.yaml", 3, 3)
    assert inner.table("ü")["c"].position == Position("f.yaml", 3, 10)


@pytest.mark.parametrize(
    ("data", "finding"),
    [
        (b"a: b\nc: \xff\n", "2:4 encoding"),
        ("ä: b\nc: ö".encode("latin-1"), "1:1 encoding"),
        ("a: é".encode() + b"\xc3", "1:5 encoding"),
        ("a: b".encode("utf-16"), "1:1 encoding"),
        ("a: b".encode("utf-32"), "1:1 encoding"),
        (b"a: b\0c\n", "1:5 control-character"),
        (b"a: 1\nb: \x1b[31m\n", "2:4 control-character"),
        ("a: b\ufeffc", "1:5 control-character"),
        ('a: "\\0"', "1:4 control-character"),
        ('a: "x\\r"', "1:4 control-character"),
        ('a: "\\x85"', "1:4 control-character"),
        ('a: "\\u202e"', "1:4 control-character"),
        ('"\\e": 1', "1:1 control-character"),
        ("a:\n\t- b", "2:1 yaml-syntax"),
        ("a: [b", "1:4 yaml-syntax"),
        ("a: b: c", "1:5 yaml-syntax"),
        ("a: 'b", "1:4 yaml-syntax"),
        ("a: @b", "1:4 yaml-syntax"),
        ("- a\nb: c", "2:1 yaml-syntax"),
        ("%YAML 3.0\n---\na: b", "1:1 yaml-syntax"),
        ("", "1:1 empty-file"),
        ("# nothing\n", "1:1 empty-file"),
        ("---\n", "1:1 empty-file"),
        ("null", "1:1 wrong-kind"),
        ("text", "1:1 wrong-kind"),
        ("- a", "1:1 wrong-kind"),
        ("a: 1\n---\nb: 2", "2:1 several-documents"),
        ("a: &x 1", "1:4 anchor"),
        ("a: *x", "1:4 anchor"),
        ("&x a: 1", "1:1 anchor"),
        ("*x : 1", "1:1 anchor"),
        ("<<: *x", "1:1 anchor"),
        ("a: &x {b: *x}", "1:4 anchor"),
        ("a: !!int '1'", "1:4 tag"),
        ("!!map {a: 1}", "1:1 tag"),
        ("a: !!python/object/apply:os.system [ls]", "1:4 tag"),
        ("a: ! x", "1:4 tag"),
        ("? [a]\n: b", "1:3 key-not-text"),
        ("{{a}}: b", "1:1 key-not-text"),
        ("a: 1\nb: 2\na: 3", "3:1 duplicate-key"),
        ("a: {1: x, '1': y}", "1:11 duplicate-key"),
        ("a: .inf", "1:4 not-a-number"),
        ("a: -.Inf", "1:4 not-a-number"),
        ("a: .NaN", "1:4 not-a-number"),
        ("a: 1e999", "1:4 not-a-number"),
    ],
)
def test_what_is_refused(data: bytes | str, finding: str) -> None:
    assert read(data)[1] == [finding]


def test_a_lone_surrogate_is_refused_by_either_parser() -> None:
    for loader in (yaml.SafeLoader, composing.LOADER):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(composing, "LOADER", loader)
            found = read('a: "\\ud800"')[1]
            assert [finding.split()[1] for finding in found] in (
                ["yaml-syntax"],
                ["control-character"],
            )


def bomb(width: int, depth: int) -> str:
    lines = ["a0: &a0 [x]"]
    for level in range(1, depth):
        row = ", ".join([f"*a{level - 1}"] * width)
        lines.append(f"a{level}: &a{level} [{row}]")
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bomb(10, 50), "anchor"),
        ("a: " + "[" * 100_000, "too-deep"),
        ("a: " + "{a: " * 100_000, "too-deep"),
        ("- " * 100_000, "too-deep"),
        ("".join(" " * i + "a:\n" for i in range(1000)), "too-deep"),
        ("a: [" + "x," * 200_000 + "]", "too-large"),
        ("\n".join(f"a{i}: x" for i in range(60_000)), "too-large"),
        ("a: " + "x" * 200_000, "too-large"),
        ("a: |\n" + "  x\n" * 100_000, "too-large"),
        ("x" * 200_000 + ": a", "too-large"),
        ("? " + "x" * 200_000 + "\n: a", "too-large"),
        ("a: '" + "''" * 150_000 + "'", "too-large"),
    ],
)
def test_bounds(data: str, code: str) -> None:
    assert [finding.split()[1] for finding in read(data)[1]] == [code]


def test_many_keys_of_one_mapping_take_linear_time() -> None:
    root, found = read("\n".join(f"key{i}: x" for i in range(49_000)))
    assert not found
    assert root is not None
    assert len(root) == 49_000


def shape(node: Node) -> object:
    """A tree with all its positions, to compare."""
    place = (node.position.line, node.position.column)
    if isinstance(node, Scalar):
        return place, node.text, node.value
    if isinstance(node, Items):
        return place, [shape(item) for item in node]
    return place, [
        (entry.key, entry.position, shape(entry.value))
        for entry in node.entries.values()
    ]


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *("a", "b c", ": ", ":", "- ", "-", "\n", "\n  ", "\n    ", " ", "[", "]"),
            *("{", "}", ", ", "'", '"', "#", " # c", "|", ">", "&x", "*x", "!t", "? "),
            *(
                "1.10",
                "no",
                "~",
                "---",
                "\t",
                "ü",
                "\u2028",
                "\\",
                '"\\n"',
                "%",
                "<<: ",
            ),
        ]
    ),
    max_size=25,
).map("".join)


@given(FRAGMENTS)
@example("a:\n- b\n-\n- c: 1\n  d:\n")
@example("a: |\n  x\n\n  y\nb: >-\n  u\n  v\n")
@example("? a\n: b\n? c\n")
def test_both_parsers_agree(text: str) -> None:
    fast = read(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(composing, "LOADER", yaml.SafeLoader)
        slow = read(text)
    if fast[0] is not None and slow[0] is not None:
        assert shape(fast[0]) == shape(slow[0])
        assert fast[1] == slow[1]
    # They differ in what they refuse: only one takes a tab before the end of a line.
    assert bool(fast[1]) or fast[0] is not None
    assert bool(slow[1]) or slow[0] is not None


@pytest.mark.parametrize(
    "path", sorted(HERE.glob("small/**/*.yaml")), ids=lambda p: p.stem
)
def test_both_parsers_agree_on_a_spec(path: Path) -> None:
    fast = read(path.read_bytes())[0]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(composing, "LOADER", yaml.SafeLoader)
        slow = read(path.read_bytes())[0]
    assert fast is not None
    assert slow is not None
    assert shape(fast) == shape(slow)

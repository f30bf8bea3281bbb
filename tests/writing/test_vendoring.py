"""Copies of a package in other projects: made, checked, moved forward, never harmed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from writing.trees import plant, seen, write

from clientgen.writing.copies import BASE, NAME, NOTE, copy_folder, pack, unpack
from clientgen.writing.copy_drift import CheckedCopy, check_copy
from clientgen.writing.drift import Kind, Mend
from clientgen.writing.errors import WritingError
from clientgen.writing.licence import LICENCE
from clientgen.writing.marks import marked
from clientgen.writing.vendoring import update_copy, vendor

MODULE = "".join(f"line_{number} = {number}\n" for number in range(10))
MARKED = marked("module.py", MODULE.encode()).decode()
PACKAGE = {
    "__init__.py": "",
    "module.py": MODULE,
    "deep/er.py": "er = 1\n",
    "py.typed": "",
}


def publish(out: Path, package: dict[str, str], *, version: str = "1.0") -> None:
    write(
        out,
        {
            **{f"python/shop/{path}": text for path, text in package.items()},
            "python/pyproject.toml": f'[project]\nversion = "{version}"\n',
            "docs/README.md": "# Shop\n",
        },
        spec=version,
    )


@pytest.fixture
def out(tmp_path: Path) -> Path:
    publish(tmp_path / "out", PACKAGE)
    return tmp_path / "out"


@pytest.fixture
def copy(out: Path) -> Path:
    return vendor(out, out.parent / "src", "acme._vendor.shop").copy


def package(copy: Path) -> dict[str, str]:
    """The files of a copy as they are in the package, without the marks of a copy."""
    marks = marked("x.py", b"").decode()
    return {
        path: text.removeprefix(marks)
        for path, text in seen(copy).items()
        if path not in (NAME, BASE, NOTE) and not path.endswith("/")
    }


def kinds(drifts: tuple[object, ...]) -> dict[str, Kind]:
    return {drift.path: drift.kind for drift in drifts}  # type: ignore[attr-defined]  # Drift


def stand(found: CheckedCopy) -> tuple[dict[str, Kind], set[str]]:
    return kinds(found.edited), {drift.path for drift in found.behind}


@pytest.mark.parametrize(
    ("dest", "name", "made"),
    [
        ("src", "acme._vendor.shop", {"src/acme/_vendor/__init__.py"}),
        (
            "src",
            "acme.deep.er.shop",
            {"src/acme/deep/__init__.py"} | {"src/acme/deep/er/__init__.py"},
        ),
        ("src/acme/_vendor", "", {"src/acme/_vendor/__init__.py"}),
        ("src/acme/other", "", set()),
        (
            "_vendor/tools/src",
            "acme._vendor.shop",
            {"_vendor/tools/src/acme/_vendor/__init__.py"},
        ),
        ("repo/src", "shop", set()),
    ],
)
def test_only_packages_of_the_name_are_completed(
    out: Path, dest: str, name: str, made: set[str]
) -> None:
    root = out.parent / "root"
    for package in ("src/acme", "repo"):
        (root / package).mkdir(parents=True)
        (root / package / "__init__.py").touch()
    before = set(root.rglob("__init__.py"))
    copy = vendor(out, root / dest, name).copy
    found = {p for p in root.rglob("__init__.py") if copy not in p.parents} - before
    assert {p.relative_to(root).as_posix() for p in found} == made


def test_a_copy_is_the_package_and_three_files_of_its_own(
    out: Path, copy: Path
) -> None:
    assert copy == out.parent / "src/acme/_vendor/shop"
    assert package(copy) == PACKAGE
    said = json.loads((copy / NAME).read_text())
    assert (said["package"], said["version"]) == ("shop", "1.0")
    assert said["name"] == "acme._vendor.shop"
    note = (copy / NOTE).read_text()
    assert "shop 1.0" in note
    assert LICENCE in note
    # What may be a namespace of several distributions stays one.
    assert (copy.parent / "__init__.py").read_bytes() == b""
    assert not (copy.parent.parent / "__init__.py").exists()
    assert stand(check_copy(copy, out)) == ({}, set())


def test_the_licence_is_that_of_the_repository() -> None:
    assert (Path(__file__).parents[2] / "LICENSE").read_text() == LICENCE


@pytest.mark.parametrize("dest", ["src", "src/acme", "src/acme/_vendor/shop"])
def test_what_the_folder_ends_in_is_not_repeated(tmp_path: Path, dest: str) -> None:
    copy = copy_folder(tmp_path / dest, "acme._vendor.shop")
    assert copy == tmp_path / "src/acme/_vendor/shop"


@pytest.mark.parametrize("name", ["", "a..b", "../x", "a/b", "class", "a.import", "1a"])
def test_a_name_must_be_one(tmp_path: Path, name: str) -> None:
    with pytest.raises(WritingError, match="no dotted name"):
        copy_folder(tmp_path, name)


def test_a_place_that_is_taken_is_refused(out: Path) -> None:
    plant(out.parent / "src", {"shop/mine.py": "mine"})
    with pytest.raises(WritingError, match="not empty"):
        vendor(out, out.parent / "src")
    assert seen(out.parent / "src") == {"shop/": "", "shop/mine.py": "mine"}


def test_only_what_was_generated_is_copied(out: Path) -> None:
    plant(
        out, {"python/shop/mine.py": "mine", "python/shop/__pycache__/x.pyc": "cache"}
    )
    assert package(vendor(out, out.parent / "src").copy) == PACKAGE
    plant(out, {"python/shop/module.py": "edited"})
    with pytest.raises(WritingError, match="not as it was generated"):
        vendor(out, out.parent / "other")


def test_a_copy_that_is_behind_moves_forward(out: Path, copy: Path) -> None:
    newer = {**PACKAGE, "module.py": MODULE + "more = 1\n", "new.py": "new = 1\n"}
    del newer["deep/er.py"]
    publish(out, newer, version="1.1")
    assert stand(check_copy(copy, out)) == ({}, {"module.py", "new.py", "deep/er.py"})
    done = update_copy(out, copy)
    assert done.refusals == ()
    assert done.version == "1.1"
    assert package(copy) == newer
    assert not (copy / "deep").exists()
    assert stand(check_copy(copy, out)) == ({}, set())


def test_a_copy_of_the_same_files_is_not_behind(out: Path, copy: Path) -> None:
    publish(out, PACKAGE, version="1.1")
    assert stand(check_copy(copy, out)) == ({}, set())


def test_line_ends_of_a_checkout_are_named(out: Path, copy: Path) -> None:
    for path in ("module.py", "deep/er.py"):
        text = (copy / path).read_bytes()
        (copy / path).write_bytes(text.replace(b"\n", b"\r\n"))
    assert stand(check_copy(copy, None)) == ({}, set())
    found = check_copy(copy, out)
    assert stand(found) == (
        {"module.py": Kind.STALE, "deep/er.py": Kind.STALE},
        set(),
    )
    assert all("its line ends are CRLF" in drift.reason for drift in found.edited)
    assert update_copy(out, copy).refusals == ()
    assert stand(check_copy(copy, out)) == ({}, set())


def test_an_edited_copy_is_told_from_one_that_is_behind(out: Path, copy: Path) -> None:
    plant(copy, {"module.py": MARKED + "mine = 1\n", "extra.py": "extra\n"})
    (copy / "deep/er.py").unlink()
    publish(out, {**PACKAGE, "__init__.py": "new\n"}, version="1.1")
    found = check_copy(copy, out)
    assert kinds(found.edited) == {
        "deep/er.py": Kind.MISSING,
        "extra.py": Kind.FOREIGN,
        "module.py": Kind.EDITED,
    }
    assert {drift.path for drift in found.behind} == {"__init__.py"}
    (edit,) = (drift for drift in found.edited if drift.path == "module.py")
    assert edit.diff[:2] == (
        "--- module.py (as copied)",
        "+++ module.py (as it is now)",
    )
    assert edit.diff[-1] == "+mine = 1"


def test_edits_are_told_without_the_package(copy: Path) -> None:
    assert stand(check_copy(copy, None)) == ({}, set())
    plant(copy, {"module.py": "mine\n"})
    (copy / BASE).unlink()
    assert stand(check_copy(copy, None)) == ({"module.py": Kind.EDITED}, set())


def test_an_edit_is_refused_and_shown_with_the_new_version(
    out: Path, copy: Path
) -> None:
    plant(copy, {"module.py": MARKED.replace("line_0 = 0", "line_0 = 'mine'")})
    publish(out, {**PACKAGE, "module.py": MODULE + "more = 1\n"}, version="1.1")
    before = seen(copy)
    (refusal,) = update_copy(out, copy).refusals
    assert seen(copy) == before
    assert (refusal.path, refusal.mend) == ("module.py", Mend.CARRY)
    assert {"+line_0 = 'mine'", "+more = 1"} <= set(refusal.diff)
    assert "+++ module.py (as it is now)" in refusal.diff
    (checked,) = check_copy(copy, out).edited
    assert (refusal.reason, refusal.mend) == (checked.reason, checked.mend)
    assert refusal.diff[: len(checked.diff)] == checked.diff
    assert "+++ module.py (new version)" in refusal.diff


def test_an_edit_is_taken_along(out: Path, copy: Path) -> None:
    plant(copy, {"module.py": MARKED.replace("line_0 = 0", "line_0 = 'mine'")})
    publish(out, {**PACKAGE, "module.py": MODULE + "more = 1\n"}, version="1.1")
    done = update_copy(out, copy, carry=True)
    assert (done.refusals, done.carried) == ((), ("module.py",))
    both = MODULE.replace("line_0 = 0", "line_0 = 'mine'") + "more = 1\n"
    assert package(copy) == {**PACKAGE, "module.py": both}
    # It was asked for, and is what it was: nothing to complain of.
    for origin in (out, None):
        found = check_copy(copy, origin)
        assert stand(found) == ({}, set())
        assert found.carried == ("module.py",)
    module = copy / "module.py"
    module.write_bytes(module.read_bytes().replace(b"\n", b"\r\n"))
    assert check_copy(copy, None).carried == ("module.py",)
    module.write_bytes(module.read_bytes().replace(b"\r\n", b"\n"))
    publish(out, PACKAGE, version="1.2")
    assert stand(check_copy(copy, out)) == ({}, {"module.py"})
    assert check_copy(copy, out).behind[0].mend is Mend.CARRY
    update_copy(out, copy, carry=True)
    assert "mine" in package(copy)["module.py"]
    assert "more" not in package(copy)["module.py"]
    assert stand(check_copy(copy, out)) == ({}, set())


def test_an_edit_is_made_official_without_a_new_version(out: Path, copy: Path) -> None:
    plant(copy, {"module.py": MARKED + "mine = 1\n"})
    assert update_copy(out, copy, carry=True).refusals == ()
    assert package(copy)["module.py"] == MODULE + "mine = 1\n"
    found = check_copy(copy, out)
    assert (stand(found), found.carried) == (({}, set()), ("module.py",))


def test_a_further_edit_of_a_carried_file_is_told(out: Path, copy: Path) -> None:
    plant(copy, {"module.py": MARKED + "mine = 1\n"})
    update_copy(out, copy, carry=True)
    plant(copy, {"module.py": MARKED + "mine = 2\n"})
    for origin in (out, None):
        (edit,) = check_copy(copy, origin).edited
        assert edit.reason == "it was edited since its edits were carried along"
        assert (edit.kind, edit.mend) == (Kind.EDITED, Mend.CARRY)
    update_copy(out, copy, carry=True)
    assert stand(check_copy(copy, out)) == ({}, set())
    plant(copy, {"module.py": MARKED})
    found = check_copy(copy, out)
    assert (stand(found), found.carried) == (({}, set()), ())


def test_without_carry_carried_edits_are_refused_like_others(
    out: Path, copy: Path
) -> None:
    plant(copy, {"module.py": MARKED + "mine = 1\n"})
    update_copy(out, copy, carry=True)
    publish(out, {**PACKAGE, "new.py": "new = 1\n"}, version="1.1")
    assert check_copy(copy, out).behind[0].mend is Mend.CARRY
    (refusal,) = update_copy(out, copy).refusals
    assert (refusal.path, refusal.mend) == ("module.py", Mend.CARRY)
    assert update_copy(out, copy, force=True).refusals == ()
    found = check_copy(copy, out)
    assert (stand(found), found.carried) == (({}, set()), ())


def test_an_edit_that_the_package_has_made_too_is_no_edit(
    out: Path, copy: Path
) -> None:
    plant(copy, {"module.py": MARKED + "fix = 1\n"})
    update_copy(out, copy, carry=True)
    publish(out, {**PACKAGE, "module.py": MODULE + "fix = 1\n"}, version="1.1")
    update_copy(out, copy, carry=True)
    found = check_copy(copy, out)
    assert (stand(found), found.carried) == (({}, set()), ())
    assert "carried" not in json.loads((copy / NAME).read_text())


def test_carried_edits_of_a_file_that_goes_are_given_up_only_by_force(
    out: Path, copy: Path
) -> None:
    plant(copy, {"deep/er.py": "mine = 1\n"})
    update_copy(out, copy, carry=True)
    publish(out, {"module.py": MODULE, "__init__.py": ""}, version="1.1")
    behind = {drift.path: drift for drift in check_copy(copy, out).behind}
    assert behind["deep/er.py"].mend is Mend.FORCE
    (refusal,) = update_copy(out, copy, carry=True).refusals
    assert (refusal.path, refusal.mend) == ("deep/er.py", Mend.FORCE)
    update_copy(out, copy, force=True)
    assert stand(check_copy(copy, out)) == ({}, set())


def test_a_copy_is_not_made_one_of_another_package(out: Path, copy: Path) -> None:
    other = out.parent / "other"
    write(other, {"python/books/__init__.py": ""}, spec="1")
    with pytest.raises(WritingError, match=r"is a copy of shop, and .* holds books"):
        update_copy(other, copy)
    with pytest.raises(WritingError, match="say with --out where shop was generated"):
        check_copy(copy, other)
    found = check_copy(copy, other, named=False)
    assert (found.compared, stand(found)) == (False, ({}, set()))


def test_an_edit_of_lines_that_change_is_refused(out: Path, copy: Path) -> None:
    plant(copy, {"module.py": MARKED.replace("= 0", "= 'mine'")})
    publish(
        out, {**PACKAGE, "module.py": MODULE.replace("= 0", "= 'theirs'")}, version="2"
    )
    before = seen(copy)
    (refusal,) = update_copy(out, copy, carry=True).refusals
    assert seen(copy) == before
    assert "change the same lines" in refusal.reason
    assert refusal.mend is Mend.FORCE
    done = update_copy(out, copy, force=True)
    assert done.update.overwritten == ("module.py",)
    assert package(copy)["module.py"] == MODULE.replace("= 0", "= 'theirs'")


def test_without_its_base_an_edit_is_refused_but_the_rest_works(
    out: Path, copy: Path
) -> None:
    (copy / BASE).unlink()
    assert stand(check_copy(copy, out)) == ({}, set())
    plant(copy, {"module.py": MARKED + "mine = 1\n"})
    publish(out, {**PACKAGE, "module.py": "new = 1\n" + MODULE}, version="1.1")
    (refusal,) = update_copy(out, copy, carry=True).refusals
    assert "not known any more" in refusal.reason
    update_copy(out, copy, force=True)
    assert stand(check_copy(copy, out)) == ({}, set())


@pytest.mark.parametrize(
    "base", [b"", b"x", pack({"module.py": b"forged"}), b"\x78\x9c"]
)
def test_a_base_that_is_not_true_is_not_used(
    out: Path, copy: Path, base: bytes
) -> None:
    (copy / BASE).write_bytes(base)
    plant(copy, {"module.py": "mine\n"})
    refusals = update_copy(out, copy, carry=True).refusals
    assert "not known any more" in {r.path: r.reason for r in refusals}["module.py"]


def test_a_base_reads_back() -> None:
    files = {"a.py": "ä\r\n".encode(), "b": b""}
    assert unpack(pack(files)) == files


def test_files_of_others_in_a_copy_survive(out: Path, copy: Path) -> None:
    plant(copy, {"mine/x.py": "mine"})
    publish(out, {"__init__.py": ""}, version="2")
    update_copy(out, copy)
    assert package(copy) == {"__init__.py": "", "mine/x.py": "mine"}


def test_the_only_copy_below_a_folder_is_found(out: Path, copy: Path) -> None:
    src = out.parent / "src"
    assert check_copy(src, out).copy == copy
    vendor(out, src, "acme._vendor.other")
    with pytest.raises(WritingError, match="2 copies"):
        check_copy(src, out)
    with pytest.raises(WritingError, match="no copy"):
        check_copy(out, out)


def test_an_edited_manifest_of_a_copy_is_not_believed(out: Path, copy: Path) -> None:
    (copy / NAME).write_bytes((copy / NAME).read_bytes().replace(b"1.0", b"1.1"))
    with pytest.raises(WritingError, match="edited by hand"):
        check_copy(copy, out)
    with pytest.raises(WritingError, match="edited by hand"):
        update_copy(out, copy, force=True)


def test_a_folder_without_a_package_cannot_be_vendored(tmp_path: Path) -> None:
    with pytest.raises(WritingError, match="it is not there"):
        vendor(tmp_path / "nowhere", tmp_path / "src")
    write(tmp_path / "docs", {"docs/a.md": ""})
    with pytest.raises(WritingError, match="no generated Python package"):
        vendor(tmp_path / "docs", tmp_path / "src")

"""What writing a folder does, and what it never does."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from writing.trees import plant, seen, with_manifest, write

from clientgen.writing import manifest as manifests
from clientgen.writing.errors import GeneratorBug, WritingError
from clientgen.writing.publish import publish
from clientgen.writing.states import State
from clientgen.writing.update import look, update
from clientgen.writing.workspace import place_of, workspace

FILES = {"a.py": "a = 1\n", "p/b.py": "b = 1\n", "p/q/c.py": "c = 1\n"}


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def texts(root: Path) -> dict[str, str]:
    """Files without folders and without the manifest."""
    return {
        path: text
        for path, text in seen(root).items()
        if path != "manifest.json" and not path.endswith("/")
    }


def refused(root: Path, files: dict[str, str], **options: bool) -> dict[str, State]:
    before = seen(root)
    done = write(root, files, spec="2", **options)
    assert seen(root) == before
    return {standing.path: standing.state for standing in done.refusals}


def test_a_new_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    out = tmp_path / "x" / "y" / "out"
    done = write(out, FILES)
    assert texts(out) == FILES
    assert set(done.written) == {*FILES, "manifest.json"}
    assert os.listdir(out.parent) == ["out"]


def test_files_that_do_not_change_are_not_touched(out: Path) -> None:
    write(out, FILES)
    for path in FILES:
        os.utime(out / path, ns=(10**18, 10**18 + 7))
    before = {path: os.stat(out / path) for path in FILES}
    done = write(out, {**FILES, "a.py": "a = 2\n"}, spec="2")
    assert set(done.written) == {"a.py", "manifest.json"}
    assert set(done.unchanged) == {"p/b.py", "p/q/c.py"}
    after = {path: os.stat(out / path) for path in FILES}
    for path in done.unchanged:
        assert os.path.samestat(before[path], after[path])
        assert after[path].st_mtime_ns == 10**18 + 7
    assert not os.path.samestat(before["a.py"], after["a.py"])


def test_nothing_at_all_is_touched_when_nothing_changes(out: Path) -> None:
    write(out, FILES)
    before = os.stat(out)
    assert write(out, FILES).written == ()
    assert os.stat(out) == before


def test_files_no_longer_generated_go_and_so_do_their_folders(out: Path) -> None:
    write(out, FILES)
    plant(out, {"p/q/__pycache__/c.cpython-311.pyc": "compiled"})
    done = write(out, {"a.py": "a = 1\n"}, spec="2")
    assert set(done.removed) == {"p/b.py", "p/q/c.py"}
    assert set(seen(out)) == {"a.py", "manifest.json"}


def test_files_of_others_survive_untouched(out: Path) -> None:
    mine = {
        "notes.txt": "mine",
        "p/q/mine.py": "mine",
        "p/link.py": "-> b.py",
        "p/dangling": "-> ../nowhere",
        ".venv/lib/x.py": "installed",
    }
    write(out, FILES)
    plant(out, mine)
    (out / "empty").mkdir()
    before = {path: os.lstat(out / path) for path in mine}
    write(out, {"a.py": "a = 2\n", "n/d.py": "d = 1\n"}, spec="2")
    assert texts(out) == {"a.py": "a = 2\n", "n/d.py": "d = 1\n", **mine}
    assert (out / "empty").is_dir()
    for path, was in before.items():
        now = os.lstat(out / path)
        assert (now.st_ino, now.st_mtime_ns) == (was.st_ino, was.st_mtime_ns)


@pytest.mark.parametrize("still_generated", [True, False])
def test_an_edited_file_is_refused_and_overwritten_only_by_force(
    out: Path, still_generated: bool
) -> None:
    write(out, FILES)
    plant(out, {"a.py": "a = 'mine'\n"})
    wanted = dict(FILES)
    if not still_generated:
        del wanted["a.py"]
    assert refused(out, wanted) == {"a.py": State.EDITED}
    done = write(out, wanted, spec="2", force=True)
    assert done.overwritten == ("a.py",)
    assert texts(out) == wanted


def test_a_foreign_file_at_the_place_of_a_new_one_is_refused(out: Path) -> None:
    write(out, FILES)
    plant(out, {"new.py": "mine\n"})
    wanted = {**FILES, "new.py": "new = 1\n"}
    assert refused(out, wanted) == {"new.py": State.OCCUPIED}
    assert write(out, wanted, spec="2", force=True).overwritten == ("new.py",)
    assert texts(out) == wanted


def test_a_file_that_is_already_right_is_adopted(out: Path) -> None:
    plant(out, FILES)
    assert write(out, FILES).written == ("manifest.json",)


def test_a_deleted_file_comes_back(out: Path) -> None:
    write(out, FILES)
    (out / "a.py").unlink()
    assert write(out, FILES).written == ("a.py",)
    assert texts(out) == FILES


def test_rights_are_kept(out: Path) -> None:
    write(out, FILES)
    (out / "a.py").chmod(0o600)
    (out / "p").chmod(0o750)
    write(out, {**FILES, "a.py": "a = 2\n"}, spec="2")
    assert stat.S_IMODE((out / "a.py").stat().st_mode) == 0o600
    assert stat.S_IMODE((out / "p").stat().st_mode) == 0o750


@pytest.mark.parametrize("force", [False, True])
@pytest.mark.parametrize(
    ("planted", "refusal"),
    [
        ({"p": "-> ../elsewhere"}, "p/b.py"),
        ({"p": "a file"}, "p/b.py"),
        ({"a.py": "-> ../elsewhere/x.py"}, "a.py"),
        ({"a.py": "-> nowhere"}, "a.py"),
        ({"a.py/x": "in a folder"}, "a.py"),
        ({"manifest.json": "-> ../elsewhere/x.py"}, "manifest.json"),
    ],
)
def test_links_and_folders_in_the_way_are_never_followed_or_replaced(
    out: Path, planted: dict[str, str], refusal: str, force: bool
) -> None:
    elsewhere = out.parent / "elsewhere"
    plant(elsewhere, {"x.py": "x\n", "b.py": "b\n"})
    plant(out, planted)
    assert refused(out, FILES, force=force)[refusal] is State.BLOCKED
    assert texts(elsewhere) == {"x.py": "x\n", "b.py": "b\n"}


def test_an_output_folder_that_is_a_link_is_written_where_it_leads(
    tmp_path: Path,
) -> None:
    (tmp_path / "real").mkdir()
    out = tmp_path / "out"
    out.symlink_to("real")
    write(out.resolve(), FILES)
    assert out.is_symlink()
    assert texts(tmp_path / "real") == FILES


@pytest.mark.parametrize(
    "path",
    [
        "../x.py",
        "/etc/x.py",
        "a/../../x.py",
        "./x.py",
        "a//x.py",
        "",
        "a\\x.py",
        "c:x.py",
        "x\n.py",
        "x.",
        "x ",
        "x\0.py",
    ],
)
def test_no_path_leaves_the_folder(out: Path, path: str) -> None:
    with pytest.raises(GeneratorBug):
        write(out, {path: "x"})
    assert not out.exists()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a/Order.md", "a/order.md"),
        ("Docs/a.md", "docs/b.md"),
        ("stra\u00dfe.md", "STRASSE.md"),
        ("\u00e9.md", "e\u0301.md"),
    ],
)
def test_names_that_differ_only_in_case_are_refused(
    out: Path, one: str, other: str
) -> None:
    with pytest.raises(WritingError, match="differ only in case"):
        write(out, {one: "", other: ""})
    assert not out.exists()


def test_a_foreign_file_that_differs_only_in_case_is_refused(out: Path) -> None:
    plant(out, {"P/mine.txt": "mine", "A.PY": "mine"})
    assert refused(out, FILES)["A.PY"] is State.BLOCKED


def test_the_case_of_a_generated_name_may_change(out: Path) -> None:
    write(out, {"p/Order.md": "1"})
    write(out, {"p/order.md": "1"}, spec="2")
    assert texts(out) == {"p/order.md": "1"}


def test_a_file_becomes_no_folder_and_no_folder_a_file_in_one_step(out: Path) -> None:
    write(out, {"a.py": "1", "b.py/c.py": "2"})
    assert refused(out, {"a.py/x.py": "1", "b.py": "2"}) == {
        "a.py/x.py": State.BLOCKED,
        "b.py": State.BLOCKED,
    }
    write(out, {}, spec="2")
    write(out, {"a.py/x.py": "1", "b.py": "2"})
    assert texts(out) == {"a.py/x.py": "1", "b.py": "2"}


@pytest.mark.parametrize(
    "path",
    [".git/HEAD", ".env", "app/.secret.py", "Makefile", "data.sqlite", "../a.py"],
)
def test_a_manifest_names_nothing_that_no_target_writes(out: Path, path: str) -> None:
    """Whatever digests and seals say, as in a pull request of somebody else."""
    write(out, FILES)
    plant(out, {path: "mine"} if ".." not in path else {})
    known = manifests.parse((out / "manifest.json").read_bytes())
    files = {**known.files, path: manifests.FileDigest(manifests.sha256(b"mine"))}
    (out / "manifest.json").write_bytes(manifests.render(known._replace(files=files)))
    assert refused(out, FILES)["manifest.json"] == State.EDITED
    assert ".." in path or (out / path).read_bytes() == b"mine"


def test_an_edited_manifest_is_refused(out: Path) -> None:
    write(out, FILES)
    manifest = out / "manifest.json"
    manifest.write_bytes(
        manifest.read_bytes().replace(b'"resources": 1', b'"resources": 3')
    )
    assert refused(out, FILES) == {"manifest.json": State.EDITED}
    write(out, FILES, force=True)
    assert manifest.read_bytes() == with_manifest(FILES)["manifest.json"]


def test_no_file_is_removed_on_the_word_of_an_edited_manifest(out: Path) -> None:
    write(out, {**FILES, "d.py": "d = 1\n"})
    (out / "manifest.json").write_bytes((out / "manifest.json").read_bytes() + b" ")
    write(out, FILES, force=True)
    assert (out / "d.py").exists()


def test_two_runs_at_once(out: Path) -> None:
    write(out, FILES)
    before = seen(out)
    with (
        workspace(out),
        pytest.raises(WritingError, match="another clientgen is writing"),
    ):
        write(out, {"a.py": "a = 2\n"}, spec="2")
    assert seen(out) == before
    write(out, {"a.py": "a = 2\n"}, spec="2")
    assert texts(out) == {"a.py": "a = 2\n"}


def test_a_folder_that_changed_meanwhile_is_left_alone(out: Path) -> None:
    write(out, FILES)
    place = look(out)
    plant(out, {"p/mine.txt": "mine"})
    before = seen(out)
    with pytest.raises(WritingError, match="changed while"):
        update(place, with_manifest({"a.py": "a = 2\n"}, "2"))
    assert seen(out) == before
    assert not place_of(out).exists()


def test_what_is_written_in_the_very_moment_is_kept(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import clientgen.writing.publish as publishing

    exchange = publishing.exchange

    def late(new: Path, folder: Path, aside: Path) -> Path | None:
        plant(folder, {"mine.txt": "late", "new/x.txt": "late", "a.py": "a = 'late'\n"})
        return exchange(new, folder, aside)

    write(out, FILES)
    monkeypatch.setattr(publishing, "exchange", late)
    done = write(out, {"a.py": "a = 2\n"}, spec="2")
    assert done.kept == ("a.py.kept", "mine.txt", "new/x.txt")
    assert texts(out) == {
        "a.py": "a = 2\n",
        "a.py.kept": "a = 'late'\n",
        "mine.txt": "late",
        "new/x.txt": "late",
    }


def test_a_workspace_that_is_a_link_is_not_followed(out: Path) -> None:
    elsewhere = out.parent / "elsewhere"
    plant(elsewhere, {"new/x": "mine", "old/y": "mine"})
    place_of(out).symlink_to(elsewhere)
    with pytest.raises(WritingError, match="symbolic link"):
        write(out, FILES)
    assert set(texts(elsewhere)) == {"new/x", "old/y"}


def test_where_there_are_no_hard_links_files_are_copied(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object, **__: object) -> None:
        raise PermissionError(1, "no hard links here")

    write(out, FILES)
    plant(out, {"mine": "mine", "link": "-> a.py"})
    os.utime(out / "mine", ns=(10**18, 10**18))
    monkeypatch.setattr(os, "link", none)
    write(out, {"a.py": "a = 2\n"}, spec="2")
    assert texts(out) == {"a.py": "a = 2\n", "mine": "mine", "link": "-> a.py"}
    assert os.stat(out / "mine").st_mtime_ns == 10**18


def test_an_output_folder_that_is_a_mount_point_is_refused() -> None:
    with pytest.raises(WritingError, match="mount point"):
        publish(Path("/"), {}, {"x": b""}, ())


NAMES = ["a.py", "b.py", "p/a.py", "p/b.py", "p/q/a.py", "r/a.py"]
TREES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["1", "2", "3"]))


@settings(max_examples=60, deadline=None)
@given(old=TREES, new=TREES, touched=TREES, deleted=st.sets(st.sampled_from(NAMES)))
def test_whatever_happened_no_work_is_lost(
    tmp_path_factory: pytest.TempPathFactory,
    old: dict[str, str],
    new: dict[str, str],
    touched: dict[str, str],
    deleted: set[str],
) -> None:
    out = tmp_path_factory.mktemp("any") / "out"
    write(out, old)
    plant(out, touched)
    for path in deleted & old.keys():
        (out / path).unlink(missing_ok=True)
    before = texts(out)
    work = {path: text for path, text in before.items() if old.get(path) != text}
    in_the_way = {
        path
        for path, text in work.items()
        if (path in new or path in old) and new.get(path) != text
    }
    done = write(out, new, spec="2")
    assert {standing.path for standing in done.refusals} == in_the_way
    if in_the_way:
        assert texts(out) == before
    else:
        assert texts(out) == {**work, **new}
    write(out, new, spec="2", force=True)
    assert texts(out) == {
        **{path: text for path, text in work.items() if path not in old},
        **new,
    }

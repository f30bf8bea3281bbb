"""From a spec to files: the one place that joins the rooms.

``generate`` and ``check`` differ in their last step only: write, or compare. Rooms are
imported when they are needed, so that a run in which nothing has changed loads neither a
YAML reader nor a template engine nor Black; nor dataclasses, which would take a quarter of
its time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from .inputs import inputs as digests_of
from .speed import PLAIN, Speed
from .writing import manifest as manifests
from .writing.digests import Inputs, spec_digest
from .writing.errors import GeneratorBug, WritingError
from .writing.formatting import Submit, garbage_left, unformatted_digest
from .writing.manifest import FileDigest, Manifest, sha256

if TYPE_CHECKING:
    from .mending import Mended
    from .model.api import Api
    from .reading import Allowed, Finding
    from .reading.loading import Loaded, Trees
    from .targets.target import OutputFile, Problem, Sheet, Target
    from .writing.drift import Drift
    from .writing.revisions import Past
    from .writing.update import Place, Update

Tell = Callable[[str], None]


class Settings(NamedTuple):
    """What to make from what.

    Attributes:
        spec: The spec's folder.
        out: The output folder.
        targets: Names of targets in any order, see :func:`clientgen.targets.known`; all when empty.
        templates: A folder of templates that replace those of clientgen.
        top: A folder of the output whose files stand at the output's own top instead.
    """

    spec: Path
    out: Path
    targets: tuple[str, ...]
    templates: Path | None = None
    top: str = ""


class Build(NamedTuple):
    """All files of an output folder, in memory.

    Attributes:
        wanted: Content by path, the manifest among them.
        manifest: The manifest.
        warnings: What the reader of the spec has to say.
        allowed: Warnings that comments in the spec allow.
    """

    wanted: Mapping[str, bytes]
    manifest: Manifest
    warnings: tuple[Finding, ...] = ()
    allowed: tuple[Allowed, ...] = ()


def speed() -> Speed:
    """The shorter ways where there are some."""
    try:
        from .fast.ways import SPEED
    except ImportError:
        return PLAIN
    return SPEED


def inputs(settings: Settings) -> Inputs:
    """Digests of everything that decides what the output is."""
    return digests_of(
        os.fspath(settings.spec),
        os.fspath(settings.out),
        None if settings.templates is None else os.fspath(settings.templates),
        settings.targets,
    )


def build(
    settings: Settings,
    made_from: Inputs,
    reuse: Place | None,
    tell: Tell,
    before: Past | None = None,
    trees: Trees | None = None,
) -> Build:
    """Make all files, in memory.

    Args:
        settings: What to make from what.
        made_from: Digests of the inputs, taken before.
        reuse: A folder whose formatted text may be taken for text that has not changed;
            None to format everything.
        tell: Told what is being done.
        before: The spec as it was, for targets that tell of changes.
        trees: The spec's files as they were read last, for who reads again and again.

    Raises:
        SpecError: The spec has mistakes.
        WritingError: The spec changed while it was read.
        GeneratorBug: A file came out wrong.
    """
    with speed().formatting() as submit, garbage_left():
        tell("reading the spec")
        loaded, was = _read(settings.spec, before, trees)
        _refuse(loaded, made_from.targets)
        tell("filling the templates")
        files = _render(loaded.api, made_from, settings.templates, was)
        contents, digests = _finish(_moved(files, settings.top), reuse, submit, tell)
    _same_spec(settings.spec, made_from)
    manifest = Manifest(
        made_from.generator,
        made_from.black,
        made_from.spec,
        made_from.templates,
        made_from.targets,
        resources=len(loaded.api.resources),
        operations=sum(len(resource.operations) for resource in loaded.api.resources),
        files=digests,
        warnings=len(loaded.warnings),
    )
    wanted = {**contents, manifests.NAME: manifests.render(manifest)}
    return Build(wanted, manifest, loaded.warnings, loaded.allowed)


def _read(
    spec: Path, before: Past | None, trees: Trees | None = None
) -> tuple[Loaded, Api | None]:
    """A spec, and the API as it was."""
    from .reading import load, load_as

    accepts = speed().accepts
    loaded = load(spec, accepts, trees=trees)
    return loaded, None if before is None else load_as(*before, accepts).api


def _same_spec(spec: Path, made_from: Inputs) -> None:
    if spec_digest(os.fspath(spec)) != made_from.spec:
        raise WritingError(f"{spec} changed while it was read: run again")


def _refuse(loaded: Loaded, targets: Sequence[str]) -> None:
    """Tell what stands against a target as what stands against the spec is told."""
    from .targets import load_target

    problems: list[Problem] = []
    for name in targets:
        try:
            target = load_target(name)
        except ModuleNotFoundError as error:
            if error.name is None or error.name.startswith("clientgen"):
                raise
            raise WritingError(
                f"the target {name!r} needs more than clientgen alone ({error.name} is"
                f" missing): pip install 'clientgen[{name}]'"
            ) from error
        problems += target.problems(loaded.api)
    if problems:
        from .reading.findings import Finding, SpecError

        found = (Finding(p.position, "error", p.code, p.message) for p in problems)
        raise SpecError([*found, *loaded.warnings], loaded.allowed)


def _render(
    api: Api, made_from: Inputs, templates: Path | None, before: Api | None
) -> Iterator[tuple[Target, list[OutputFile]]]:
    from .targets import render

    with _blamed(templates):
        yield from render(
            api,
            made_from.targets,
            templates,
            lambda folder: speed().compiled(folder, made_from.templates),
            before,
        )


@contextmanager
def _blamed(templates: Path | None) -> Iterator[None]:
    """Templates of others run code of their own, which may fail in any way: say where."""
    try:
        yield
    except Exception as error:
        if templates is None:
            raise
        raise WritingError(f"{_template_of(error)}: {error}") from error


def _moved(
    made: Iterator[tuple[Target, list[OutputFile]]], top: str
) -> Iterator[tuple[Target, list[OutputFile]]]:
    """The files of one folder at the top."""
    for target, files in made:
        if top:
            yield target, [
                file._replace(path=file.path.removeprefix(f"{top}/")) for file in files
            ]
        else:
            yield target, files


def _template_of(error: Exception) -> str:
    # Jinja puts templates into tracebacks as if they were Python.
    place = "a template fails"
    step = error.__traceback__
    while step is not None:
        file = step.tb_frame.f_code.co_filename
        if file.endswith(".jinja"):
            place = f"{file}:{step.tb_lineno}"
        step = step.tb_next
    return place


def _finish(
    made: Iterator[tuple[Target, list[OutputFile]]],
    reuse: Place | None,
    submit: Submit,
    tell: Tell,
) -> tuple[dict[str, bytes], dict[str, FileDigest]]:
    final: dict[str, bytes] = {}
    unformatted: dict[str, str] = {}
    formatting: list[Callable[[Tell], dict[str, str]]] = []
    taken = {manifests.NAME}
    for target, files in made:
        pending: dict[str, str] = {}
        for file in files:
            if file.path in taken:
                raise GeneratorBug(f"{file.path} was made twice")
            taken.add(file.path)
            if file.final or not file.path.endswith(target.black):
                final[file.path] = _encode(file.path, file.text)
                continue
            unformatted[file.path] = unformatted_digest(file.text)
            known = (
                None
                if reuse is None
                else reuse.formatted(file.path, unformatted[file.path])
            )
            if known is not None:
                final[file.path] = known
            else:
                pending[file.path] = file.text
        if pending:
            formatting.append(submit(pending))
    for formatted in formatting:
        for path, text in formatted(tell).items():
            final[path] = _encode(path, text)
    digests = {
        path: FileDigest(sha256(data), unformatted.get(path, ""))
        for path, data in sorted(final.items())
    }
    return final, digests


def _encode(path: str, text: str) -> bytes:
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise GeneratorBug(f"{path} holds text that is no Unicode: {error}") from error
    return data if data.endswith(b"\n") or not data else data + b"\n"


class Generated(NamedTuple):
    """What ``generate`` has done.

    Attributes:
        update: What was done to the output folder, or what stands against it.
        manifest: The new manifest.
        warnings: What the reader of the spec has to say; not known when nothing has changed.
        allowed: Warnings that comments in the spec allow; not known either then.
        by_digests: Nothing was generated, because no digest differs.
    """

    update: Update
    manifest: Manifest
    warnings: tuple[Finding, ...] = ()
    allowed: tuple[Allowed, ...] = ()
    by_digests: bool = False


def generate(
    settings: Settings, tell: Tell, *, force: bool = False, trees: Trees | None = None
) -> Generated:
    """Write the output folder.

    Args:
        settings: What to make from what.
        tell: Told what is being done.
        force: Whether to overwrite what was edited by hand.
        trees: The spec's files as they were read last, for who generates again and again.

    Raises:
        SpecError: The spec has mistakes; nothing was written.
        WritingError: It cannot be done; nothing was written.
        GeneratorBug: A file came out wrong; nothing was written.
    """
    from .writing.update import Update, look, update
    from .writing.workspace import recover

    made_from = inputs(settings)
    out = settings.out.resolve()
    recover(out)
    if manifest := _unchanged(out, made_from):
        same = (*manifest.files, manifests.NAME)
        return Generated(Update(unchanged=same), manifest, by_digests=True)
    place = look(out)
    made = build(settings, made_from, place, tell, trees=trees)
    tell("writing")
    if _same_but_for(place.known.manifest, made.manifest, ("black",)):
        made = made._replace(wanted=_with_own_manifest(place, made.wanted))
    done = update(place, made.wanted, force=force)
    return Generated(done, made.manifest, made.warnings, made.allowed)


def build_site(
    settings: Settings, tell: Tell, *, since: str | None = None, force: bool = False
) -> Generated:
    """Write the documentation site.

    Args:
        settings: What to make from what; its output folder is the site's.
        tell: Told what is being done.
        since: A git revision; a page tells what has changed since.
        force: Whether to overwrite what was edited by hand.

    Raises:
        SpecError: The spec has mistakes, or had some at that revision.
        WritingError: It cannot be done; nothing was written.
        GeneratorBug: A file came out wrong; nothing was written.
    """
    from .writing.update import Update, look, update
    from .writing.workspace import recover

    settings = settings._replace(targets=("site",), top="site")
    out = settings.out.resolve()
    recover(out)
    with _spec_at(settings.spec, since) as before:
        made_from = _site_inputs(settings, before)
        if manifest := _unchanged(out, made_from):
            same = (*manifest.files, manifests.NAME)
            return Generated(Update(unchanged=same), manifest, by_digests=True)
        place = look(out)
        made = build(settings, made_from, None, tell, before)
    tell("writing")
    done = update(place, made.wanted, force=force)
    return Generated(done, made.manifest, made.warnings, made.allowed)


def site_pages(
    settings: Settings, *, since: str | None = None
) -> Callable[[], Mapping[str, bytes]]:
    """The documentation site, in memory.

    Args:
        settings: What to make from what.
        since: A git revision; a page tells what has changed since.

    Returns:
        Gives the site's files by path; each is made when it is first asked for, and anew
        when the spec or a template has changed. It raises what :func:`build_site` raises,
        what comes of making a file when that is asked for.
    """
    settings = settings._replace(targets=("site",))
    known: dict[str, Mapping[str, bytes]] = {}
    trees: Trees = {}

    def pages() -> Mapping[str, bytes]:
        with _spec_at(settings.spec, since) as before:
            made_from = _site_inputs(settings, before)
            version = made_from.spec + made_from.templates
            if version not in known:
                made = _shelf(settings, made_from, before, trees)
                known.clear()
                known[version] = made
        return known[version]

    return pages


def _shelf(
    settings: Settings, made_from: Inputs, before: Past | None, trees: Trees
) -> Mapping[str, bytes]:
    """The site's files by path, none of them made yet."""
    from .shelf import Shelf
    from .targets import sheets

    with garbage_left():
        loaded, was = _read(settings.spec, before, trees)
        _refuse(loaded, made_from.targets)
        with _blamed(settings.templates):
            found = sheets(
                loaded.api,
                "site",
                settings.templates,
                lambda folder: speed().compiled(folder, made_from.templates),
                was,
            )
    _same_spec(settings.spec, made_from)

    def made(sheet: Sheet) -> Mapping[str, bytes]:
        with garbage_left(), _blamed(settings.templates):
            return {path: _encode(path, text) for path, text in sheet.make()}

    return Shelf(found, made)


def _site_inputs(settings: Settings, before: Past | None) -> Inputs:
    """Digests of what decides the site; the spec as it was is part of that."""
    made_from = inputs(settings)
    if before is not None:
        words = f"{made_from.templates} {spec_digest(os.fspath(before.folder))}"
        made_from.templates = sha256(words.encode())
    return made_from


def _spec_at(spec: Path, revision: str | None) -> AbstractContextManager[Past | None]:
    if revision is None:
        return nullcontext()
    from .writing.revisions import folder_at

    return folder_at(spec, revision)


class Checked(NamedTuple):
    """What ``check`` has found.

    Attributes:
        drifts: Files that are not as they should be.
        manifest: The manifest as it should be.
        warnings: What the reader of the spec has to say; not known when digests were enough.
        allowed: Warnings that comments in the spec allow; not known either then.
        by_digests: Nothing was generated, because no digest differs.
        note: What differs though no file does; empty if nothing.
    """

    drifts: tuple[Drift, ...]
    manifest: Manifest
    warnings: tuple[Finding, ...] = ()
    allowed: tuple[Allowed, ...] = ()
    by_digests: bool = False
    note: str = ""


def check(settings: Settings, tell: Tell, *, full: bool = False) -> Checked:
    """Compare the output folder with what would be generated; write nothing.

    Args:
        settings: What to make from what.
        tell: Told what is being done.
        full: Whether to generate and compare everything, and take nobody's word for it:
            without it, a manifest whose own digest is right is believed.

    Raises:
        SpecError: The spec has mistakes.
        WritingError: It cannot be done.
        GeneratorBug: A file came out wrong.
    """
    made_from = inputs(settings)
    out = settings.out.resolve()
    if not full and (manifest := _unchanged(out, made_from, alone=True)):
        return Checked((), manifest, by_digests=True)
    from .writing.drift import compare
    from .writing.update import look

    place = look(out)
    made = build(settings, made_from, None if full else place, tell)
    tell("comparing")
    note = _same_but_for(place.known.manifest, made.manifest, ("black", "warnings"))
    if note:
        made = made._replace(wanted=_with_own_manifest(place, made.wanted))
    return Checked(
        compare(place, made.wanted, made.manifest),
        made.manifest,
        made.warnings,
        made.allowed,
        note=note,
    )


def read_alone(settings: Settings) -> Loaded:
    """The spec, when nothing is to be made of it.

    Raises:
        SpecError: The spec has mistakes.
    """
    from .reading import load

    return load(settings.spec, speed().accepts)


def mend(settings: Settings) -> Mended:
    """Mend what is mechanical in a spec, and write it.

    Raises:
        SpecError: Its files cannot be read.
        WritingError: They cannot be written; nothing was.
    """
    from functools import partial

    from .mending import mend
    from .reading import read_sources
    from .writing.spec_files import replace_files

    files = read_sources(settings.spec)
    mended = mend(settings.spec, files, partial(findings_of, settings))
    replace_files(settings.spec, mended.before, mended.after)
    return mended


def findings_of(
    settings: Settings, changed: Mapping[str, bytes] = MappingProxyType({})
) -> tuple[Finding, ...]:
    """All that stands against a spec, or is probably a mistake; nothing is made of it.

    Args:
        settings: What to make from what.
        changed: By path below the spec: what files are taken to hold instead.
    """
    from .reading import SpecError, load
    from .targets import default

    try:
        loaded = load(settings.spec, speed().accepts, changed)
        _refuse(loaded, settings.targets or default())
    except SpecError as error:
        return error.findings
    return loaded.warnings


def _same_but_for(before: Manifest | None, now: Manifest, free: tuple[str, ...]) -> str:
    """Say what alone differs between two manifests of the same files; empty if more does.

    Args:
        before: The one on the disk.
        now: The one that would be written.
        free: What may differ while every file is as it should be.
    """
    if before is None or before == now:
        return ""
    changes = {name: getattr(before, name) for name in free}
    if {path: file.sha256 for path, file in before.files.items()} == {
        path: file.sha256 for path, file in now.files.items()
    }:
        # What a text was before it was formatted says the year of Black's style, too.
        changes["files"] = before.files
    if now._replace(**changes) != before:
        return ""
    if before.black != now.black:
        return (
            f"formatted with Black {before.black} then and with Black {now.black} now; no"
            " file differs"
        )
    return "the spec has other warnings than when this was generated; no file differs"


def _with_own_manifest(place: Place, wanted: Mapping[str, bytes]) -> dict[str, bytes]:
    from .writing.tree import read

    return {**wanted, manifests.NAME: read(place.root, manifests.NAME)}


def _unchanged(out: Path, made_from: Inputs, *, alone: bool = False) -> Manifest | None:
    text = speed().unchanged(os.fspath(out), made_from, alone)
    return manifests.parse(text.encode()) if text else None

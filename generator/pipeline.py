"""From a spec to files: the one place that joins the rooms.

``generate`` and ``check`` differ in their last step only: write, or compare. Rooms are
imported when they are needed, so that a run in which nothing has changed loads neither a
YAML reader nor a template engine nor Black; nor dataclasses, which would take a quarter of
its time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from . import __version__
from .writing import manifest as manifests
from .writing.digests import spec_digest, templates_digest
from .writing.errors import GeneratorBug, WritingError
from .writing.formatting import black_version, garbage_left, unformatted_digest
from .writing.manifest import FileDigest, Manifest, sha256
from .writing.quick import Inputs, unchanged

if TYPE_CHECKING:
    from .model.api import Api
    from .reading import Finding
    from .targets.output import OutputFile
    from .writing.drift import Drift
    from .writing.parallel import Half, Shares
    from .writing.update import Place, Update

Tell = Callable[[str], None]

TARGETS = ("python", "docs", "openapi")
"""The keys of :data:`generator.targets.TARGETS`, without what loading that room takes."""


class Settings(NamedTuple):
    """What to make from what.

    Attributes:
        spec: The spec's folder.
        out: The output folder.
        targets: Names of targets in any order, see :data:`TARGETS`; all when empty.
        templates: A folder of templates that replace those of clientgen.
    """

    spec: Path
    out: Path
    targets: tuple[str, ...]
    templates: Path | None = None


class Build(NamedTuple):
    """All files of an output folder, in memory.

    Attributes:
        wanted: Content by path, the manifest among them.
        manifest: The manifest.
        warnings: What the reader of the spec has to say.
    """

    wanted: Mapping[str, bytes]
    manifest: Manifest
    warnings: tuple[Finding, ...] = ()


def inputs(settings: Settings) -> Inputs:
    """Digests of everything that decides what the output is."""
    check_places(settings)
    return Inputs(
        generator=__version__,
        black=black_version(),
        spec=spec_digest(settings.spec),
        templates=templates_digest(settings.templates),
        targets=_targets(settings.targets),
    )


def _targets(names: tuple[str, ...]) -> tuple[str, ...]:
    """All targets that are made, in one order, whatever the settings say of them."""
    for name in names:
        if name not in TARGETS:
            known = ", ".join(TARGETS)
            raise WritingError(f"there is no target {name!r}; known: {known}")
    return tuple(name for name in TARGETS if not names or name in names)


def check_places(settings: Settings) -> None:
    """Make sure that output and input are apart.

    Raises:
        WritingError: They are not, or there is no spec.
    """
    if settings.spec.is_file():
        raise WritingError(
            f"{settings.spec} is a file: name the spec's folder, the one with api.yaml"
        )
    if not settings.spec.is_dir():
        raise WritingError(f"there is no folder {settings.spec} to read a spec from")
    if settings.out.exists() and not settings.out.is_dir():
        raise WritingError(f"{settings.out} is a file, not a folder to write to")
    if settings.templates is not None and not settings.templates.is_dir():
        raise WritingError(f"there is no folder {settings.templates} with templates")
    out = settings.out.resolve()
    for what, folder in (("spec", settings.spec), ("templates", settings.templates)):
        if folder is None:
            continue
        place = folder.resolve()
        if out == place or out in place.parents or place in out.parents:
            raise WritingError(
                f"the output folder {settings.out} and the {what} folder {folder} must not"
                " be one inside the other: choose another --out"
            )


def build(
    settings: Settings, made_from: Inputs, reuse: Place | None, tell: Tell
) -> Build:
    """Make all files, in memory.

    Args:
        settings: What to make from what.
        made_from: Digests of the inputs, taken before.
        reuse: A folder whose formatted text may be taken for text that has not changed;
            None to format everything.
        tell: Told what is being done.

    Raises:
        SpecError: The spec has mistakes.
        WritingError: The spec changed while it was read.
        GeneratorBug: A file came out wrong.
    """
    from .writing.parallel import second_process

    with second_process() as process, garbage_left():
        tell("reading the spec")
        from .reading import load

        loaded = load(settings.spec)
        tell("filling the templates")
        files = _render(loaded.api, made_from, settings.templates)
        contents, digests = _finish(files, reuse, process, tell)
    if spec_digest(settings.spec) != made_from.spec:
        raise WritingError(f"{settings.spec} changed while it was read: run again")
    manifest = Manifest(
        **made_from._asdict(),
        resources=len(loaded.api.resources),
        operations=sum(len(resource.operations) for resource in loaded.api.resources),
        files=digests,
        warnings=len(loaded.warnings),
    )
    wanted = {**contents, manifests.NAME: manifests.render(manifest)}
    return Build(wanted, manifest, loaded.warnings)


def _render(
    api: Api, made_from: Inputs, templates: Path | None
) -> Iterator[list[OutputFile]]:
    from .targets import render

    try:
        yield from render(api, made_from.targets, templates, made_from.templates)
    except Exception as error:
        # Templates run code of their own, which may fail in any way.
        if templates is None:
            raise
        raise WritingError(f"{_template_of(error)}: {error}") from error


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
    made: Iterator[list[OutputFile]],
    reuse: Place | None,
    process: Half | None,
    tell: Tell,
) -> tuple[dict[str, bytes], dict[str, FileDigest]]:
    from .writing.parallel import formatted, share

    final: dict[str, bytes] = {}
    unformatted: dict[str, str] = {}
    shared: list[Shares] = []
    taken = {manifests.NAME}
    for files in made:
        pending: dict[str, str] = {}
        for file in files:
            if file.path in taken:
                raise GeneratorBug(f"{file.path} was made twice")
            taken.add(file.path)
            if file.language != "python" or file.formatted:
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
            # The other process formats while the next target is made.
            shared.append(share(pending, None if shared else process))
    for shares in shared:
        for path, text in formatted(shares, tell).items():
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
        by_digests: Nothing was generated, because no digest differs.
    """

    update: Update
    manifest: Manifest
    warnings: tuple[Finding, ...] = ()
    by_digests: bool = False


def generate(settings: Settings, tell: Tell, *, force: bool = False) -> Generated:
    """Write the output folder.

    Args:
        settings: What to make from what.
        tell: Told what is being done.
        force: Whether to overwrite what was edited by hand.

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
    if manifest := unchanged(out, made_from):
        same = (*manifest.files, manifests.NAME)
        return Generated(Update(unchanged=same), manifest, by_digests=True)
    place = look(out)
    made = build(settings, made_from, place, tell)
    tell("writing")
    done = update(place, made.wanted, force=force)
    return Generated(done, made.manifest, made.warnings)


class Checked(NamedTuple):
    """What ``check`` has found.

    Attributes:
        drifts: Files that are not as they should be.
        manifest: The manifest as it should be.
        warnings: What the reader of the spec has to say; not known when digests were enough.
        by_digests: Nothing was generated, because no digest differs.
    """

    drifts: tuple[Drift, ...]
    manifest: Manifest
    warnings: tuple[Finding, ...] = ()
    by_digests: bool = False


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
    if not full and (manifest := unchanged_since(settings)):
        return Checked((), manifest, by_digests=True)
    made_from = inputs(settings)
    out = settings.out.resolve()
    from .writing.drift import compare
    from .writing.update import look

    place = look(out)
    made = build(settings, made_from, None if full else place, tell)
    tell("comparing")
    return Checked(
        compare(place, made.wanted, made.manifest), made.manifest, made.warnings
    )


def unchanged_since(settings: Settings) -> Manifest | None:
    """The manifest, if digests tell that the output folder is what it should be."""
    return unchanged(settings.out.resolve(), inputs(settings), alone=True)


def remembered(manifest: Manifest, full_check: str = "clientgen check --full") -> str:
    """Say that the spec has warnings, when it was not read; empty when it has none.

    Args:
        manifest: What the last run has left.
        full_check: The command that shows them.
    """
    if not manifest.warnings:
        return ""
    what = "1 warning" if manifest.warnings == 1 else f"{manifest.warnings} warnings"
    return f"{what} in the spec: see {full_check}"


def clean(settings: Settings, files: int, how: str, started: float) -> str:
    """Say that the output folder is what it should be.

    Args:
        settings: What is made from what.
        files: How many files there are.
        how: How they were compared.
        started: When, by ``time.perf_counter``.
    """
    return (
        f"{settings.out} is what {settings.spec} gives: {files} files, {how},"
        f" in {time.perf_counter() - started:.1f} s"
    )

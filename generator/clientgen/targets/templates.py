"""Templates, found and compiled under the law of :mod:`clientgen.targets.sinks`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from . import sinks
from .sinks import Code, html, markdown, terminal

_BESIDE = Path(__file__).parents[3] / "templates"
_INSIDE = Path(__file__).parents[1] / "templates"


class _Environment(ImmutableSandboxedEnvironment):
    """No underscored attributes: nothing but a sink gets at the class that sinks make."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """As the sandbox does; at once where the attribute is a field of a named tuple.

        Views are named tuples, and to ask of each field whether it leads out of the sandbox
        takes 20 ms of a run. (They are no dataclasses, because to make thirty of those
        takes 10 ms more.)
        """
        fields = getattr(type(obj), "_fields", ())
        if attribute in fields and attribute[0] != "_":
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


class Templates(NamedTuple):
    """Where templates are looked up.

    Attributes:
        environment: Renders ``python/*.jinja`` and ``docs/*.jinja``.
        folders: Searched in this order for files that are copied as they stand.
    """

    environment: jinja2.Environment
    folders: tuple[Path, ...]

    def render(self, name: str, **values: object) -> str:
        """Render one template; ``name`` is its path below the templates folder."""
        return self.environment.get_template(name).render(**values)

    def part(self, name: str, **values: object) -> Code:
        """Render a piece of another page. It is code: what made it has printed no other."""
        return sinks.emit(self.render(name, **values))

    def asset(self, name: str) -> str:
        """A file that goes out as it stands; ``name`` is its path below the templates folder."""
        for root in self.folders:
            if (root / name).is_file():
                return (root / name).read_text(encoding="utf-8")
        raise FileNotFoundError(name)

    def verbatim(self, folder: str) -> dict[str, str]:
        """The plain Python files below a folder, by their paths in it, sorted; own ones first."""
        found: dict[str, str] = {}
        for root in self.folders:
            for path in (root / folder).rglob("*.py"):
                place = path.relative_to(root / folder).as_posix()
                found.setdefault(place, path.read_text(encoding="utf-8"))
        return dict(sorted(found.items()))


def default_folder() -> Path:
    """The folder of the templates that come with clientgen."""
    return _INSIDE if _INSIDE.is_dir() else _BESIDE


def load_templates(
    override: Path | None = None,
    compiled: Callable[[Path], jinja2.BytecodeCache | None] = lambda folder: None,
) -> Templates:
    """Prepare the templates.

    Args:
        override: A folder whose files replace those of the same path; all the rest is
            taken from the templates that come with clientgen.
        compiled: Gives what keeps compiled templates of a folder between runs. Asked for
            clientgen's own folder alone: what is kept is code, which no sandbox holds.
    """
    own = default_folder()
    folders = (own,) if override is None else (override, own)
    environment = _Environment(
        loader=jinja2.FileSystemLoader([str(folder) for folder in folders]),
        undefined=jinja2.StrictUndefined,
        finalize=sinks.printable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        newline_sequence="\n",
        autoescape=False,
        bytecode_cache=None if override else compiled(own),
    )
    # Jinja's own filters give plain text, which may not be printed: only sinks remain.
    environment.filters = {
        "literal": sinks.literal,
        "docstring": sinks.docstring,
        "comment": sinks.comment,
        "identifier": sinks.identifier,
        "json": sinks.json_text,
        "toml": sinks.toml_string,
        **markdown.SINKS,
        "html_table": html.table,
        "paragraph": terminal.paragraph,
        "lines": terminal.lines,
        "columns": terminal.table,
    }
    environment.globals = {}
    return Templates(environment, folders)

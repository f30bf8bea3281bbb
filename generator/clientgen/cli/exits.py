"""Exit codes, and what is printed when a command fails.

0 all is as it should be; 1 drift, or work of yours in the way; 2 could not run; 130
interrupted.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

import click

from .. import __version__
from .printing import echo
from .teller import Teller
from .terminal import counted

DEBUG = "CLIENTGEN_DEBUG"


def run(command: click.Command, arguments: Sequence[str] | None) -> int:
    """Run a command and give its exit code; failures are printed.

    Args:
        command: The whole command line.
        arguments: Without the program's name; those of the process by default.
    """
    teller = Teller()
    try:
        ended = command.main(arguments, "clientgen", standalone_mode=False, obj=teller)
        code = ended if isinstance(ended, int) else 0
        teller.finish(code)
        sys.stdout.flush()
        return code
    except click.ClickException as error:
        shown = io.StringIO()
        error.show(shown)
        echo(shown.getvalue().rstrip("\n"), err=True)
        teller.finish(error.exit_code, error.format_message())
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        echo("interrupted", err=True)
        return 130
    except BrokenPipeError:
        # Whoever read the output has enough; there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        return failed(error, teller)


def failed(error: Exception, teller: Teller) -> int:
    """Print why a command failed, and give its exit code.

    Args:
        error: What it raised.
        teller: That of the run.
    """
    try:
        from ..importing.problems import ImportingError
        from ..reading import SpecError
        from ..writing.errors import WritingError
        from .settings import ProjectError
    except Exception:
        # They are what failed, or they would have been loaded long ago.
        return _bug(error, teller)
    teller.form = teller.failing or teller.form
    if isinstance(error, SpecError):
        teller.findings(error.findings)
        teller.allowed(error.allowed)
        errors = sum(finding.severity == "error" for finding in error.findings)
        warnings = len(error.findings) - errors
        tail = f" and {counted(warnings, 'warning')}" if warnings else ""
        echo(
            f"{counted(errors, 'error')}{tail} in the spec; nothing was written",
            err=True,
        )
        teller.finish(2)
    elif isinstance(error, ProjectError | WritingError | ImportingError):
        echo(f"clientgen: error: {error}", err=True)
        teller.finish(2, str(error))
    else:
        return _bug(error, teller)
    _debug(error)
    return 2


def _bug(error: Exception, teller: Teller) -> int:
    echo(
        f"clientgen {__version__} failed: {type(error).__name__}: {error}\n"
        "This is a bug of clientgen, and nothing was written. Please report it to its"
        f" maintainers, with the spec and what is printed when {DEBUG}=1 is set.",
        err=True,
    )
    teller.finish(2, f"{type(error).__name__}: {error}")
    _debug(error)
    return 2


def _debug(error: Exception) -> None:
    if os.environ.get(DEBUG):
        import traceback

        traceback.print_exception(error)

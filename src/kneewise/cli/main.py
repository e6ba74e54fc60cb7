"""The command ``kneewise``: errors become one clear message and the exit code of the contract."""

from __future__ import annotations

import io
import json
import os
import sys
import traceback
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from typer.exceptions import Abort, Exit, TyperException

from kneewise.cli.common import desk_for
from kneewise.model.errors import Bug, KneewiseError, Store, UsageError

INTERRUPTED = 130
STOPPED = "Stopped. What was finished before is kept; begin again to do the rest."

COMMANDS = {
    "assess": "kneewise.cli.assess:assess",
    "examples": "kneewise.cli.examples:examples",
    "ask": "kneewise.cli.ask:ask",
    "runs": "kneewise.cli.runs:app",
    "shoes": "kneewise.cli.shoes:app",
    "load": "kneewise.cli.load:load",
    "changes": "kneewise.cli.changes:changes",
    "findings": "kneewise.cli.findings:findings",
    "claim": "kneewise.cli.claim:claim",
    "schema": "kneewise.cli.schema:schema",
    "knowledge": "kneewise.cli.knowledge:app",
}
"""Where each command is. Only the one that is called is loaded, because loading all takes longer than most of them run."""


def app_with(names: Iterable[str]) -> typer.Typer:
    """The command line with some of its commands."""
    app = typer.Typer(
        name="kneewise",
        help="Sore knee? How urgent it is, what it likely is, and why. Not a diagnosis. In an emergency call your emergency number.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(main)
    for name in names:
        module, _, attribute = COMMANDS[name].partition(":")
        part = getattr(import_module(module), attribute)
        if isinstance(part, typer.Typer):
            app.add_typer(part, name=name)
        else:
            app.command(name)(part)
    return app


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version as version_of

        print(f"kneewise {version_of('kneewise')}\nknowledge {desk_for('en').kb.version[:12]}")
        raise Exit


def main(
    version: Annotated[
        bool, typer.Option("--version", help="Print the versions of code and knowledge.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Take what stands before a command."""


def run(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # JSON is UTF-8, whatever the terminal's locale
    try:
        code = code_of(given)
    except KeyboardInterrupt:
        print(f"\n{STOPPED}", file=sys.stderr)
        code = INTERRUPTED
    except OSError as error:
        code = _report(Store(f"Reading or writing failed: {error.strerror}.", where=str(error.filename or "standard output")), given)
    except Exception as error:  # a bug; a program still gets JSON, and everybody the code of the contract
        traceback_lines = traceback.format_exception(error)
        code = _report(Bug(f"This is a bug of Kneewise, please report it: {traceback_lines[-1].strip()}", where=_place(error)), given)
        if not _wants_json(given):
            print("".join(traceback_lines), file=sys.stderr)
    sys.exit(_flushed(code))


def _flushed(code: int) -> int:
    """The exit code once the output is out: nobody to read it is no error, a full disk is one."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # nothing more is to be flushed at the end
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return _report(Store(f"The answer could not be written: {error.strerror}. Free some space.", where="standard output"), sys.argv[1:])
    return code


def code_of(arguments: list[str]) -> int:
    """Run the command line and give its exit code instead of leaving."""
    named = [word for word in arguments[:1] if word in COMMANDS]
    command = typer.main.get_command(app_with(named or COMMANDS))
    try:
        _check_utf8(arguments)
        result = command.main(arguments, prog_name="kneewise", standalone_mode=False)
    except KneewiseError as error:
        return _report(error, arguments)
    except TyperException as error:
        return _report(UsageError(error.format_message(), where="command line"), arguments)
    except Abort:
        print(STOPPED, file=sys.stderr)
        return UsageError.exit_code
    except Exit as leave:
        return leave.exit_code
    except BrokenPipeError:
        return 0
    except SystemExit as leave:  # the command library's way to say that the reader has gone
        return 0 if leave.code == 1 else int(leave.code or 0)
    return result if isinstance(result, int) else 0


def _check_utf8(arguments: list[str]) -> None:
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise UsageError("An argument is no UTF-8 text. Put the text into a file and give --text-file.", where="command line") from None


def _place(error: Exception) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name} line {frame.lineno}"


def _wants_json(arguments: list[str]) -> bool:
    return any(a == "--json" or a.split("=")[0] == "--batch" for a in arguments)


def _report(error: KneewiseError, arguments: list[str]) -> int:
    if not error.message:
        return error.exit_code  # the help was printed instead
    if _wants_json(arguments):
        print(json.dumps({"error": error.as_dict()}, ensure_ascii=False), file=sys.stderr)
    else:
        place = f"{error.where}: " if error.where else ""
        print(f"kneewise: {place}{error.message}", file=sys.stderr)
    return error.exit_code


if __name__ == "__main__":
    run()

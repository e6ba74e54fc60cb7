"""The command ``kneewise``: errors become one clear message and the exit code of the contract."""

from __future__ import annotations

import json
import sys
from typing import NoReturn

import typer
from typer.exceptions import Abort, Exit, TyperException

from kneewise.cli import ask, assess, claim, findings, knowledge
from kneewise.model.errors import KneewiseError, UsageError

app = typer.Typer(
    name="kneewise",
    help="Sore knee? How urgent it is, what it likely is, and why. Not a diagnosis. In an emergency call your emergency number.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("assess")(assess.assess)
app.command("examples")(assess.examples)
app.command("ask")(ask.ask)
app.command("findings")(findings.findings)
app.command("claim")(claim.claim)
app.add_typer(knowledge.app, name="knowledge")

BUG = 70


def run(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and leave with its exit code."""
    sys.exit(code_of(sys.argv[1:] if arguments is None else arguments))


def code_of(arguments: list[str]) -> int:
    """Run the command line and give its exit code instead of leaving."""
    command = typer.main.get_command(app)
    try:
        result = command.main(arguments, prog_name="kneewise", standalone_mode=False)
    except KneewiseError as error:
        return _report(error, arguments)
    except TyperException as error:
        return _report(UsageError(error.format_message(), where="command line"), arguments)
    except Abort:
        print("Stopped. Nothing was saved.", file=sys.stderr)
        return UsageError.exit_code
    except Exit as leave:
        return leave.exit_code
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone; there is nobody to tell
        return 0
    return result if isinstance(result, int) else 0


def _report(error: KneewiseError, arguments: list[str]) -> int:
    if "--json" in arguments or "--batch" in arguments:
        print(json.dumps({"error": error.as_dict()}, ensure_ascii=False), file=sys.stderr)
    else:
        place = f"{error.where}: " if error.where else ""
        print(f"kneewise: {place}{error.message}", file=sys.stderr)
    return error.exit_code


if __name__ == "__main__":
    run()

"""``kneewise runs``: import, list, show, correct, enter, export, watch."""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from kneewise.app import runs
from kneewise.app.desk import Desk
from kneewise.app.run_import import Progress, add, reread, shown
from kneewise.app.run_show import import_text, run_line, run_page
from kneewise.app.run_views import import_view, run_view, whole_view
from kneewise.app.run_writer import FileReport
from kneewise.app.shelf import open_shelf, reckoning
from kneewise.app.zones import aware
from kneewise.cli.common import Json, Language, day_option, desk_for, print_json
from kneewise.model.errors import MalformedInput, NotFound, UsageError
from kneewise.model.kept_run import KeptRun

PARTLY = 5
ALL_REFUSED = MalformedInput.exit_code

app = typer.Typer(help="Import runs, list and correct them.", no_args_is_help=True)
Zone = Annotated[str, typer.Option("--timezone", help="Zone of runs that name none, as Europe/Berlin. Default: this machine's.")]
Since = Annotated[str | None, typer.Option("--since", help="First day, as 2026-01-31.")]
Until = Annotated[str | None, typer.Option("--until", help="Last day.")]
Run = Annotated[str, typer.Argument(help="Id of a run, or the beginning of it.")]


@app.command("add")
def add_files(
    files: Annotated[
        list[Path], typer.Argument(help="Files, folders or archives: FIT, GPX, TCX, exports of Strava, Garmin, Apple Health …")
    ],
    timezone: Zone = "",
    json_out: Json = False,
    language: Language = "en",
) -> None:
    """Import runs. Adding one twice changes nothing; a bad file is named and the rest goes on."""
    desk = desk_for(language)
    with open_shelf(desk) as store, _progress(quiet=json_out) as told:
        reports = add(store, files, reckoning(desk, timezone), progress=told)
    if not reports:
        raise NotFound("Nothing to import was found there.", where=str(files[0]))
    _print_import(reports, desk, json_out)
    refused = sum(report.status == "refused" for report in reports)
    if refused:
        raise typer.Exit(ALL_REFUSED if refused == len(reports) else PARTLY)


@app.command("reread")
def reread_originals(
    everything: Annotated[bool, typer.Option("--all", help="Also what this version has read.")] = False,
    timezone: Zone = "",
    json_out: Json = False,
    language: Language = "en",
) -> None:
    """Read the kept originals again, as after an update; corrections stay."""
    desk = desk_for(language)
    with open_shelf(desk) as store, _progress(quiet=json_out) as told:
        reports = reread(store, reckoning(desk, timezone), everything=everything, progress=told)
    _print_import(reports, desk, json_out)


@app.command("watch")
def watch(
    folder: Annotated[Path, typer.Argument(help="Folder that a watch or its program writes to.")],
    every: Annotated[float, typer.Option("--every", help="Seconds between two looks.", min=0.1)] = 5.0,
    times: Annotated[int, typer.Option("--times", help="Stop after so many looks; 0: until you stop it.", min=0)] = 0,
    timezone: Zone = "",
    json_out: Json = False,
    language: Language = "en",
) -> None:
    """Look into a folder again and again and import what is new. Stop it with Ctrl-C."""
    desk = desk_for(language)
    before: dict[str, tuple[int, int]] = {}
    done: dict[str, tuple[int, int]] = {}
    for look in itertools.count(1):
        if not folder.is_dir():
            raise NotFound("There is no such folder (any more).", where=str(folder))
        now = _marks(folder)
        settled = {name for name, mark in now.items() if before.get(name) == mark != done.get(name)}
        if settled and now == before:  # a file that is still being written waits for the next look
            with open_shelf(desk) as store:
                reports = [r for r in add(store, [folder], reckoning(desk, timezone)) if r.path in settled and r.status != "known"]
            done = now
            if reports:
                _print_import(reports, desk, json_out)
                sys.stdout.flush()
        before = now
        if look == times:
            return
        time.sleep(every)


def _marks(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of every file; one that vanishes meanwhile is left out."""
    found = {}
    for path in sorted(folder.rglob("*")):
        with suppress(OSError):
            if path.is_file():
                found[shown(path)] = (path.stat().st_size, path.stat().st_mtime_ns)
    return found


@app.command("list")
def list_runs(
    since: Since = None,
    until: Until = None,
    all_sports: Annotated[bool, typer.Option("--all", help="Other sports too. JSON always lists all.")] = False,
    json_out: Json = False,
    language: Language = "en",
) -> None:
    """List runs by date."""
    desk = desk_for(language)
    with open_shelf(desk) as store:
        found = runs.listed(store, day_option(since, "--since"), day_option(until, "--until"), others=all_sports or json_out)
    if json_out:
        print_json([run_view(run) for run in found])
        return
    print("\n".join(run_line(desk, run) for run in found) or desk.texts.phrase("runs_none"))


@app.command("show")
def show(run: Run, json_out: Json = False, language: Language = "en") -> None:
    """Show all that is known of a run, and where each value comes from."""
    desk = desk_for(language)
    with open_shelf(desk) as store:
        found = runs.one(store, run)
    _print_run(found, desk, json_out)


@app.command("edit")
def edit(
    run: Run,
    sport: Annotated[str | None, typer.Option("--sport", help="running, walking, cycling …")] = None,
    shoe: Annotated[str | None, typer.Option("--shoe", help="Name of the pair.")] = None,
    surface: Annotated[str | None, typer.Option("--surface", help="road, trail, track, treadmill, grass …")] = None,
    title: Annotated[str | None, typer.Option("--title", help="Name of the run.")] = None,
    distance_m: Annotated[float | None, typer.Option("--distance-m", help="Metres.")] = None,
    moving_s: Annotated[float | None, typer.Option("--moving-s", help="Seconds in motion.")] = None,
    timer_s: Annotated[float | None, typer.Option("--timer-s", help="Seconds on the watch.")] = None,
    ascent_m: Annotated[float | None, typer.Option("--ascent-m", help="Metres up.")] = None,
    hr: Annotated[float | None, typer.Option("--hr-bpm", help="Mean heart rate.")] = None,
    cadence: Annotated[float | None, typer.Option("--cadence-spm", help="Mean steps per minute of both feet.")] = None,
    start: Annotated[str | None, typer.Option("--start", help="As 2026-11-01T07:30 or with a zone, 2026-11-01T07:30+01:00.")] = None,
    undo: Annotated[list[str] | None, typer.Option("--undo", help="Take back the correction of this field.")] = None,
    timezone: Zone = "",
    json_out: Json = False,
    language: Language = "en",
) -> None:
    """Correct a run by hand; the correction stays when its file is read again."""
    given = {
        "sport": sport,
        "shoe": shoe,
        "surface": surface,
        "title": title,
        "distance_m": distance_m,
        "moving_s": moving_s,
        "mean_cadence_spm": cadence,
        "timer_s": timer_s,
        "ascent_m": ascent_m,
        "mean_hr_bpm": hr,
        "start": (aware(_moment(start), timezone) if timezone else _moment(start)) if start else None,
    }
    said: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    said |= dict.fromkeys(undo or [], None)
    if not said:
        raise UsageError("Say what to correct, as --shoe or --distance-m.", where="runs edit")
    desk = desk_for(language)
    with open_shelf(desk) as store:
        found = runs.edit(store, run, said, reckoning(desk))
    _print_run(found, desk, json_out)


@app.command("enter")
def enter(
    start: Annotated[str, typer.Option("--start", help="As 2026-11-01T07:30 or with a zone.")],
    distance_m: Annotated[float | None, typer.Option("--distance-m", help="Metres.")] = None,
    time_s: Annotated[float | None, typer.Option("--time-s", help="Seconds.")] = None,
    hr: Annotated[float | None, typer.Option("--hr-bpm", help="Mean heart rate.")] = None,
    cadence: Annotated[float | None, typer.Option("--cadence-spm", help="Mean steps per minute of both feet.")] = None,
    sport: Annotated[str, typer.Option("--sport", help="running, walking, cycling …")] = "running",
    treadmill: Annotated[bool, typer.Option("--treadmill", help="Run on a treadmill.")] = False,
    shoe: Annotated[str, typer.Option("--shoe", help="Name of the pair.")] = "",
    surface: Annotated[str, typer.Option("--surface", help="road, trail, track, grass …")] = "",
    title: Annotated[str, typer.Option("--title", help="Name of the run.")] = "",
    timezone: Zone = "",
    json_out: Json = False,
    language: Language = "en",
) -> None:
    """Enter a run that no watch recorded."""
    told = {
        "start": aware(_moment(start), timezone),
        "distance_m": distance_m,
        "timer_s": time_s,
        "mean_hr_bpm": hr,
        "mean_cadence_spm": cadence,
        "sport": sport,
        "sub_sport": "treadmill" if treadmill else "",
        "shoe": shoe,
        "surface": surface,
        "title": title,
    }
    desk = desk_for(language)
    with open_shelf(desk) as store:
        found = runs.enter(store, told, reckoning(desk, timezone))
    _print_run(found, desk, json_out)


@app.command("export")
def export(json_out: Json = True) -> None:
    """Print what is kept of all recordings as JSON, sorted by content id; samples by their hash."""
    with open_shelf(desk_for("en")) as store:
        print_json(runs.export(store))


@app.command("original")
def original(run: Run, to: Annotated[Path, typer.Option("--to", help="File to write; it must not exist.")]) -> None:
    """Write the kept original of a run's leading recording into a file."""
    with open_shelf(desk_for("en")) as store:
        data = runs.original_of(store, run)
    try:
        with to.open("xb") as stream:
            stream.write(data)
    except FileExistsError as error:
        raise UsageError("There is a file of this name; nothing was written.", where=str(to)) from error


def _print_run(run: KeptRun, desk: Desk, json_out: bool) -> None:
    print_json(whole_view(run)) if json_out else print(run_page(desk, run))


def _print_import(reports: list[FileReport], desk: Desk, json_out: bool) -> None:
    if json_out:
        print_json(import_view(reports))
        return
    print(import_text(desk, reports))


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Progress | None]:
    """A bar with rate and time left, where a person sees it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, rate="")
        began = time.monotonic()

        def told(done: int, total: int, name: str) -> None:
            rate = done / max(time.monotonic() - began, 1e-6)
            bar.update(task, completed=done, total=total, description=name[-40:], rate=f"{rate:.0f} files/s")

        yield told


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no time. Write it as 2026-11-01T07:30.", where="--start") from error

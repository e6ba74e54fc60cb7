"""What changed before it hurt, from the kept runs; and what of it the differential may use."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import Any

from kneewise.app.desk import Desk
from kneewise.app.run_views import rounded
from kneewise.model.changes import Change, Changes, Onset
from kneewise.model.errors import UsageError
from kneewise.model.fact import Fact, Origin, Side
from kneewise.model.history import History
from kneewise.reason.changes import what_changed
from kneewise.reason.changes_facts import FINDINGS
from kneewise.store.database import Database
from kneewise.store.runs import history_runs

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar jan",
            "february februar feb",
            "march märz maerz mar",
            "april apr",
            "may mai",
            "june juni jun",
            "july juli jul",
            "august aug",
            "september sept sep",
            "october oktober oct okt",
            "november nov",
            "december dezember dec dez",
        ),
        start=1,
    )
    for name in names.split()
}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEAR_MONTH = re.compile(r"(\d{4})-(\d{2})")
_WORDS = re.compile(r"[^\W\d_]+|\d{4}")


def onset_from(text: str, today: date) -> Onset:
    """When the pain began.

    Parameters
    ----------
    text : str
        A day (``2026-05-17``), two of them (``2026-05-01..2026-05-20``), a month (``2026-05``), or words with a month, as
        "slowly, since about May": its latest one, or that of the year named.
    today : date
        An onset later than this is refused.

    Raises
    ------
    UsageError
        If it is none of these, or lies in the future.
    """
    onset = _onset(text.strip().lower(), today)
    if onset is None:
        told = 'Write it as 2026-05-17, as 2026-05, as 2026-05-01..2026-05-20, or as "since about May".'
        raise UsageError(f"{text!r} is no time at which pain can have begun. {told}", where="--onset")
    if onset.first > today:
        raise UsageError(f"{text!r} lies after {today}.", where="--onset")
    return Onset(onset.first, min(onset.last, today))


def _onset(text: str, today: date) -> Onset | None:
    days = [_day(found) for found in _DAY.findall(text)]
    if days and None not in days:
        known = sorted(day for day in days if day is not None)
        return Onset(known[0], known[-1])
    if days:
        return None
    if found := _YEAR_MONTH.search(text):
        return _month(int(found[1]), int(found[2]))
    words = _WORDS.findall(text)
    month = next((_MONTHS[word] for word in words if word in _MONTHS), None)
    if month is None:
        return None
    year = next((int(word) for word in words if word.isdigit()), today.year if month <= today.month else today.year - 1)
    return _month(year, month)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _month(year: int, month: int) -> Onset | None:
    if not (1 <= month <= 12 and 1970 <= year <= 2100):
        return None
    return Onset(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def changes_of(store: Database, desk: Desk, onset: Onset, side: Side) -> Changes:
    """Compare the time before the pain with the kept runs' earlier time."""
    return what_changed(History(runs=tuple(history_runs(store.connection, with_speeds=True))), onset, side, desk.kb)


def changes_view(desk: Desk, changes: Changes) -> dict[str, Any]:
    """What ``changes --json`` prints."""
    span = [changes.onset.first.isoformat(), changes.onset.last.isoformat()]
    return {
        "onset": span[0] if span[0] == span[1] else span,
        "side": changes.side.value,
        "weeks_of_history": changes.weeks_of_history,
        "enough": changes.enough,
        "sentence": desk.texts.phrase(changes.sentence, weeks=changes.weeks_of_history),
        "factors": [_factor_view(desk, change) for change in changes.changes],
        "not_looked_at": list(changes.not_looked_at),
        "facts": [
            {
                "finding": fact.finding,
                "value": fact.value,
                "origin": Origin.RUN.value,
                "odds": rounded(fact.bayes_factor),
                "rate_ratio": rounded(fact.rate_ratio),
                "base_rate": rounded(fact.base_rate),
                "source": fact.source,
                "runs": list(fact.runs),
            }
            for fact in changes.facts
        ],
    }


def _factor_view(desk: Desk, change: Change) -> dict[str, Any]:
    return {
        "finding": FINDINGS.get(change.factor, change.factor),
        "factor": change.factor,
        "before": rounded(change.before),
        "usual": rounded(change.usual),
        "unit": change.unit,
        "weeks": change.weeks,
        "effect_sd": rounded(change.effect_sd),
        "p_adjusted": rounded(change.p_adjusted),
        "found": change.found,
        "as_large": change.as_large,
        "of_times": change.of_times,
        "known_free": change.known_free,
        "sentence": desk.texts.phrase(change.sentence, **change.values),
        "source": change.source,
        "runs": list(change.runs),
    }


def facts_of(changes: Changes, told: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Facts for the differential; what a person has said of the same finding goes before them.

    Parameters
    ----------
    changes : Changes
    told : tuple of Fact
        What is known already.

    Returns
    -------
    tuple of Fact
        Of origin ``run``, each with the factor by which it moves the odds of overuse.
    """
    answered = {fact.finding for fact in told}
    return tuple(
        Fact(
            finding=fact.finding,
            value=fact.value,
            origin=Origin.RUN,
            seen_on=fact.seen_on.isoformat(),
            ref=" ".join(fact.runs),
            odds=fact.bayes_factor,
            source=fact.source,
        )
        for fact in changes.facts
        if fact.finding not in answered
    )

"""The interview: one screen at a time, the basics, then warning signs, then what may still change the advice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from kneewise.app.assess import Assessment, assess
from kneewise.app.desk import Desk
from kneewise.app.intake import Question
from kneewise.app.questions import ranked
from kneewise.model.condition import Level
from kneewise.model.fact import Fact, Side, Value
from kneewise.model.finding import Kind, Scope
from kneewise.reason.interview import Next
from kneewise.reason.triage import FIRST_SCREENS, open_screens

ASKED_FOR = (Kind.HISTORY, Kind.PERSON, Kind.SELF_TEST)
Order: TypeAlias = Callable[[Sequence[Next]], Sequence[Next]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One screen of the interview.

    Parameters
    ----------
    id : str
        Screen id.
    findings : tuple of str
        Its items; several yes/no items are a multi-select with "none of these".
    title, why : str
        What is asked, and why.
    safety : bool
        A screen of warning signs.
    """

    id: str
    findings: tuple[str, ...]
    title: str
    why: str
    safety: bool


@dataclass(frozen=True, slots=True)
class Interview:
    """An interview under way: what was asked at the start, and the answers so far, screen by screen.

    ``answers`` keeps the order, so that going back is dropping the last one, and changing an answer is replacing it.
    """

    question: Question
    side: Side | None = None
    answers: tuple[tuple[Page, Mapping[str, Value]], ...] = ()

    def answered(self, page: Page, values: Mapping[str, Value]) -> Interview:
        """The interview after a page; items without a value are skipped (asked, not known)."""
        full = {finding: values.get(finding) for finding in page.findings}
        kept = tuple((p, v) for p, v in self.answers if p.id != page.id)
        return replace(self, answers=(*kept, (page, full)))

    def back(self) -> Interview:
        """The interview without its last answer."""
        return replace(self, answers=self.answers[:-1])

    def facts(self, desk: Desk) -> tuple[Fact, ...]:
        """All facts: those given at the start, then the answers."""
        found = list(self.question.facts)
        for _, values in self.answers:
            for finding, value in values.items():
                sided = desk.kb.findings[finding].scope is Scope.KNEE
                found.append(Fact(finding=finding, value=value, side=self.side if sided else None, seen_on=self.question.today))
        return tuple(found)

    def assessment(self, desk: Desk) -> Assessment:
        """The assessment as it stands."""
        return assess(desk, replace(self.question, facts=self.facts(desk)))


def next_page(desk: Desk, interview: Interview, order: Order = lambda ranked: ranked) -> tuple[Page | None, Assessment]:
    """The next screen, or ``None`` when nothing that is left would change the advice; and the assessment so far.

    An emergency ends the interview at once.

    Parameters
    ----------
    order : callable
        Reorders the questions about the causes; the best first by default.
    """
    done = interview.assessment(desk)
    if done.triage.level is Level.EMERGENCY:
        return None, done
    if len(interview.answers) >= desk.kb.parameter("screens_at_most"):
        return None, done
    for name, findings in FIRST_SCREENS:
        left = tuple(f for f in findings if f not in done.asked and done.leading.safe.values.get(f) is None)
        if left:
            return _page(desk, name, left, safety=False), done
    for screen in open_screens(desk.kb.screens.values(), done.triage, done.leading.safe.values):
        left = tuple(f for f in screen.items if f not in done.asked)
        if left:
            return _page(desk, screen.id, left, safety=True), done
    for question in order(ranked(desk, done)):
        if question.p_change <= desk.kb.parameter("stop_change"):
            continue
        left = tuple(f for f in question.findings if f not in done.asked)
        if left:
            return _page(desk, question.screen, left, safety=False), done
    return None, done


def replay(desk: Desk, interview: Interview, answer: Callable[[str], Value]) -> tuple[Interview, Assessment]:
    """Hold an interview to its end with someone who answers every item.

    Parameters
    ----------
    interview : Interview
        Its beginning; the facts of its question are known beforehand.
    answer : callable
        Value of a finding; ``None`` if it is not known.
    """
    while True:
        page, done = next_page(desk, interview)
        if page is None:
            return interview, done
        interview = interview.answered(page, {finding: answer(finding) for finding in page.findings})


def interviewed(desk: Desk, question: Question) -> tuple[Interview, Assessment]:
    """Interview the person whom the facts describe: what is not among them is answered with "I do not know".

    What no interview asks for, such as a laboratory value, is known from the start, and so is what was stated in two ways or for another
    knee. What could have been asked and was not is told at the end, and may lead to further questions.
    """
    sides = {f.side for f in question.facts if f.side is not None}
    side = next(iter(sides)) if len(sides) == 1 else None
    told = Counter(f.finding for f in question.facts)
    held_back = [
        f
        for f in question.facts
        if desk.kb.findings[f.finding].kind in ASKED_FOR and told[f.finding] == 1 and f.confirmed and f.side in (None, side)
    ]
    answers = {f.finding: f.value for f in held_back}
    brought = tuple(f for f in question.facts if f not in held_back)
    interview, done = replay(desk, Interview(replace(question, facts=brought), side), answers.get)
    asked = {finding for page, _ in interview.answers for finding in page.findings}
    rest = tuple(f for f in held_back if f.finding not in asked)
    if rest:
        told_all = replace(interview, question=replace(question, facts=(*brought, *rest)))
        interview, done = replay(desk, told_all, answers.get)
    return interview, done


def _page(desk: Desk, name: str, findings: tuple[str, ...], *, safety: bool) -> Page:
    text = desk.texts.get("screens" if safety else "questions", name)
    return Page(id=name, findings=findings, title=text["title"], why=text["why"], safety=safety)

"""``kneewise ask``: the interview in a terminal, or replayed from a file."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import Annotated, Any

import typer

from kneewise.app.answer import as_json, plain
from kneewise.app.desk import Desk
from kneewise.app.intake import Question, checked_value, question_from
from kneewise.app.interview import Interview, Page, next_page, replay
from kneewise.app.sentences import Sentences
from kneewise.app.show import assessment_text
from kneewise.cli.common import Json, Language, Today, day, desk_for, parse_json, print_json, read_text_of
from kneewise.model.errors import KneewiseError, UsageError
from kneewise.model.fact import Side, Value
from kneewise.model.finding import Kind, ValueType


def ask(
    answers: Annotated[str | None, typer.Option("--answers", help="Replay with the facts of this JSON file.")] = None,
    today: Today = None,
    as_json_: Json = False,
    language: Language = "en",
) -> int:
    """A short interview, then the answer. Nothing leaves this machine, nothing is stored."""
    desk = desk_for(language)
    if answers is not None:
        raw = parse_json(read_text_of(answers), answers)
        if isinstance(raw, dict) and today is not None:
            raw["today"] = today
        result = replayed(desk, question_from(raw, desk.kb.findings, day(today), answers))
        if as_json_:
            print_json(result)
        else:
            print(f"{result['questions']} screens\n\n{assessment_text(desk, result['assessment'])}")
        return 0
    if not sys.stdin.isatty():
        raise UsageError("The interview needs a terminal. Give --answers FILE, or use `kneewise assess`.", where="command line")
    Terminal(desk, day(today).isoformat()).hold()
    return 0


def replayed(desk: Desk, question: Question) -> dict[str, Any]:
    """An interview with the person described by the facts: what is not among them is answered with "I do not know".

    What no interview asks for, such as a laboratory value, is known from the start.
    """
    asked = {f for f, entry in desk.kb.findings.items() if entry.kind in (Kind.HISTORY, Kind.PERSON, Kind.SELF_TEST)}
    known: dict[str, Value] = {f.finding: f.value for f in question.facts if f.finding in asked}
    brought = tuple(f for f in question.facts if f.finding not in asked)
    sides = {f.side for f in question.facts if f.side is not None}
    side = next(iter(sides)) if len(sides) == 1 else (Side.BOTH if sides else None)
    interview, done = replay(desk, replace(question, facts=brought), known.get, side)
    screens = [
        {"findings": list(p.findings), "answers": {k: plain(v) for k, v in given.items()}, "why": p.why} for p, given in interview.answers
    ]
    return {"screens": screens, "questions": len(screens), "assessment": as_json(desk, done)}


@dataclass
class Terminal:
    """The interview at a terminal."""

    desk: Desk
    today: str

    def hold(self) -> None:
        """Ask until nothing more would change the advice, then print the answer."""
        phrase = self.desk.texts.phrase
        print(phrase("ask_welcome"))
        text = input(f"{phrase('ask_text')}\n> ")
        raw = {"text": text, "today": self.today}
        question = question_from(raw, self.desk.kb.findings, day(self.today), "answers")
        interview = Interview(question, side=self._side())
        while True:
            page, done = next_page(self.desk, interview)
            if page is None:
                break
            number = len(interview.answers) + 1
            print(f"\n{number}. {page.title}\n   {phrase('ask_why')}: {page.why}")
            reply = self._reply(page)
            if reply == "back":
                interview = interview.back()
            elif reply == "quit":
                break
            elif isinstance(reply, dict):
                interview = interview.answered(page, reply)
        print(f"\n{assessment_text(self.desk, as_json(self.desk, done))}")

    def _side(self) -> Side | None:
        reply = input(f"{self.desk.texts.phrase('ask_side')} ").strip().lower()
        return {"l": Side.LEFT, "r": Side.RIGHT, "b": Side.BOTH}.get(reply[:1])

    def _reply(self, page: Page) -> dict[str, Value] | str:
        """Values of a page, or ``back`` or ``quit``; a wrong entry is explained and asked again."""
        first = self.desk.kb.findings[page.findings[0]]
        if first.type is ValueType.BOOL:
            return self._choose(list(page.findings), many=True)
        found: dict[str, Value] = {}
        for name in page.findings:
            entry = self.desk.kb.findings[name]
            if entry.type is ValueType.NUMBER:
                reply: dict[str, Value] | str | float | None = self._number(name)
            else:
                reply = self._choose(list(entry.allowed), many=entry.type is ValueType.SET, of=name)
            if isinstance(reply, str):
                return reply
            if isinstance(reply, dict):
                chosen = tuple(k for k, v in reply.items() if v)
                found[name] = None if not chosen else (chosen if entry.type is ValueType.SET else chosen[0])
            else:
                found[name] = reply
        return found

    def _choose(self, options: list[str], *, many: bool, of: str = "") -> dict[str, Value] | str:
        say, phrase = Sentences(self.desk.kb, self.desk.texts), self.desk.texts.phrase
        for i, option in enumerate(options, start=1):
            label = say.value_label(self.desk.kb.findings[of], option) if of and option not in self.desk.kb.findings else say.label(option)
            print(f"   {i:2} {label}")
        while True:
            reply = input(f"   {phrase('ask_many' if many else 'ask_one')} > ").strip().lower()
            if reply in ("b", "q", "s", ""):
                return {"b": "back", "q": "quit"}.get(reply) or {}
            if reply == "0" and many:
                return dict.fromkeys(options, False)
            picked = reply.replace(",", " ").split()
            if all(p.isdigit() and 1 <= int(p) <= len(options) for p in picked) and (many or len(picked) == 1):
                chosen = {int(p) - 1 for p in picked}
                return {o: i in chosen for i, o in enumerate(options)}
            print(f"   {phrase('ask_again', last=len(options))}")

    def _number(self, name: str) -> float | str | None:
        entry, phrase = self.desk.kb.findings[name], self.desk.texts.phrase
        while True:
            reply = input(f"   {self.desk.texts.get('findings', name, 'question')} ({phrase('ask_keys')}) > ").strip().lower()
            if reply in ("b", "q", "s", ""):
                return {"b": "back", "q": "quit"}.get(reply)
            try:
                number = float(reply.replace(",", "."))
                checked_value(entry, number, "answer")
                return number
            except ValueError:
                print(f"   {phrase('ask_number', low=f'{entry.low:g}', high=f'{entry.high:g}')}")
            except KneewiseError as error:
                print(f"   {error.message}")

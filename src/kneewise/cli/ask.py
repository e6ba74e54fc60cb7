"""``kneewise ask``: the interview in a terminal, or replayed from a file."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from typing import Annotated, Any

import typer

from kneewise.app.answer import as_json, plain
from kneewise.app.desk import Desk
from kneewise.app.intake import Question, checked_value, question_from
from kneewise.app.interview import Interview, Page, interviewed, next_page
from kneewise.app.sentences import Sentences
from kneewise.app.show import assessment_text
from kneewise.cli.common import Json, Language, Setting, Today, day, desk_for, name_of, parse_json, print_json, read_text_of, with_options
from kneewise.model.errors import UnknownValue, UsageError
from kneewise.model.fact import Side, Value
from kneewise.model.finding import ValueType


def ask(
    answers: Annotated[str | None, typer.Option("--answers", help="Replay with the facts of this JSON file.")] = None,
    setting: Setting = None,
    today: Today = None,
    as_json_: Json = False,
    language: Language = "en",
) -> int:
    """A short interview, then the answer. Nothing leaves this machine, nothing is stored."""
    desk = desk_for(language)
    if answers is not None:
        question = question_from(parse_json(read_text_of(answers), name_of(answers)), desk.kb.findings, day(today), name_of(answers))
        result = replayed(desk, with_options(question, setting, today))
        if as_json_:
            print_json(result)
        else:
            print(f"{result['questions']} screens\n\n{assessment_text(desk, result['assessment'])}")
        return 0
    if not sys.stdin.isatty():
        raise UsageError("The interview needs a terminal. Give --answers FILE, or use `kneewise assess`.", where="command line")
    start = question_from({"text": ""}, desk.kb.findings, day(today))
    Terminal(desk, with_options(start, setting, today)).hold()
    return 0


def replayed(desk: Desk, question: Question) -> dict[str, Any]:
    """An interview with the person described by the facts, as JSON has it."""
    interview, done = interviewed(desk, question)
    screens = [
        {"findings": list(p.findings), "answers": {k: plain(v) for k, v in given.items()}, "why": p.why} for p, given in interview.answers
    ]
    return {"screens": screens, "questions": len(screens), "assessment": as_json(desk, done)}


@dataclass
class Terminal:
    """The interview at a terminal."""

    desk: Desk
    start: Question

    def hold(self) -> None:
        """Ask until nothing more would change the advice, then print the answer; the end of the input ends the questions."""
        phrase = self.desk.texts.phrase
        print(phrase("ask_welcome"))
        interview = Interview(self.start)
        try:
            interview = replace(interview, question=replace(self.start, text=input(f"{phrase('ask_text')}\n> ")))
            told = interview.assessment(self.desk).reading.side
            interview = replace(interview, side=told or self._side())
            interview = self._questions(interview)
        except EOFError:
            print()
        print(f"\n{assessment_text(self.desk, as_json(self.desk, interview.assessment(self.desk)))}")

    def _questions(self, interview: Interview) -> Interview:
        phrase = self.desk.texts.phrase
        while True:
            page, _ = next_page(self.desk, interview)
            if page is None:
                return interview
            number = len(interview.answers) + 1
            print(f"\n{number}. {page.title}\n   {phrase('ask_why')}: {page.why}")
            try:
                reply = self._reply(page)
            except EOFError:  # what was answered before counts
                print()
                return interview
            if reply == "back":
                if not interview.answers:
                    print(f"   {phrase('ask_first')}")
                interview = interview.back()
            elif reply == "quit":
                return interview
            elif isinstance(reply, dict):
                interview = interview.answered(page, reply)

    def _side(self) -> Side | None:
        sides = {"": None, "l": Side.LEFT, "r": Side.RIGHT, "b": Side.BOTH, "left": Side.LEFT, "right": Side.RIGHT, "both": Side.BOTH}
        while True:
            reply = input(f"{self.desk.texts.phrase('ask_side')} ").strip().lower()
            if reply in sides:
                return sides[reply]

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
        phrase = self.desk.texts.phrase
        for i, option in enumerate(options, start=1):
            print(f"   {i:2} {self._option(option, of)}")
        while True:
            reply = input(f"   {phrase('ask_many' if many else 'ask_one')} > ").strip().lower()
            if reply in ("b", "q", "s", ""):
                return {"b": "back", "q": "quit"}.get(reply) or {}
            if reply == "0" and many:
                return dict.fromkeys(options, False)
            picked = reply.replace(",", " ").split()
            if picked and all(p.isdecimal() and 1 <= int(p) <= len(options) for p in picked) and (many or len(picked) == 1):
                chosen = {int(p) - 1 for p in picked}
                return {o: i in chosen for i, o in enumerate(options)}
            print(f"   {phrase('ask_again', last=len(options))}")

    def _option(self, option: str, of: str) -> str:
        """A choice's label; a yes-or-no item's whole question, which for a self-test says when to stop."""
        if not of:
            return str(self.desk.texts.get("findings", option, "question"))
        say = Sentences(self.desk.kb, self.desk.texts)
        return say.label(option) if option in self.desk.kb.findings else say.value_label(self.desk.kb.findings[of], option)

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
            except (ValueError, UnknownValue):
                print(f"   {phrase('ask_number', low=f'{entry.low:g}', high=f'{entry.high:g}')}")

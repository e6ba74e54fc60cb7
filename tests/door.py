"""The command line as tests call it: in this process with its streams caught, or as a process of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from typing import Any
from unittest import mock

from jsonschema import Draft202012Validator

from kneewise.app.desk import Desk, open_desk
from kneewise.cli.main import code_of
from kneewise.cli.schema import schema_document
from kneewise.model.condition import Level
from tests.casebook import TODAY as DAY

TODAY = DAY.isoformat()
USAGE, UNKNOWN, MALFORMED, PARTLY, MISSING = 2, 3, 4, 5, 6
LEVELS = tuple(level.word for level in Level)


@dataclass(frozen=True, slots=True)
class Said:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> Any:
        """Standard output as JSON, after success; nothing may stand beside it."""
        assert self.code == 0, self.err
        assert self.err == ""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.split("\n") if line]

    @property
    def error(self) -> dict[str, Any]:
        """The error on standard error, in the form of the contract; nothing may stand on standard output."""
        assert self.code != 0
        assert self.out == ""
        whole = json.loads(self.err)
        validator("error").validate(whole)
        error: dict[str, Any] = whole["error"]
        return error


@cache
def validator(name: str) -> Draft202012Validator:
    """Checks documents against a published schema."""
    document = schema_document(name)
    Draft202012Validator.check_schema(document)
    return Draft202012Validator(document)


@cache
def _opened(language: str = "en") -> Desk:
    return open_desk(language)


def call(*arguments: str, given: str | bytes = "") -> Said:
    """Run a command in this process; ``given`` is its standard input. The knowledge is opened once for all calls."""
    stdin = io.TextIOWrapper(io.BytesIO(given if isinstance(given, bytes) else given.encode()), encoding="utf-8")
    out, err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with (
        mock.patch("kneewise.cli.common.open_desk", _opened),
        mock.patch.object(sys, "stdin", stdin),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = code_of(list(arguments))
    return Said(code, _text(out), _text(err))


def assess(facts: Any = None, *options: str, **fields: Any) -> Said:
    """``assess - --json`` on facts and further fields, with a fixed day."""
    return assess_document(fields if facts is None else {"facts": facts, **fields}, *options)


def assess_document(document: Any, *options: str) -> Said:
    """``assess - --json`` on whatever JSON, with a fixed day."""
    return call("assess", "-", "--json", "--today", TODAY, *options, given=json.dumps(document))


def answer(facts: Any = None, *options: str, **fields: Any) -> dict[str, Any]:
    """The assessment of facts, checked against its schema."""
    found: dict[str, Any] = assess(facts, *options, **fields).answer
    validator("assessment").validate(found)
    return found


def process(*arguments: str, given: bytes = b"", **environment: str) -> Said:
    """Run the real command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "kneewise.cli.main", *arguments],
        input=given,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()

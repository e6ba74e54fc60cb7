"""Fixtures that several areas share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from kneewise.app.desk import Desk, open_desk
from kneewise.model.knowledge_base import KnowledgeBase
from tests.shared_data import SHARED

# The same examples on every run, so that a red build means a change; `make prove` searches at random.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile(os.environ.get("KNEEWISE_HYPOTHESIS", "steady"))


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the test run's own: no test reads or writes the user's."""
    home = tmp_path_factory.mktemp("home")
    os.environ["KNEEWISE_HOME"] = str(home)
    os.environ["KNEEWISE_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    return home


@pytest.fixture(scope="session")
def desk(own_home: Path) -> Desk:
    return open_desk()


@pytest.fixture(scope="session")
def kb(desk: Desk) -> KnowledgeBase:
    return desk.kb


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data; only its absence skips, and it says so."""
    if not SHARED.is_dir():
        pytest.skip(f"no shared data at {SHARED}")
    return SHARED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud that real files were not tried."""
    if not SHARED.is_dir():
        terminalreporter.section(f"SKIPPED: the shared data folder {SHARED} is absent; set KNEEWISE_SHARED", red=True)

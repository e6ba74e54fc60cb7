from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kneewise.model.finding import Kind
from tests.knowing import tree
from tests.readability import grade, syllables
from tests.spec.triage.rules import vocabulary

title = "What a runner reads is plain: school grade 8 on average in each topic, and no text above grade 10"

MEAN, MOST = 8.0, 10.0
SENTENCE = 4
"""Words from which a text has a grade of its own; of a bare name such as "Diabetes" the formula says nothing."""
ASKED_OF_RUNNERS = (Kind.HISTORY, Kind.SELF_TEST, Kind.PERSON, Kind.DIARY)
FIELDS = {
    "findings": ("question", "why"),
    "conditions": ("short", "feels", "course", "first_steps"),
    "redflags": ("sentence",),
    "safety": ("",),
    "questions": ("title", "why"),
    "screens": ("title", "why"),
    "claims": ("verdict", "advice"),
    "contradictions": ("resolution",),
    "knee": ("",),
    "risks": ("",),
    "professions": ("what", "change"),
    "examinations": ("now", "if", "not", "would_change"),
    "phrases": ("",),
    "claimwords": ("sentence",),
}
MANY = {"findings": 300, "conditions": 200, "redflags": 100, "screens": 60, "claims": 400, "examinations": 60}
"""How many texts a topic has at least; 10 where nothing is said."""


def entries(topic: str) -> dict[str, Any]:
    """Texts of a topic from all its files, ``findings_site`` and ``findings_exam`` alike."""
    found: dict[str, Any] = {}
    for name, content in tree().items():
        if name.startswith("texts/en/") and name.removeprefix("texts/en/").split("_")[0] == topic:
            found.update(content or {})
    return found


def texts(topic: str) -> Iterator[tuple[str, str]]:
    """Each text that a runner reads, with its place."""
    for name, entry in entries(topic).items():
        if topic == "findings" and vocabulary()[name].kind not in ASKED_OF_RUNNERS:
            continue  # questions to clinicians use clinicians' terms
        if topic == "screens" and name == "items":
            yield from ((f"screens.items.{finding}", text) for finding, text in entry.items())
        elif isinstance(entry, str):
            if not name.startswith(("verdict_", "unit_")):  # names, no sentences
                yield f"{topic}.{name}", entry
        else:
            fields = FIELDS[topic] if FIELDS[topic] != ("",) else tuple(entry)
            yield from ((f"{topic}.{name}.{field}", str(entry[field])) for field in fields if isinstance(entry.get(field), str))


TOPICS = tuple(FIELDS)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_has_texts_and_every_field_of_it_is_read(topic: str) -> None:
    """A topic or field that is renamed would else be measured no more."""
    read = [place for place, _ in texts(topic)]
    assert len(read) >= MANY.get(topic, 10)
    for field in FIELDS[topic]:
        assert not field or any(place.endswith(f".{field}") for place in read), field


def test_every_topic_of_the_catalogue_is_measured() -> None:
    topics = {name.removeprefix("texts/en/").split("_")[0] for name in tree() if name.startswith("texts/en/")}
    assert topics == set(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_plain_on_average(topic: str) -> None:
    grades = [grade(text) for _, text in texts(topic)]
    assert sum(grades) / len(grades) <= MEAN


@pytest.mark.parametrize("topic", TOPICS)
def test_no_single_text_is_hard(topic: str) -> None:
    long_enough = ((place, text) for place, text in texts(topic) if len(text.split()) >= SENTENCE)
    hard = {place: f"{grade(text):.1f} {text}" for place, text in long_enough if grade(text) > MOST}
    assert not hard, "\n" + "\n".join(f"{place}: {told}" for place, told in hard.items())


@pytest.mark.parametrize("topic", TOPICS)
def test_no_text_is_empty_or_a_stand_in(topic: str) -> None:
    assert not [place for place, text in texts(topic) if len(text) < 4]


@pytest.mark.parametrize(("word", "count"), [("knee", 1), ("hurt", 1), ("swelling", 2), ("kneecap", 2), ("muscle", 2), ("injured", 2)])
def test_syllables_are_counted_well_enough(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_grade_tells_plain_from_hard() -> None:
    assert grade("Does it hurt when you run?") < 3
    assert grade("Patellofemoral articular cartilage degeneration necessitates comprehensive radiological evaluation.") > 15

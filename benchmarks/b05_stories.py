"""B-05: what is made of text alone: causes and urgency of stories, red flags and harmless texts, worked with and set aside."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.b01_cases import describe
from kneewise.app.desk import open_desk
from tests.storybook import alarms, outcomes, read_stories

KINDS = ("working", "set_aside")


def main() -> None:
    desk = open_desk()
    for kind in KINDS:
        print(f"Stories, {kind.replace('_', ' ')}")
        describe(outcomes(desk, read_stories(kind)))
        found = alarms(desk, kind)
        print(f"Red flags in text, {kind.replace('_', ' ')}: too low {len(found.too_low)}/{found.flags}; ", end="")
        print(f"harmless texts sent to be seen today or at once {len(found.alarms)}/{found.harmless}")


if __name__ == "__main__":
    main()

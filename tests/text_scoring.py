"""Precision and recall of the free-text reader on a file of labelled texts.

A labelled text is a mapping with ``id``, ``text`` and ``expect`` (finding to value), and if wanted ``side`` (of the facts that belong
to a knee), ``never`` (findings that must not be found, whatever else is true) and ``also`` (findings that may be found as well).

A fact counts as right where it is expected with the same value, or follows from an expected fact by the meaning of the words
(``FOLLOWS``: no swelling means that the swelling row says "none"). Facts of value ``None`` ("does not know") count as nothing.
Every other fact is a false one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kneewise.language.reading import read
from kneewise.model.fact import Fact
from kneewise.model.finding import Kind
from kneewise.model.lexicon import Lexicon

FOLLOWS: dict[tuple[str, Any], tuple[tuple[str, Any], ...]] = {
    ("effusion", False): (("swelling", "none"), ("self_swelling", False)),
    ("effusion", True): (("self_swelling", True),),
    ("self_swelling", True): (("effusion", True),),
    ("swelling", "none"): (("effusion", False), ("self_swelling", False)),
    ("swelling", "within_2h"): (("effusion", True), ("self_swelling", True), ("swelling_2h", True)),
    ("swelling", "hours_6_to_48"): (("effusion", True), ("self_swelling", True), ("swelling_6_48h", True)),
    ("swelling", "slow_or_recurrent"): (("effusion", True), ("self_swelling", True), ("recurrent_swelling", True)),
    ("recurrent_swelling", True): (("effusion", True), ("swelling", "slow_or_recurrent")),
    ("onset_no_trauma", True): (("fall_blow", False), ("twist_injury", False)),
    ("fall_blow", False): (("onset_no_trauma", True),),
    ("rest_days_free", True): (("pain_on_rest_days", False), ("rest_pain", False)),
    ("pain_on_rest_days", True): (("rest_days_free", False),),
    ("onset_gradual", True): (("onset", "gradual"),),
    ("onset", "gradual"): (("onset_gradual", True),),
    ("onset_sudden", True): (("onset", "injury"),),
    ("twist_injury", True): (("onset", "injury"),),
    ("pivot_mechanism", True): (("onset", "injury"),),
    ("fall_blow", True): (("onset", "injury"),),
    ("trauma_external_force", True): (("onset", "injury"), ("fall_blow", True)),
    ("high_energy", True): (("onset", "injury"),),
    ("shin_blow", True): (("onset", "injury"), ("fall_blow", True)),
    ("pop_injury", True): (("onset", "injury"),),
    ("hyperextension_injury", True): (("onset", "injury"),),
    ("kneecap_blow", True): (("fall_blow", True), ("onset", "injury")),
    ("mcmurray_med", True): (("mcmurray", True),),
    ("mcmurray_lat", True): (("mcmurray", True),),
    ("thessaly20_med", True): (("thessaly20", True),),
    ("thessaly20_lat", True): (("thessaly20", True),),
    ("joint_line_tender_med", True): (("joint_line_tender", True),),
    ("joint_line_tender_lat", True): (("joint_line_tender", True),),
    ("groin_pain_hop", True): (("groin_pain", True),),
    ("hip_rest_night_pain", True): (("groin_pain", True),),
    ("calf_diff", True): (("calf_swelling", True),),
    ("leg_blue_swollen", True): (("calf_swelling", True),),
    ("no_weight_bearing", True): (("limp", True),),
    ("cannot_stand", True): (("no_weight_bearing", True), ("limp", True)),
    ("kneecap_still_out", True): (("kneecap_outside", True),),
    ("purple_rash_legs", True): (("rash", True),),
    ("small_joints_symmetric", True): (("other_joints", True),),
    ("bruise_ankle", True): (("bruising", True),),
    ("risk_surgery", True): (("recent_surgery", True), ("entry_site", True)),
    ("recent_injection", True): (("entry_site", True),),
    ("skin_rapid_spread", True): (("skin_spreading_red", True),),
    ("risk_diabetes", True): (("risk_steroid_quinolone", True),),
    ("kidney_disease", True): (("risk_steroid_quinolone", True),),
    ("risk_steroid_quinolone", True): (),
    ("past_crystal", True): (("past_attack", True), ("big_toe", True)),
    ("past_attack", True): (("past_crystal", True), ("big_toe", True)),
    ("deformity", True): (("shin_displaced", True),),
    ("valgus30_pain", False): (("valgus30_laxity", False),),
    ("valgus30_pain", True): (("valgus30_laxity", True),),
    ("deep_squat_pain", True): (("flexion_pain_max", True),),
    ("pulse_loss", False): (("pulse_abnormal", False),),
    ("pulse_loss", True): (("pulse_abnormal", True), ("cool_skin", True)),
    ("calf_pain", True): (("loc_calf", True),),
    ("loc_calf", True): (("calf_pain", True),),
    ("groin_pain", True): (("loc_hip_groin", True),),
    ("loc_hip_groin", True): (("groin_pain", True),),
    ("oestrogen", True): (("sex", "female"),),
    ("wound_discharge", True): (("entry_site", True),),
    ("open_wound", True): (("entry_site", True),),
    ("skin_lesion", True): (("entry_site", True),),
    ("recent_surgery", True): (("entry_site", True),),
    ("crepitus_painful", True): (("crepitus", True),),
    ("crepitus", True): (("click", True),),
    **{
        (image, True): (("xr_normal", False),)
        for image in ("xr_oa", "xr_fracture", "xr_lytic", "xr_ocd", "xr_effusion_fat", "xr_segond", "chondrocalcinosis")
    },
    ("bmi_high", True): (("bmi_over_25", True),),
    ("xr_normal", True): (("xr_fracture", False),),
    ("pregnant", True): (("sex", "female"),),
    ("energy_deficit", True): (("sex", "female"),),
    ("level", "recreational"): (("recreational_running", True),),
    ("level", "novice"): (("novice", True),),
    ("novice", True): (("level", "novice"),),
}
NUMBER_SLACK = 0.12
"""A number within this share of the expected one is right (months are not all of one length)."""


@dataclass
class Score:
    """Counts of right, missed and false facts, and what they were."""

    right: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    side_right: int = 0
    side_wrong: int = 0
    never_found: list[str] = field(default_factory=list)
    details: list[str] = field(default_factory=list)

    def recall(self, kinds: Iterable[str] | None = None) -> float:
        """Share of the expected facts that were found."""
        right, missed = self._sum(self.right, kinds), self._sum(self.missed, kinds)
        return right / (right + missed) if right + missed else 1.0

    def precision(self, kinds: Iterable[str] | None = None) -> float:
        """Share of the found facts that are right."""
        right, false = self._sum(self.right, kinds), self._sum(self.false, kinds)
        return right / (right + false) if right + false else 1.0

    @staticmethod
    def _sum(counter: Counter[str], kinds: Iterable[str] | None) -> int:
        return sum(counter.values()) if kinds is None else sum(counter[kind] for kind in kinds)

    def table(self) -> str:
        """Precision and recall per kind of fact, as lines of text."""
        kinds = sorted({*self.right, *self.missed, *self.false})
        lines = [f"{'kind':12} {'right':>6} {'missed':>7} {'false':>6} {'precision':>10} {'recall':>7}"]
        for kind in kinds:
            counts = f"{self.right[kind]:6} {self.missed[kind]:7} {self.false[kind]:6}"
            lines.append(f"{kind:12} {counts} {self.precision([kind]):10.3f} {self.recall([kind]):7.3f}")
        total = f"{'all':12} {self._sum(self.right, None):6} {self._sum(self.missed, None):7} {self._sum(self.false, None):6}"
        lines.append(f"{total} {self.precision():10.3f} {self.recall():7.3f}")
        sided = self.side_right + self.side_wrong
        lines.append(f"side right: {self.side_right}/{sided}; must-not-find broken: {len(self.never_found)}")
        return "\n".join(lines)


def load_texts(path: Path) -> list[dict[str, Any]]:
    """Labelled texts of a file."""
    loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [dict(entry) for entry in loaded]


def score_texts(texts: list[dict[str, Any]], lexicon: Lexicon, kinds: dict[str, Kind]) -> Score:
    """Read every text and compare.

    Parameters
    ----------
    texts : list of dict
        See the module.
    lexicon : Lexicon
        The lexicon to read with.
    kinds : dict of str to Kind
        Kind of each finding, for the table.

    Returns
    -------
    Score
        Counts and details.
    """
    score = Score()
    for entry in texts:
        _score_one(entry, read(entry["text"], lexicon).facts, lexicon, kinds, score)
    return score


def _score_one(entry: dict[str, Any], facts: tuple[Fact, ...], lexicon: Lexicon, kinds: dict[str, Kind], score: Score) -> None:
    expected = dict(_flattened(entry.get("expect", {})))
    allowed = _with_followers(expected)
    allowed += [pair for finding in entry.get("also", ()) for pair in FOLLOWS.get((finding, True), ())]
    also, never = set(entry.get("also", ())), set(entry.get("never", ()))
    found = [fact for fact in facts if fact.value is not None]
    for finding, value in expected.items():
        kind = _kind(finding, value, kinds)
        if any(_same(fact.finding, fact.value, finding, value) for fact in found):
            score.right[kind] += 1
        else:
            score.missed[kind] += 1
            score.details.append(f"{entry['id']} MISSED {finding}={value}")
    for fact in found:
        if fact.finding in never:
            score.never_found.append(f"{entry['id']} {fact.finding}={fact.value}")
        if fact.finding in also and fact.finding not in expected:
            continue
        if not any(_same(fact.finding, fact.value, finding, value) for finding, value in allowed):
            score.false[_kind(fact.finding, fact.value, kinds)] += 1
            score.details.append(f"{entry['id']} FALSE  {fact.finding}={fact.value} span {fact.span}")
    side = entry.get("side")
    for fact in found:
        if side is not None and fact.finding in lexicon.sided and fact.finding in expected:
            if fact.side is not None and fact.side.value == side:
                score.side_right += 1
            else:
                score.side_wrong += 1
                score.details.append(f"{entry['id']} SIDE   {fact.finding} {fact.side} not {side}")


def _flattened(expect: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    """Facts one by one; a list under main_site stands for its places."""
    for finding, value in expect.items():
        if finding == "main_site":
            yield from ((place, True) for place in value)
        else:
            yield finding, value


def _with_followers(expected: dict[str, Any]) -> list[tuple[str, Any]]:
    allowed = list(expected.items())
    for finding, value in allowed:
        allowed += [pair for pair in FOLLOWS.get((finding, value), ()) if pair not in allowed and pair[0] not in expected]
        if finding == "temperature_c" and value >= 38:
            allowed.append(("fever", True))
        if finding == "duration_days":
            allowed.append(("duration", None))
    return allowed


def _same(finding: str, value: Any, wanted: str, wanted_value: Any) -> bool:
    if finding != wanted:
        return False
    if wanted_value is None:
        return True
    if isinstance(wanted_value, bool) or isinstance(value, (bool, str)):
        return bool(value == wanted_value)
    return abs(float(value) - float(wanted_value)) <= NUMBER_SLACK * max(abs(float(wanted_value)), 1.0)


def _kind(finding: str, value: Any, kinds: dict[str, Kind]) -> str:
    """Kind of a fact for the table: denials apart, because they are read by other rules."""
    if value is False:
        return "denial"
    if finding.startswith("loc_") or finding == "one_finger_tendon":
        return "place"
    return kinds[finding].value if finding in kinds else "unknown"

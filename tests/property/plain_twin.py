"""The differential once more, slow and plain: loops over the joint distribution, nothing taken from ``kneewise.reason``.

It reads the same knowledge base and follows docs/reference/model.md by other means: bisection in place of the closed form, sums over
every hidden state of every group and over every value of every row, no arrays, no logarithms of likelihoods.
"""

from __future__ import annotations

import math
from itertools import pairwise, product

from kneewise.model.condition import Basis, Condition, Role, Setting
from kneewise.model.finding import Kind
from kneewise.model.knowledge_base import KnowledgeBase

HINTS = {
    "rule_in": ("hint_rule_in", 1), "strong_for": ("hint_strong", 1), "moderate_for": ("hint_moderate", 1), "weak_for": ("hint_weak", 1),
    "neutral": ("hint_neutral", 1), "weak_against": ("hint_weak", -1), "moderate_against": ("hint_moderate", -1),
    "strong_against": ("hint_strong", -1), "rule_out": ("hint_rule_out", 1),
}  # fmt: skip


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def log_odds(p: float) -> float:
    return math.log(p) - math.log(1 - p)


class Twin:
    """P(cause | observations) by enumeration."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.causes = sorted(c.id for c in kb.conditions.values() if c.role is Role.CAUSE)
        total = sum(self.percent(c, Setting.RUNNER) for c in self.causes)
        self.share = {c: self.percent(c, Setting.RUNNER) / total for c in self.causes}
        self.backgrounds: dict[str, float] = {}

    def par(self, name: str) -> float:
        return self.kb.parameters[name].value

    def condition(self, cause: str) -> Condition:
        return self.kb.conditions[cause]

    def percent(self, cause: str, setting: Setting) -> float:
        return self.condition(cause).prior[setting].reference

    # -- base rates ------------------------------------------------------------------------------------------------

    def prior(self, setting: Setting, age: float | None, sex: str | None) -> dict[str, float]:
        total = sum(self.percent(c, setting) for c in self.causes)
        weights = {c: self.percent(c, setting) / total * (1 - self.par("prior_other")) for c in self.causes}
        for c in self.causes:
            if age is not None:
                weights[c] *= self.age_factor(self.condition(c).age_curve, age)
            r = self.condition(c).female_to_male
            if sex == "female":
                weights[c] *= 2 * r / (1 + r)
            elif sex == "male":
                weights[c] *= 2 / (1 + r)
        weights["other"] = self.par("prior_other")
        scale = sum(weights.values())
        return {c: w / scale for c, w in weights.items()}

    @staticmethod
    def age_factor(curve: tuple[tuple[float, float], ...], age: float) -> float:
        if age <= curve[0][0]:
            return curve[0][1]
        for (a, x), (b, y) in pairwise(curve):
            if a <= age <= b:
                t = (age - a) / (b - a)
                return math.exp((1 - t) * math.log(x) + t * math.log(y))
        return curve[-1][1]

    # -- P(finding | cause) ----------------------------------------------------------------------------------------

    def said(self, cause: str, finding: str) -> list[float]:
        elicited, rare = self.condition(cause).elicited, self.kb.findings[finding].background
        assert elicited is not None
        floor = self.par("judged_floor")
        found = []
        for p in elicited.bools[finding]:
            if rare is not None and p <= self.par("judged_rarely"):
                found.append(rare)
            else:
                found.append(max(0.0 if rare is not None else floor, min(1 - floor, p)))
        return found

    def background(self, finding: str) -> float:
        if finding not in self.backgrounds:
            self.backgrounds[finding] = self.background_of(finding)
        return self.backgrounds[finding]

    def background_of(self, finding: str) -> float:
        entry = self.kb.findings[finding]
        if entry.core:
            total = 0.0
            for c in self.causes:
                hands = self.said(c, finding)
                total += self.share[c] * sum(hands) / len(hands)
            return total
        assert entry.background is not None
        values = [log_odds(entry.background)]
        for c in self.causes:
            for f in self.condition(c).figures:
                if f.counts and f.finding == finding and f.specificity is not None:
                    values.append(log_odds(max(self.par("background_floor"), min(self.par("background_cap"), 1 - f.specificity))))
        return sigmoid(sum(values) / len(values))

    def opinions(self, cause: str, finding: str) -> list[tuple[float, float]]:
        entry, condition = self.kb.findings[finding], self.condition(cause)
        b = self.background(finding)
        found = []
        if entry.core:
            values = [log_odds(p) for p in self.said(cause, finding)]
            half = (max(values) - min(values)) / 2
            found.append((sum(values) / len(values), math.hypot(self.par("spread_judgement"), half)))
        mine = [f for f in condition.figures if f.counts and f.finding == finding]
        numbers = any((f.sensitivity, f.lr_present, f.lr_absent) != (None, None, None) for f in mine)
        for f in mine:
            number = f.sensitivity is not None or f.lr_present is not None or f.lr_absent is not None
            if not number and (entry.core or not f.hint or numbers):
                continue
            if f.sensitivity is not None:
                p = f.sensitivity
            elif f.lr_present is not None and f.lr_absent is not None and f.lr_present > f.lr_absent:
                p = f.lr_present * (1 - f.lr_absent) / (f.lr_present - f.lr_absent)
            elif f.lr_present is not None:
                p = sigmoid(log_odds(b) + math.log(f.lr_present))
            elif f.lr_absent is not None:
                p = 1 - (1 - b) * f.lr_absent
            else:
                name, sign = HINTS[f.hint]
                p = sigmoid(log_odds(b) + sign * math.log(self.par(name)))
            judged = number and f.basis is Basis.JUDGEMENT
            floor = self.par("judged_floor") if judged else self.par("figure_floor")
            p = max(floor, min(1 - floor if judged else self.par("figure_cap"), p))
            x = log_odds(p)
            if number and not judged and entry.kind in (Kind.HISTORY, Kind.SELF_TEST):
                x = log_odds(b) + self.par("self_report_shrink") * (x - log_odds(b))
            if not number:
                spread = self.par("spread_hint")
            elif f.n:
                spread = math.sqrt(1 / (max(4, f.n) * p * (1 - p)) + self.par("spread_between_studies") ** 2)
            else:
                spread = self.par("spread_without_n")
            found.append((x, spread * (self.par("spread_transferred_factor") if f.transferred else 1)))
        return found

    def pooled(self, cause: str, finding: str) -> tuple[float, float]:
        found = self.opinions(cause, finding)
        if not found:
            return log_odds(self.background(finding)), self.par("spread_silent")
        w = [1 / s**2 for _, s in found]
        mean = sum(wi * x for wi, (x, _) in zip(w, found, strict=True)) / sum(w)
        tau2 = 0.0
        if len(found) > 1:
            q = sum(wi * (x - mean) ** 2 for wi, (x, _) in zip(w, found, strict=True))
            tau2 = max(0, (q - len(found) + 1) / (sum(w) - sum(wi**2 for wi in w) / sum(w)))
        w = [1 / (s**2 + tau2) for _, s in found]
        return sum(wi * x for wi, (x, _) in zip(w, found, strict=True)) / sum(w), math.sqrt(1 / sum(w))

    def p_finding(self, cause: str, finding: str) -> float:
        if cause == "other":
            return sum(self.share[c] * self.p_finding(c, finding) for c in self.causes)
        x, s = self.pooled(cause, finding)
        return sigmoid(x / math.sqrt(1 + math.pi / 8 * s * s))

    def p_value(self, cause: str, row: str, value: str) -> float:
        if cause == "other":
            return sum(self.share[c] * self.p_value(c, row, value) for c in self.causes)
        return self.row(cause, row)[value]

    def row(self, cause: str, row: str) -> dict[str, float]:
        values, smoothing = self.kb.findings[row].allowed, self.par("row_smoothing")
        elicited = self.condition(cause).elicited
        assert elicited is not None
        hands = []
        for hand in elicited.rows[row]:
            rest = [v for v in values if v not in hand]
            full = dict(hand)
            for v in rest:
                full[v] = max(0.0, 1 - sum(hand.values())) / len(rest)
            scale = sum(full.values())
            hands.append({v: full[v] / scale * (1 - smoothing) + smoothing / len(values) for v in values})
        mean = {v: math.prod(h[v] for h in hands) ** (1 / len(hands)) for v in values}
        scale = sum(mean.values())
        return {v: x / scale for v, x in mean.items()}

    # -- the joint -------------------------------------------------------------------------------------------------

    def centre(self, p: float, shift: float) -> float:
        """The centre whose two shifted copies average to ``p``, by bisection."""
        low, high = -60.0, 60.0
        for _ in range(200):
            middle = (low + high) / 2
            if (sigmoid(middle + shift) + sigmoid(middle - shift)) / 2 < p:
                low = middle
            else:
                high = middle
        return (low + high) / 2

    def joint(self, cause: str, bools: dict[str, bool], rows: dict[str, set[str]]) -> float:
        """P(observations | cause): sum over the states of all hidden nodes and the values of all rows."""
        groups = sorted({self.kb.findings[f].group.lstrip("-") for f in bools} - {""})
        injury = rows.get("onset") == {"injury"}
        total = 0.0
        for states in product((1, -1), repeat=len(groups)):
            state = dict(zip(groups, states, strict=True))
            chance = 0.5 ** len(groups)
            for finding, value in bools.items():
                entry = self.kb.findings[finding]
                p = self.p_finding(cause, finding)
                if injury and entry.given_injury:
                    p = min(self.par("injury_cap"), p / self.p_value(cause, "onset", "injury"))
                if entry.group:
                    shift = self.par("group_shift") * (-1 if entry.group.startswith("-") else 1)
                    p = sigmoid(self.centre(p, shift) + shift * state[entry.group.lstrip("-")])
                chance *= p if value else 1 - p
            for choice in product(*(sorted(allowed) for allowed in rows.values())):
                product_of_rows = 1.0
                for row, chosen in zip(rows, choice, strict=True):
                    product_of_rows *= self.p_value(cause, row, chosen)
                total += chance * product_of_rows
        return total

    def posterior(
        self, bools: dict[str, bool], rows: dict[str, set[str]], setting: Setting, age: float | None = None, sex: str | None = None
    ) -> dict[str, float]:
        prior = self.prior(setting, age, sex)
        joint = {c: prior[c] * self.joint(c, bools, rows) for c in [*self.causes, "other"]}
        scale = sum(joint.values())
        return {c: j / scale for c, j in joint.items()}

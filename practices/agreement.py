"""How far two who judged the same units agree, beyond what chance would bring about.

Plain functions over a confusion: how often the first said one thing and the second another. Nothing here knows which
of the two is right. Every coefficient comes with its standard error and a 95% interval; all are None where there is
nothing to count, and kappa also where both said one and the same thing throughout, which leaves chance no room.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from practices.intervals import wilson_interval

Confusion = Mapping[tuple[str, str], int]
"""(what the first said, what the second said) -> how many units."""


@dataclass(frozen=True)
class Coefficient:
    """A coefficient of agreement: 1 is perfect, 0 what chance explains; `low` to `high` is its 95% interval.

    The interval carries Wilson's limits of the observed agreement through the coefficient, with the agreement by chance
    held at its estimate (as Cohen's own standard error holds it). Value and standard error alone would say "1, plus or
    minus 0" after ten agreements in a row; these limits stay honest there.
    """

    value: float
    standard_error: float
    low: float
    high: float


def confusion(pairs: Iterable[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """The pairs (what the first said, what the second said), counted."""
    return Counter(pairs)


def size(table: Confusion) -> int:
    """How many units were judged by both."""
    return sum(table.values())


def agreed(table: Confusion) -> int:
    """On how many units both said the same."""
    return sum(count for (first, second), count in table.items() if first == second)


def agreement(table: Confusion) -> float | None:
    """The share of units on which both said the same."""
    return agreed(table) / size(table) if size(table) else None


def prevalence(table: Confusion, category: str) -> tuple[float, float] | None:
    """How often the first and how often the second said `category`, as shares of all units."""
    n = size(table)
    if not n:
        return None
    first, second = _marginals(table)
    return first[category] / n, second[category] / n


def cohen_kappa(table: Confusion) -> Coefficient | None:
    """Cohen's kappa: agreement beyond what the two would reach by chance, each keeping to their own habits.

    Where one category is rare, kappa is low even at high agreement (Feinstein and Cicchetti, J. Clin. Epidemiol. 43
    (1990) 543-549, "High agreement but low kappa"): read it beside the prevalence and `gwet_ac1`.

    Sources: J. Cohen, Educ. Psychol. Meas. 20 (1960) 37-46, "A coefficient of agreement for nominal scales"; standard
    error: J. L. Fleiss, J. Cohen, B. S. Everitt, Psychol. Bull. 72 (1969) 323-327, equation 13.
    """
    n = size(table)
    if not n:
        return None
    first, second = _marginals(table)
    categories = first.keys() | second.keys()
    observed = agreed(table) / n
    by_chance = sum(first[one] * second[one] for one in categories)
    if by_chance == n**2:
        return None
    chance = by_chance / n**2
    value = (observed - chance) / (1 - chance)
    kept = sum(
        table.get((one, one), 0) / n * (1 - (first[one] + second[one]) / n * (1 - value)) ** 2 for one in categories
    )
    crossed = (1 - value) ** 2 * sum(
        count / n * ((first[theirs] + second[ours]) / n) ** 2
        for (ours, theirs), count in table.items()
        if ours != theirs
    )
    variance = (kept + crossed - (value - chance * (1 - value)) ** 2) / (n * (1 - chance) ** 2)
    return _coefficient(table, value, variance, chance)


def gwet_ac1(table: Confusion) -> Coefficient | None:
    """Gwet's AC1: as kappa, but chance is what guessing on hard units would bring; steady where a category is rare.

    The categories are those that either side used, at least two.

    Source: K. L. Gwet, Br. J. Math. Stat. Psychol. 61 (2008) 29-48, "Computing inter-rater reliability and its variance
    in the presence of high agreement": coefficient and variance for two raters, units drawn from many.
    """
    n = size(table)
    if not n:
        return None
    first, second = _marginals(table)
    share = {one: (first[one] + second[one]) / (2 * n) for one in first.keys() | second.keys()}
    others = max(len(share) - 1, 1)
    observed = agreed(table) / n
    chance = sum(one * (1 - one) for one in share.values()) / others
    value = (observed - chance) / (1 - chance)
    kept = sum(table.get((one, one), 0) / n * (1 - share[one]) for one in share) / others - observed * chance
    spread = (
        sum(count / n * (1 - (share[ours] + share[theirs]) / 2) ** 2 for (ours, theirs), count in table.items())
        / others**2
        - chance**2
    )
    variance = (observed * (1 - observed) - 4 * (1 - value) * kept + 4 * (1 - value) ** 2 * spread) / (
        n * (1 - chance) ** 2
    )
    return _coefficient(table, value, variance, chance)


def _coefficient(table: Confusion, value: float, variance: float, chance: float) -> Coefficient:
    low, high = ((limit - chance) / (1 - chance) for limit in wilson_interval(agreed(table), size(table)))
    return Coefficient(value, math.sqrt(max(0.0, variance)), max(-1.0, min(low, value)), min(1.0, max(high, value)))


def _marginals(table: Confusion) -> tuple[Counter[str], Counter[str]]:
    """How often the first and how often the second said each thing."""
    first: Counter[str] = Counter()
    second: Counter[str] = Counter()
    for (ours, theirs), count in table.items():
        first[ours] += count
        second[theirs] += count
    return first, second

"""What a number may be said to show: intervals, control limits, and when a difference is more than chance.

Plain functions over counts, each with the source of its formula. A rate is `met` of `n`; rates and limits lie between
0 and 1.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from practices.intervals import Z_95, wilson_interval

ONE_SIDE_OF_THREE_SIGMA = 0.0013499
"""What a normal distribution leaves beyond three standard deviations, on one side."""

FALSE_DISCOVERIES = 0.05
"""Of all that a screen calls different, the share that may be so by chance."""

FEWEST_BASELINE_WEEKS = 6
"""Fewer weeks than this say too little about the spread between weeks to draw limits from."""


def wilson(met: pl.Expr, n: pl.Expr, z: float = Z_95) -> tuple[pl.Expr, pl.Expr]:
    """The Wilson score interval of a rate, as two expressions (low, high); null where `n` is 0.

    Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212; method 3 in R. G. Newcombe, Stat. Med. 17 (1998)
    857-872, "Two-sided confidence intervals for the single proportion".
    """
    cases = pl.when(n > 0).then(n.cast(pl.Float64))
    rate = met / cases
    centre = (rate + z**2 / (2 * cases)) / (1 + z**2 / cases)
    reach = z / (1 + z**2 / cases) * (rate * (1 - rate) / cases + z**2 / (4 * cases**2)).sqrt()
    return (centre - reach).clip(0, 1), (centre + reach).clip(0, 1)


def difference_interval(met: int, n: int, other_met: int, other_n: int) -> tuple[float, float]:
    """The 95% interval of the difference between two independent rates (first minus other).

    Source: method 10 (hybrid score, without continuity correction) in R. G. Newcombe, Stat. Med. 17 (1998) 873-890,
    "Interval estimation for the difference between independent proportions".
    """
    rate, other = met / n, other_met / other_n
    low, high = wilson_interval(met, n)
    other_low, other_high = wilson_interval(other_met, other_n)
    difference = rate - other
    return (
        difference - math.sqrt((rate - low) ** 2 + (other_high - other) ** 2),
        difference + math.sqrt((high - rate) ** 2 + (other - other_low) ** 2),
    )


@dataclass(frozen=True)
class Normal:
    """What is normal for a rate: its `centre`, and `spread`, how much more weeks differ than chance alone explains."""

    centre: float
    spread: float

    def limits(self, n: int) -> tuple[float, float]:
        """The control limits of a rate of `n` cases, three standard deviations either way."""
        reach = 3 * self.spread * math.sqrt(self.centre * (1 - self.centre) / n)
        return max(0.0, self.centre - reach), min(1.0, self.centre + reach)


def normal_of(met: Sequence[int], n: Sequence[int], fewest: int = FEWEST_BASELINE_WEEKS) -> Normal | None:
    """The centre and spread of a Laney p' chart over earlier weeks, in their order; None where they are too few.

    `spread` is Laney's sigma z: the mean moving range of the weeks' standardised rates, divided by 1.128. Where it
    comes out below 1 it counts as 1, so the limits are never narrower than those of a plain p-chart: from a dozen weeks
    less spread than chance allows is itself chance.
    Source: D. B. Laney, Quality Engineering 14 (2002) 531-537, "Improved control charts for attributes".
    """
    weeks = [(one_met, one_n) for one_met, one_n in zip(met, n, strict=True) if one_n > 0]
    if len(weeks) < fewest:
        return None
    centre = sum(one_met for one_met, _ in weeks) / sum(one_n for _, one_n in weeks)
    if centre in (0, 1):
        return Normal(centre, 1.0)
    z = [(one_met / one_n - centre) / math.sqrt(centre * (1 - centre) / one_n) for one_met, one_n in weeks]
    ranges = [abs(later - earlier) for earlier, later in pairwise(z)]
    return Normal(centre, max(1.0, sum(ranges) / len(ranges) / 1.128))


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """The p-values adjusted so that those up to q hold, on average, no more than a share q of false discoveries.

    Source: Y. Benjamini and Y. Hochberg, J. R. Stat. Soc. B 57 (1995) 289-300, step-up procedure, in adjusted form.
    """
    count = len(p_values)
    adjusted = [1.0] * count
    smallest = 1.0
    order = sorted(range(count), key=lambda index: p_values[index], reverse=True)
    for rank, index in zip(range(count, 0, -1), order, strict=True):
        smallest = min(smallest, p_values[index] * count / rank)
        adjusted[index] = smallest
    return adjusted


def change_p_value(met: int, n: int, other_met: int, other_n: int, spread: float = 1.0) -> float:
    """How often two rates would differ this much by chance alone, where weeks spread `spread` times more than cases do.

    The score test of two proportions with its standard error multiplied by the spread between weeks (`Normal.spread`),
    as quasi-binomial models do: with thousands of cases a week the plain test would call every week different.
    Source: A. Agresti, Categorical Data Analysis, 3rd ed. (2013), 3.1.3 (test) and 4.7.3 (overdispersion).
    """
    if not n or not other_n:
        return 1.0
    pooled = (met + other_met) / (n + other_n)
    error = spread * math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / other_n))
    if error == 0:
        return 1.0
    return math.erfc(abs(met / n - other_met / other_n) / error / math.sqrt(2))


def binomial_tails(met: int, n: int, rate: float) -> tuple[float, float]:
    """P(X <= met) and P(X >= met) of a binomial distribution, exact."""
    if not 0 < rate < 1:
        return (1.0 if met >= n * rate else 0.0), (1.0 if met <= n * rate else 0.0)
    at = _binomial(met, n, rate)
    odds = rate / (1 - rate)
    below = above = at
    term = at
    for count in range(met, 0, -1):
        term *= count / ((n - count + 1) * odds)
        below += term
        if term < below * 1e-15:
            break
    term = at
    for count in range(met, n):
        term *= (n - count) * odds / (count + 1)
        above += term
        if term < above * 1e-15:
            break
    return min(below, 1.0), min(above, 1.0)


def binomial_p_value(met: int, n: int, rate: float) -> float:
    """How often `met` of `n` would lie this far from `rate` by chance: twice the smaller exact tail, at most 1.

    Source: the central test that the Clopper-Pearson interval inverts (C. J. Clopper and E. S. Pearson, Biometrika 26
    (1934) 404-413).
    """
    return min(1.0, 2 * min(binomial_tails(met, n, rate)))


def fisher_p_value(met: int, n: int, other_met: int, other_n: int) -> float:
    """Fisher's exact test that two groups share one rate, two-sided: the sum of all tables no likelier than this one.

    Source: R. A. Fisher, Statistical Methods for Research Workers (1934), 21.02; two-sided as in R's `fisher.test`.
    """
    if not n or not other_n:
        return 1.0
    total, all_met = n + other_n, met + other_met
    lowest, highest = max(0, all_met - other_n), min(n, all_met)
    whole = _log_choose(total, all_met)

    def likelihood(count: int) -> float:
        return math.exp(_log_choose(n, count) + _log_choose(other_n, all_met - count) - whole)

    here = likelihood(met) * (1 + 1e-7)
    return min(1.0, sum(one for one in map(likelihood, range(lowest, highest + 1)) if one <= here))


def funnel_limits(n: int, rate: float, tail: float = ONE_SIDE_OF_THREE_SIGMA) -> tuple[float, float]:
    """The exact binomial limits of a funnel plot at `n` cases around `rate`, interpolated so that they run smoothly.

    Source: D. J. Spiegelhalter, Stat. Med. 24 (2005) 1185-1202, "Funnel plots for comparing institutional
    performance", appendix A.1.1.
    """
    return _interpolated_quantile(n, rate, tail), _interpolated_quantile(n, rate, 1 - tail)


def _interpolated_quantile(n: int, rate: float, level: float) -> float:
    if not 0 < rate < 1:
        return rate
    below, count = 0.0, max(0, int(n * rate - 12 * math.sqrt(n * rate * (1 - rate))))  # less than 1e-30 lies before it
    term = _binomial(count, n, rate)
    while below + term < level and count < n:
        below += term
        term *= (n - count) / (count + 1) * rate / (1 - rate)
        count += 1
    share = min(1.0, (below + term - level) / term) if term > 0 else 0.0
    return min(1.0, max(0.0, (count - share) / n))


def _binomial(count: int, n: int, rate: float) -> float:
    return math.exp(_log_choose(n, count) + count * math.log(rate) + (n - count) * math.log1p(-rate))


def _log_choose(n: int, count: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(count + 1) - math.lgamma(n - count + 1)

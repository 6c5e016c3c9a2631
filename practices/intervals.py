"""How sure a rate is, as plain numbers; the same formula over whole frames is in `queries.statistics`."""

from __future__ import annotations

import math

Z_95 = 1.959964
"""The normal deviate that leaves 2.5% on either side."""


def wilson_interval(met: float, n: int, z: float = Z_95) -> tuple[float, float]:
    """The Wilson score interval of one rate, `met` of `n`. Raises `ValueError` for no cases.

    Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209-212; method 3 in R. G. Newcombe, Stat. Med. 17 (1998)
    857-872, "Two-sided confidence intervals for the single proportion".
    """
    if n <= 0:
        raise ValueError("a rate of no cases has no interval")
    rate, weight = met / n, z**2 / n
    centre = (rate + weight / 2) / (1 + weight)
    reach = z / (1 + weight) * math.sqrt(rate * (1 - rate) / n + z**2 / (4 * n**2))
    return max(0.0, centre - reach), min(1.0, centre + reach)

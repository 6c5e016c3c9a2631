"""The formulas against examples that others published."""

from itertools import pairwise
from math import comb, erfc, sqrt

import polars as pl
import pytest

from practices.intervals import wilson_interval
from queries import statistics
from queries.statistics import (
    Normal,
    benjamini_hochberg,
    binomial_p_value,
    binomial_tails,
    change_p_value,
    difference_interval,
    fisher_p_value,
    funnel_limits,
    normal_of,
    wilson,
)

NEWCOMBE_SINGLE = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]
"""Newcombe, Stat. Med. 17 (1998) 857-872, table I, method 3."""

NHS_SEEN = [
    (266501, 280443),
    (264225, 276823),
    (276532, 291681),
    (281461, 296155),
    (269071, 282343),
    (261215, 275888),
    (270409, 283867),
    (279778, 295251),
    (270483, 284468),
    (270320, 282529),
    (267923, 279618),
    (271478, 283932),
    (255353, 266629),
    (256820, 268091),
    (261835, 276803),
    (259144, 271578),
    (255910, 266005),
    (260863, 273520),
    (264465, 278574),
    (260989, 273772),
]
"""Patients seen within four hours, all patients, twenty weeks: Mohammed, Panesar, Laney and Wilson, BMJ Quality &
Safety 22 (2013) 362-368, the example that the authors use for the p' chart."""

WAFERS = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9, 6,
]  # fmt: skip
"""Nonconforming units in thirty samples of 50, the example of a p-chart in NIST/SEMATECH e-Handbook of Statistical
Methods, 6.3.3.2 (chips on wafers), with the numbers of D. C. Montgomery, Introduction to Statistical Quality Control,
example of section 7.2: centre 0.2313, limits 0.0524 and 0.4102, samples 15 and 23 outside."""


@pytest.mark.parametrize(("met", "n", "low", "high"), NEWCOMBE_SINGLE)
def test_wilson_gives_newcombes_table(met, n, low, high):
    assert wilson_interval(met, n) == pytest.approx((low, high), abs=5e-5)


def test_wilson_as_expressions_says_the_same_and_nothing_of_no_cases():
    frame = pl.DataFrame({"met": [81, 0, 0], "n": [263, 20, 0]})
    low, high = wilson(pl.col("met"), pl.col("n"))
    result = frame.select(low=low, high=high)
    assert result.row(0) == pytest.approx(wilson_interval(81, 263))
    assert result.row(1) == pytest.approx(wilson_interval(0, 20))
    assert result.row(2) == (None, None)
    with pytest.raises(ValueError, match="no cases"):
        wilson_interval(0, 0)


@pytest.mark.parametrize(
    ("first", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0000),
        ((0, 10), (0, 20), -0.1611, 0.2775),
    ],
)
def test_difference_gives_newcombes_table(first, other, low, high):
    """Newcombe, Stat. Med. 17 (1998) 873-890, table II, method 10."""
    assert difference_interval(*first, *other) == pytest.approx((low, high), abs=1e-4)


def test_p_chart_gives_the_handbooks_limits():
    normal = normal_of(WAFERS, [50] * 30)
    assert normal is not None
    chart = Normal(normal.centre, 1.0)
    assert chart.centre == pytest.approx(0.2313, abs=5e-5)
    low, high = chart.limits(50)
    assert (low, high) == pytest.approx((0.0524, 0.4102), abs=1e-4)
    assert [number for number, met in enumerate(WAFERS, 1) if not low <= met / 50 <= high] == [15, 23]
    revised = [met for number, met in enumerate(WAFERS, 1) if number not in (15, 23)]
    again = normal_of(revised, [50] * 28)
    assert again is not None
    assert again.centre == pytest.approx(0.2150, abs=5e-5)
    assert Normal(again.centre, 1.0).limits(50) == pytest.approx((0.0407, 0.3893), abs=1e-4)


def test_laneys_limits_follow_the_weeks_where_the_plain_chart_cries_wolf():
    met, n = zip(*NHS_SEEN, strict=True)
    normal = normal_of(met, n)
    assert normal is not None
    rates = [one / all_ for one, all_ in NHS_SEEN]
    plain = Normal(normal.centre, 1.0)

    def outside(limits: Normal) -> int:
        low_high = [limits.limits(cases) for cases in n]
        return sum(not low <= rate <= high for rate, (low, high) in zip(rates, low_high, strict=True))

    assert outside(plain) > 10
    assert outside(normal) == 0
    mean = sum(rates) / len(rates)
    reach = 2.66 * sum(abs(later - earlier) for earlier, later in pairwise(rates)) / (len(rates) - 1)
    for cases in n:  # "very close to the I chart limits", the paper's point
        assert normal.limits(cases) == pytest.approx((mean - reach, mean + reach), abs=0.0005)


def test_laneys_sigma_z_by_hand():
    met, n = [80, 90, 80, 90, 80, 90], [100] * 6
    one_step = 0.10 / sqrt(0.85 * 0.15 / 100)
    normal = normal_of(met, n)
    assert normal is not None
    assert normal.centre == pytest.approx(0.85)
    assert normal.spread == pytest.approx(one_step / 1.128)


def test_limits_are_never_narrower_than_a_p_chart_and_absent_without_history():
    assert normal_of([85] * 12, [100] * 12) == Normal(0.85, 1.0)
    assert normal_of([85] * 5, [100] * 5) is None
    assert normal_of([85] * 5 + [0] * 7, [100] * 5 + [0] * 7) is None
    assert Normal(0.85, 1.0).limits(100) == pytest.approx((0.85 - 3 * sqrt(0.001275), 0.85 + 3 * sqrt(0.001275)))
    assert Normal(0.99, 1.0).limits(20)[1] == 1.0
    assert normal_of([100] * 12, [100] * 12) == Normal(1.0, 1.0)


def test_benjamini_hochberg_on_their_own_example():
    """The fifteen p-values of section 3 of the paper: the first four are discoveries at 0.05, the fifth is not."""
    p_values = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590,
        1.000,
    ]  # fmt: skip
    adjusted = benjamini_hochberg(p_values)
    assert [one <= 0.05 for one in adjusted] == [True] * 4 + [False] * 11
    assert adjusted[3] == pytest.approx(0.0095 * 15 / 4)
    shuffled = [p_values[index] for index in (7, 3, 14, 0, 9)]
    assert benjamini_hochberg(shuffled)[3] == pytest.approx(0.0001 * 5)
    assert benjamini_hochberg([]) == []
    assert all(later >= earlier for earlier, later in pairwise(adjusted))


def test_fisher_on_published_tables():
    assert fisher_p_value(3, 4, 1, 4) == pytest.approx(0.4857, abs=5e-5)  # the lady who tasted tea
    assert fisher_p_value(2, 17, 10, 13) == pytest.approx(0.0005367, abs=5e-8)  # twins' convictions, R's fisher.test
    assert fisher_p_value(0, 0, 3, 9) == 1.0


def test_change_is_the_score_test_and_spread_tempers_it():
    plain = change_p_value(56, 70, 48, 80)
    chi_square = 150 * (56 * 32 - 14 * 48) ** 2 / (70 * 80 * 104 * 46)
    assert plain == pytest.approx(erfc(sqrt(chi_square / 2)), rel=1e-6)  # Pearson's chi square of the same table
    assert plain == pytest.approx(0.00805, abs=1e-5)
    assert change_p_value(56, 70, 48, 80, spread=2) > 0.1
    assert change_p_value(10, 10, 10, 10) == 1.0
    assert change_p_value(0, 0, 10, 10) == 1.0


@pytest.mark.parametrize(("met", "n", "rate"), [(682, 925, 0.75), (3, 20, 0.4), (0, 12, 0.85), (30, 30, 0.85)])
def test_binomial_tails_are_exact(met, n, rate):
    mass = [comb(n, count) * rate**count * (1 - rate) ** (n - count) for count in range(n + 1)]
    assert binomial_tails(met, n, rate) == pytest.approx((sum(mass[: met + 1]), sum(mass[met:])), rel=1e-9)


def test_binomial_p_value_against_mendels_peas():
    """Conover (1971), 97 f., quoted in R's `binom.test`: 682 of 925 giant plants against three quarters, p = 0.3825.

    R sums the tables no likelier; the central test doubles the smaller tail and lies close by.
    """
    assert binomial_p_value(682, 925, 0.75) == pytest.approx(0.3825, abs=0.02)
    assert binomial_p_value(17, 20, 0.85) == 1.0
    assert binomial_p_value(20, 20, 1.0) == 1.0
    assert binomial_p_value(19, 20, 1.0) == 0.0


def test_funnel_limits_are_spiegelhalters_from_the_printed_binomial_table():
    """Appendix A.1.1 worked by hand: with r the inverse of the binomial at p, the limit is (r - a) / n, where
    a = (F(r) - p) / (F(r) - F(r - 1)). F from the usual printed table for n = 20 and 0.4: F(3) = .0160, F(4) = .0510;
    F(11) = .9435, F(12) = .9790; for three sigma F(1) = .0005, F(2) = .0036; F(14) = .9984, F(15) = .9997.
    """
    low = (4 - (0.0510 - 0.025) / (0.0510 - 0.0160)) / 20
    high = (12 - (0.9790 - 0.975) / (0.9790 - 0.9435)) / 20
    assert funnel_limits(20, 0.4, 0.025) == pytest.approx((low, high), abs=2e-4)
    low = (2 - (0.0036 - 0.00135) / (0.0036 - 0.0005)) / 20
    high = (15 - (0.9997 - 0.99865) / (0.9997 - 0.9984)) / 20
    assert funnel_limits(20, 0.4) == pytest.approx((low, high), abs=2e-3)


@pytest.mark.parametrize("n", [3, 17, 40, 250])
def test_funnel_limits_enclose_what_chance_explains(n):
    low, high = funnel_limits(n, 0.71)
    tail = statistics.ONE_SIDE_OF_THREE_SIGMA
    for met in range(n + 1):
        at_most, at_least = binomial_tails(met, n, 0.71)
        if met / n < low - 1 / n:
            assert at_most < tail
        if met / n > high + 1 / n:
            assert at_least < tail
        if at_most > tail and at_least > tail:
            assert low - 1e-9 <= met / n <= high + 1 / n
    assert 0 <= low < 0.71 < high <= 1


def test_funnel_limits_narrow_smoothly_and_meet_three_sigma_in_large_groups():
    lows = [funnel_limits(n, 0.8)[0] for n in range(20, 200)]
    assert max(earlier - later for earlier, later in pairwise(lows)) < 0.01
    n = 5000
    reach = 3 * sqrt(0.8 * 0.2 / n)
    assert funnel_limits(n, 0.8) == pytest.approx((0.8 - reach, 0.8 + reach), abs=2 / n)

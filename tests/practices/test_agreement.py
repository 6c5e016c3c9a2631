"""Agreement is counted as the papers count it: their own tables, their own figures."""

import pytest

from practices.agreement import (
    agreement,
    cohen_kappa,
    confusion,
    gwet_ac1,
    prevalence,
)


def table(*rows: tuple[int, ...]) -> dict[tuple[str, str], int]:
    return {(str(i), str(j)): count for i, row in enumerate(rows) for j, count in enumerate(row)}


def test_the_pairs_are_counted_in_their_order() -> None:
    found = confusion([("met", "missed"), ("met", "missed"), ("missed", "met"), ("met", "met")])
    assert found == {("met", "missed"): 2, ("missed", "met"): 1, ("met", "met"): 1}
    assert agreement(found) == 0.25
    assert prevalence(found, "missed") == (0.25, 0.5)


def test_kappa_of_cohens_own_table() -> None:
    """Cohen 1960, 200 patients, three categories: 0.70 agreed, 0.41 by chance."""
    found = cohen_kappa(table((88, 14, 18), (10, 40, 10), (2, 6, 12)))
    assert found is not None
    assert found.value == pytest.approx(0.492, abs=5e-4)


def test_the_standard_error_of_kappa() -> None:
    """Fleiss, Cohen and Everitt 1969: kappa 0.429, variance 0.002885."""
    found = cohen_kappa(table((106, 10, 4), (22, 28, 10), (2, 12, 6)))
    assert found is not None
    assert found.value == pytest.approx(0.429, abs=5e-4)
    assert found.standard_error**2 == pytest.approx(0.002885, abs=5e-7)


@pytest.mark.parametrize(
    ("rows", "agreed", "kappa"),
    [
        (((40, 9), (6, 45)), 0.85, 0.70),
        (((80, 10), (5, 5)), 0.85, 0.32),
        (((45, 15), (25, 15)), 0.60, 0.13),
        (((25, 35), (5, 35)), 0.60, 0.26),
    ],
)
def test_the_paradoxes_of_kappa(rows: tuple[tuple[int, ...], ...], agreed: float, kappa: float) -> None:
    """Feinstein and Cicchetti 1990: the same agreement, another prevalence or other habits, another kappa."""
    found = cohen_kappa(table(*rows))
    assert agreement(table(*rows)) == pytest.approx(agreed)
    assert found is not None
    assert found.value == pytest.approx(kappa, abs=5e-3)


def test_ac1_stays_where_kappa_falls() -> None:
    """Gwet 2008, 125 subjects: agreement 0.944, kappa -0.0234, AC1 0.9408."""
    rows = table((118, 5), (2, 0))
    kappa, ac1 = cohen_kappa(rows), gwet_ac1(rows)
    assert kappa is not None
    assert ac1 is not None
    assert kappa.value == pytest.approx(-0.0234, abs=5e-5)
    assert ac1.value == pytest.approx(0.9408, abs=5e-5)


def test_both_as_gwets_own_package_has_them() -> None:
    """irrCAC 1.0, vignette 'overview', data `cont3x3abstractors`: kappa 0.7964094 with 0.05891072."""
    rows = table((13, 0, 0), (0, 20, 7), (0, 4, 56))
    kappa, ac1 = cohen_kappa(rows), gwet_ac1(rows)
    assert kappa is not None
    assert ac1 is not None
    assert (kappa.value, kappa.standard_error) == pytest.approx((0.7964094, 0.05891072), abs=5e-8)
    assert (ac1.value, ac1.standard_error) == pytest.approx((0.8493305, 0.0432175), abs=5e-7)


def test_perfect_agreement_on_few_units_is_no_certainty() -> None:
    found = cohen_kappa(table((10, 0), (0, 20)))
    assert found is not None
    assert (found.value, found.high) == (1, 1)
    assert found.low == pytest.approx(0.745, abs=5e-4)


def test_one_word_throughout_leaves_kappa_nothing_to_measure() -> None:
    rows = table((10, 0), (0, 0))
    assert cohen_kappa(rows) is None
    ac1 = gwet_ac1(rows)
    assert ac1 is not None
    assert ac1.value == 1
    assert ac1.low == pytest.approx(0.722, abs=5e-4)


def test_nothing_judged_gives_nothing() -> None:
    assert (agreement({}), prevalence({}, "met"), cohen_kappa({}), gwet_ac1({})) == (None, None, None, None)


def test_the_interval_holds_the_value() -> None:
    for rows in (((1, 0), (0, 0)), ((1, 1), (1, 1)), ((0, 5), (5, 0)), ((99, 1), (0, 0)), ((3, 0), (0, 3))):
        for found in (cohen_kappa(table(*rows)), gwet_ac1(table(*rows))):
            assert found is None or -1 <= found.low <= found.value <= found.high <= 1, rows

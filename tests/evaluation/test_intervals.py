from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from stance.evaluation import Estimate, bootstrap

Floats = NDArray[np.float64]


def means(totals: Floats) -> Floats:
    """The means of all columns but the last, which counts."""
    return totals[..., :-1] / totals[..., -1:]


def interval(values: Floats, groups: NDArray[np.intp] | None = None, *, draws: int = 300, seed: int = 0) -> Estimate:
    sums = np.column_stack([values, np.ones(len(values))])
    [estimate] = bootstrap(sums, np.arange(len(values)) if groups is None else groups, means, draws=draws, seed=seed)
    return estimate


def width(estimate: Estimate) -> float:
    return estimate.high - estimate.low


def coins(count: int, chance: float = 0.4, seed: int = 0) -> Floats:
    return (np.random.default_rng(seed).random(count) < chance).astype(float)


def test_an_estimate_is_written_with_its_interval() -> None:
    assert str(Estimate(0.8125, 0.75, 1.0)) == "0.812 [0.750, 1.000]"


@pytest.mark.parametrize("seed", range(10))
def test_the_interval_contains_the_value(seed: int) -> None:
    values = coins(80, seed=seed)
    estimate = interval(values, seed=seed)
    assert estimate.value == pytest.approx(values.mean(), abs=1e-12)
    assert estimate.low < estimate.value < estimate.high


def test_every_figure_has_an_estimate() -> None:
    first, second = coins(100), coins(100, 0.9, seed=1)
    sums = np.column_stack([first, second, np.ones(100)])
    estimates = bootstrap(sums, np.arange(100), means, draws=50)
    assert [estimate.value for estimate in estimates] == pytest.approx([first.mean(), second.mean()], abs=1e-12)
    assert all(estimate.low <= estimate.value <= estimate.high for estimate in estimates)


def test_four_times_the_data_halve_the_interval() -> None:
    few, many = (width(interval(np.tile(coins(100), times), draws=1000)) for times in (1, 4))
    assert many / few == pytest.approx(0.5, rel=0.15)


def test_the_interval_is_that_of_the_normal_approximation() -> None:
    values = np.random.default_rng(3).normal(size=400)
    estimate = interval(values, draws=2000)
    assert width(estimate) == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.08)


def test_the_same_seed_gives_the_same_interval_and_another_another() -> None:
    values = np.random.default_rng(0).normal(size=100)
    assert interval(values, seed=4) == interval(values, seed=4)
    assert interval(values, seed=4) != interval(values, seed=5)


def test_values_all_alike_have_no_width() -> None:
    assert interval(np.ones(30)) == Estimate(1.0, 1.0, 1.0)


def test_one_group_has_no_width() -> None:
    assert width(interval(coins(30), np.zeros(30, dtype=np.intp))) == 0


def test_groups_that_are_alike_within_widen_the_interval() -> None:
    values, groups = np.repeat(coins(60), 9), np.repeat(np.arange(60), 9)
    plain, clustered = interval(values, draws=1000), interval(values, groups, draws=1000)
    assert width(clustered) / width(plain) == pytest.approx(3, rel=0.15)
    assert clustered.value == plain.value


def test_groups_that_differ_within_do_not_widen_it() -> None:
    values = np.tile([0.0, 1.0], 60)
    assert width(interval(values, np.repeat(np.arange(60), 2))) < 1e-9 < width(interval(values))


def test_the_order_of_sentences_does_not_count() -> None:
    rng = np.random.default_rng(2)
    values, groups = rng.normal(size=90), rng.permutation(np.repeat(np.arange(30), 3))
    order = rng.permutation(90)
    one, other = interval(values, groups), interval(values[order], groups[order])
    assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=1e-12)


def covered(chance: float, *, count: int, size: int, clustered: bool) -> float:
    """How often, of 200 samples, the interval holds the truth; samples are of groups that agree within."""
    groups = np.repeat(np.arange(count), size)
    hits = 0
    for seed in range(200):
        values = np.repeat(coins(count, chance, seed), size)
        estimate = interval(values, groups if clustered else None, draws=200, seed=seed)
        hits += estimate.low <= chance <= estimate.high
    return hits / 200


@pytest.mark.parametrize("chance", [0.3, 0.5, 0.8])
def test_nineteen_of_twenty_intervals_hold_the_truth(chance: float) -> None:
    assert 0.90 <= covered(chance, count=100, size=1, clustered=True) <= 0.99


def test_nineteen_of_twenty_hold_it_for_groups_only_if_groups_are_drawn() -> None:
    assert 0.90 <= covered(0.5, count=80, size=6, clustered=True) <= 0.99
    assert covered(0.5, count=80, size=6, clustered=False) < 0.75

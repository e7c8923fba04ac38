"""Contests: the same luck for every rule, the same scores on any number of processes, and figures that are right."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from bot.domain.learner import Learner
from bot.domain.policy import C3
from bot.domain.rule import Rule
from bot.errors import CatbanditError
from bot.simulation import entrants
from bot.simulation.baselines import BASELINES, EpsilonGreedy, KlUcb, Thompson, Ucb1, Uniform
from bot.simulation.contest import STEPS, Score, Task, list_tasks, perform, spread_out
from bot.simulation.episode import RuleError, play
from bot.simulation.families import FAMILIES, draw_world
from bot.simulation.figures import by_rule, compare, follow
from bot.simulation.oracle import Oracle
from bot.simulation.retiring import Retiring
from bot.simulation.worlds import Size, World
from tests.simulation.test_worlds import plain_world

GREEDY = """
import numpy as np
from bot.simulation.baselines import Counting


class Greedy(Counting):
    def pick(self, likes, misses, pulled, *, count, rng):
        rates = (1 + likes) / (10 + likes + misses)
        return np.argsort(-rates)[np.arange(count) % len(rates)]
"""


TINY = Size(name="tiny", batches_a_day=3, batch_size=8, days=8)


def won(world: World, rule: Rule) -> float:
    return float(play(world, rule).expected.sum())


@pytest.mark.parametrize("name", [*BASELINES, "c3", "recommended"])
def test_equal_rules_in_equal_worlds_win_exactly_the_same(name: str) -> None:
    first, second = (
        play(world, entrants.enter(name, world))
        for world in (draw_world("wild", TINY, seed=1, prompts=25) for _ in range(2))
    )
    assert np.array_equal(first.likes, second.likes)
    assert np.array_equal(first.expected, second.expected)
    assert np.array_equal(first.shown, second.shown)


def test_a_prompts_seventh_showing_has_the_same_luck_whoever_shows_it() -> None:
    class Only(Uniform):
        def __init__(self, *prompts: int) -> None:
            super().__init__()
            self.prompts = prompts
            self.prompt_of: dict[int, tuple[int, int]] = {}
            self.liked_showings: set[tuple[int, int]] = set()
            self.shown = dict.fromkeys(prompts, 0)

        def choose(self, count: int, *, at: float, rng: np.random.Generator) -> list[int]:
            return [self.prompts[place % len(self.prompts)] for place in range(count)]

        def posted(self, picture: int, *, prompt: int, batch: int, at: float) -> None:
            super().posted(picture, prompt=prompt, batch=batch, at=at)
            self.prompt_of[picture] = (prompt, self.shown[prompt])
            self.shown[prompt] += 1

        def liked(self, picture: int, *, at: float) -> None:
            super().liked(picture, at=at)
            self.liked_showings.add(self.prompt_of[picture])

    alone, shared = Only(4), Only(4, 9)
    for rule in (alone, shared):
        play(plain_world(), rule)
    most = 900  # showings that both have come to, and whose likes have arrived
    first, second = ({n for prompt, n in rule.liked_showings if prompt == 4 and n < most} for rule in (alone, shared))
    assert first == second
    assert len(first) == pytest.approx(0.3 * most, rel=0.2)


def test_scores_are_the_same_whatever_the_number_of_processes() -> None:
    tasks = list_tasks(families=["heavy", "wild"], sizes=["small"], rules=["c3-hasty", "uniform"], worlds=1, seed=9)
    alone = list(spread_out(perform, tasks, processes=1))
    together = list(spread_out(perform, tasks, processes=2))

    def key(score: Score) -> tuple[str, str]:
        return score.family, score.rule

    assert sorted(alone, key=key) == sorted(together, key=key)


@pytest.mark.parametrize("family", FAMILIES)
def test_nobody_beats_the_oracle_beyond_noise(family: str) -> None:
    for number in range(2):
        world = draw_world(family, "small", seed=4, number=number, prompts=30)
        limit = won(world, Oracle(world))
        for rule in (Uniform(), EpsilonGreedy(), Thompson(), Ucb1()):
            assert won(world, rule) <= 1.02 * limit


def test_textbook_rules_learn_and_blind_choice_does_not() -> None:
    rates = np.full((1, 30), 0.05)
    rates[0, 11] = 0.5
    world = plain_world(rates=rates)
    blind = won(world, Uniform())
    for rule in (EpsilonGreedy(), Thompson(), Ucb1(), KlUcb()):
        assert won(world, rule) > 1.5 * blind


def test_our_profile_of_c3_is_the_textbooks_rule() -> None:
    worlds = [draw_world("heavy", "small", seed=6, number=number, prompts=30) for number in range(4)]
    profile, textbook = (np.mean([won(w, make()) for w in worlds]) for make in (lambda: Learner(C3), Thompson))
    assert profile == pytest.approx(textbook, rel=0.12)


def test_prompts_that_nobody_likes_are_retired() -> None:
    rates = np.zeros((1, 30))
    rates[0, :3] = 0.9
    world = plain_world(rates=rates)
    shown = play(world, Retiring(Uniform(), tries=5)).shown
    assert shown[3:].max() < 60  # five judged, and what was posted until the verdict
    assert shown[:3].min() > 200


def test_the_kullback_leibler_bound_is_where_it_should_be() -> None:
    rates, tries, total = np.array([0.0, 0.05, 0.5, 0.9]), np.array([3.0, 40.0, 100.0, 12.0]), 500.0
    bounds = KlUcb().bound(rates, tries, total)
    held = np.clip(rates, 1e-9, 1)
    distance = held * np.log(held / bounds) + (1 - held) * np.log((1 - held) / (1 - bounds))
    assert tries * distance == pytest.approx(np.log(total), rel=1e-3)
    assert np.all(bounds > rates)


def test_an_own_rule_takes_ten_lines_and_a_file(tmp_path: Path) -> None:
    path = tmp_path / "my_rules.py"
    path.write_text(GREEDY, "utf-8")
    tasks = list_tasks(families=["few"], sizes=["small"], rules=[f"{path}:Greedy", "uniform"], worlds=1, seed=1)
    greedy, blind = (perform(task) for task in tasks)
    assert entrants.label(greedy.rule) == "Greedy"
    assert greedy.won > blind.won


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        (None, "my_rules.py:Mine", "There is no file"),
        ("class Mine: pass", "my_rules.py:Yours", "has no rule Yours: it has no class with a method choose"),
        (GREEDY, "my_rules.py:Gready", "it has .*Greedy"),
        ("def half(:", "my_rules.py:Mine", "cannot be read: SyntaxError"),
        ("import nothing_of_this_name", "my_rules.py:Mine", "cannot be read: ModuleNotFoundError"),
        ("class Mine:\n    def choose(self): ...", "my_rules.py:Mine", "Mine in .* lacks add_prompt, retire_prompt"),
        (None, "thomson", "no rule “thomson”: choose from oracle, recommended"),
    ],
)
def test_a_rule_that_cannot_be_read_is_explained(tmp_path: Path, text: str | None, name: str, said: str) -> None:
    if text is not None:
        (tmp_path / "my_rules.py").write_text(text, "utf-8")
    with pytest.raises(CatbanditError, match=said):
        entrants.check(f"{tmp_path}/{name}" if ":" in name else name)


@pytest.mark.parametrize(
    ("chosen", "said"), [([0] * 7, "7 prompts for a batch of 8"), ([30] * 8, "prompt 30 at hour 0")]
)
def test_a_rule_that_breaks_the_rules_is_told_so(chosen: list[int], said: str) -> None:
    class Broken(Uniform):
        def choose(self, count: int, *, at: float, rng: np.random.Generator) -> list[int]:
            return chosen

    with pytest.raises(RuleError, match=f"Broken named {said}"):
        play(plain_world(), Broken(), name="Broken")


def test_the_rules_that_the_documentation_shows_can_be_tried(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "learning.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    for number, block in enumerate(blocks):
        path = tmp_path / f"rules_{number}.py"
        path.write_text(block, "utf-8")
        for name in re.findall(r"^class (\w+)", block, re.MULTILINE):
            play(draw_world("few", TINY, seed=1), entrants.load(f"{path}:{name}")())


def test_a_rule_that_fails_is_named_with_the_place(tmp_path: Path) -> None:
    path = tmp_path / "my_rules.py"
    path.write_text(GREEDY.rstrip() + ".no_such_thing", "utf-8")
    with pytest.raises(CatbanditError, match=r"Greedy failed in the small world 0 of “few”.*my_rules\.py, line \d+"):
        perform(Task(family="few", size="small", number=0, rule=f"{path}:Greedy", seed=1))


def score(rule: str, number: int, amount: float) -> Score:
    steps = amount * np.linspace(1 / STEPS, 1, STEPS)
    return Score(
        family="heavy", size="small", number=number, rule=rule, prompts=20, pictures=1000, likes=amount, won=amount,
        won_by=steps, best_at=np.full(STEPS, 0.5),
    )  # fmt: skip


def test_ratios_are_geometric_means_over_the_same_worlds() -> None:
    amounts = {"c3": (50, 100, 80), "recommended": (100, 200, 40), "oracle": (200, 200, 200)}
    scores = [score(rule, number, amount) for rule, row in amounts.items() for number, amount in enumerate(row)]
    paired = by_rule([*scores, score("c3", 3, 999)], rules=list(amounts))  # the fourth world is not done yet
    lines = {line.rule: line for line in compare(paired, baseline="c3", oracle="oracle")}
    assert lines["recommended"].worlds == 3
    assert lines["recommended"].ratio == pytest.approx((2 * 2 * 0.5) ** (1 / 3))
    assert lines["recommended"].low < lines["recommended"].ratio < lines["recommended"].high
    assert lines["recommended"].per_thousand == pytest.approx(340 / 3)
    assert lines["recommended"].of_oracle == pytest.approx((0.5 + 1 + 0.2) / 3)
    assert 0.5 < lines["recommended"].worst < 1
    assert (lines["c3"].low, lines["c3"].high) == (1, 1)


@pytest.mark.parametrize("worlds", [2, 4, 8])
def test_the_interval_of_a_ratio_holds_the_truth_as_often_as_it_says_though_worlds_are_few(worlds: int) -> None:
    rng = np.random.default_rng(4)
    held = []
    for _ in range(1_000):
        amounts = {"c3": np.full(worlds, 100.0), "ours": 150 * np.exp(rng.normal(0, 0.3, worlds))}
        scores = {rule: [score(rule, n, amount) for n, amount in enumerate(row)] for rule, row in amounts.items()}
        (line,) = (line for line in compare(scores, baseline="c3", oracle="c3") if line.rule == "ours")
        held.append(line.low <= 1.5 <= line.high)
    assert np.mean(held) == pytest.approx(0.95, abs=0.025)


def test_the_way_ends_at_the_share_of_what_the_oracle_has() -> None:
    scores = [score("c3", 0, 50), score("c3", 1, 100), score("oracle", 0, 100), score("oracle", 1, 200)]
    ways = {way.rule: way for way in follow(by_rule(scores, rules=["c3", "oracle"]), oracle="oracle")}
    assert ways["c3"].won[-1] == pytest.approx(0.5)
    assert np.all(np.diff(ways["c3"].won) > 0)
    assert ways["oracle"].won[-1] == pytest.approx(1)

"""`catbandit simulate --config`: the owner's own server as the world, and what that says about their pool.

Reads the database without writing. The questions: which rule wins, how many prompts the server can learn, and whether
retiring prompts wins anything. The answers come from worlds that agree with what the server's history tells.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from bot.domain.own_settings import find_words
from bot.domain.policy import PROFILES
from bot.errors import CatbanditError
from bot.keys import Config
from bot.simulate import INTERRUPTED, Trial, draw, entered, run, write
from bot.simulation import entrants
from bot.simulation.contest import Score, Task
from bot.simulation.figures import Line, by_rule, compare
from bot.simulation.own import OWN, Server
from bot.simulation.report import as_json, full_table
from bot.store import counts
from bot.store.backups import DATABASE
from bot.store.database import reading_only
from bot.store.experience import take_experience

WORLDS = 8
RETIRING = (5, 10, 20)
POOLS = (5, 10, 20, 40, 80, 160, 320)
_PICTURES = 1_500  # at most about so many in a simulated world
_LONGEST = timedelta(days=60)
_ALIKE = 0.03  # differences below this share are none
_FEWEST = 4  # worlds, for a verdict
_OURS, _NEW = "recommended", "new prompts"


@dataclass(frozen=True, kw_only=True, eq=False)
class Pool:
    """What so many prompts would win: likes per 1,000 pictures, world by world; smaller pools are part of larger."""

    prompts: int
    thousand: np.ndarray[tuple[int], np.dtype[np.float64]]

    @property
    def mean(self) -> float:
        return float(self.thousand.mean())

    @property
    def error(self) -> float | None:
        """The standard error; None of a single world."""
        return _error(self.thousand)

    def is_as_good_as(self, other: Pool) -> bool:
        """Whether these worlds show no difference worth the name."""
        short = other.thousand - self.thousand
        return float(short.mean()) <= max(_ALIKE * other.mean, _error(short) or 0.0)


def ask(config: Config, trial: Trial, *, at: datetime) -> int:
    """Simulate the owner's server and print what follows for its pool. Raises CatbanditError."""
    rules = entered(tuple(dict.fromkeys((_OURS, *trial.rules, *trial.own_rules))))
    profile = config.learning.to_profile()
    if profile not in PROFILES.values():
        rules = (entrants.CONFIGURED, *rules)
    server = asyncio.run(read_server(config, at=at))
    retiring = tuple(f"{entrants.RETIRING}{tries}" for tries in RETIRING)
    mine = Task(family=OWN, size=OWN, number=0, rule="", seed=trial.seed, server=server, profile=profile)
    worlds = range(trial.worlds or WORLDS)
    own = [replace(mine, number=n, rule=rule) for n in worlds for rule in (*rules, *retiring)]
    pools = [replace(mine, family=_NEW, number=n, rule=_OURS, prompts=count) for n in worlds for count in POOLS]
    scores, is_whole = run([*own, *pools], processes=trial.processes)
    if not is_whole:
        print("Interrupted: the answers need all worlds. Ask for fewer with --worlds.", file=sys.stderr)
        return INTERRUPTED
    _report(server, scores, rules=rules, retiring=retiring, trial=trial)
    return 0


def _report(
    server: Server, scores: Sequence[Score], *, rules: tuple[str, ...], retiring: tuple[str, ...], trial: Trial
) -> None:
    """Print what was assumed, the tables and the answers, and write what was asked for."""
    new = [score for score in scores if score.family != OWN]
    scores = [score for score in scores if score.family == OWN]
    paired = by_rule(scores, rules=(*rules, *retiring))
    lines = compare(paired, baseline=entrants.BASELINE, oracle=entrants.ORACLE)
    learnt = [_pool(count, new) for count in POOLS]
    title = f"Your server in {lines[0].worlds} worlds that agree with its history"
    answers = [
        _say_who_wins([line for line in lines if line.rule in rules]),
        _say_how_many(learnt, has=server.prompts),
        _say_when_to_retire(compare(paired, baseline=_OURS, oracle=entrants.ORACLE), retiring),
    ]
    parts = (_describe(server), full_table(lines, title=title, baseline=entrants.BASELINE), _pool_table(learnt))
    print("\n\n".join((*parts, "\n".join(answers))))
    if trial.json:
        found = as_json(scores, rules=(*rules, *retiring), baseline=entrants.BASELINE, oracle=entrants.ORACLE)
        learnt_as = [{"prompts": pool.prompts, "per_thousand": pool.mean, "error": pool.error} for pool in learnt]
        more = {"pools": learnt_as, "answers": answers}
        write(trial.json, json.dumps(found | more, indent=1).encode())
    if trial.out:
        subtitle = f"{server.prompts} prompts, {server.size.pictures} pictures to come"
        shown = [score for score in scores if score.rule in rules]
        draw(shown, rules=rules, out=trial.out, title="Your server, simulated", subtitle=subtitle)


async def read_server(config: Config, *, at: datetime) -> Server:
    """What the configuration and the database say of a server. Raises CatbanditError if there is too little."""
    async with reading_only(config.storage.folder / DATABASE) as tx:
        model = await counts.find_model(tx)
        experience = await take_experience(tx, model=model)
    tried = experience.prompts
    if sum(prompt.is_active for prompt in tried) < 2:
        raise CatbanditError("There are no two active prompts to choose between: add some with /prompt add.")
    size = config.batch.size
    batch_at: list[float] = []
    moment = config.batches_cron.upcoming(at)
    while moment is not None and len(batch_at) * size < _PICTURES and moment - at <= _LONGEST:
        batch_at.append((moment - at) / timedelta(hours=1))
        moment = config.batches_cron.upcoming(moment)
    if not batch_at:
        raise CatbanditError(f"No batch is due within {_LONGEST.days} days: see schedule.batches.")
    return Server(
        texts=tuple(find_words(prompt.text) for prompt in tried),
        is_active=np.array([prompt.is_active for prompt in tried]),
        likes=np.array([prompt.likes for prompt in tried], dtype=np.float64),
        misses=np.array([prompt.misses for prompt in tried], dtype=np.float64),
        batch_at=np.array(batch_at),
        batch_size=size,
        like_ages=np.array(experience.like_ages),
        batches=experience.batches,
        silent=experience.silent,
    )


def _pool(count: int, scores: Sequence[Score]) -> Pool:
    found = [score for score in sorted(scores, key=lambda score: score.number) if score.prompts == count]
    return Pool(prompts=count, thousand=np.array([1000 * score.won / score.pictures for score in found]))


def _error(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float | None:
    return float(values.std(ddof=1) / len(values) ** 0.5) if len(values) > 1 else None


def _describe(server: Server) -> str:
    """What the worlds have in common, so that the owner sees what was assumed."""
    judged = float(server.likes.sum() + server.misses.sum())
    rate = "nothing judged yet"
    if judged:
        rate = f"{server.likes.sum() / judged:.1%} of {judged:,.0f} judged pictures liked"
    delay = f"half of the likes within {np.median(server.like_ages):.1f} h" if len(server.like_ages) else "no like yet"
    return (
        f"Your server: {server.prompts} active prompts; {rate}; {delay}; about {server.unseen:.0%} of the batches "
        f"seen by nobody.\nTo come in {server.size.days:.0f} days: {len(server.batch_at)} batches of "
        f"{server.batch_size}."
    )


def _pool_table(pools: Sequence[Pool]) -> str:
    rows = ["With a pool of so many new prompts of the kind you have, “recommended” would win"]
    for pool in pools:
        error = "" if pool.error is None else f" ± {pool.error:.1f}"
        rows.append(f"  {pool.prompts:>4} prompts{pool.mean:>9.1f}{error} likes / 1,000")
    return "\n".join(rows)


def _say_who_wins(lines: Sequence[Line]) -> str:
    """The best rule that can be had, and what it wins over the yardstick and over choosing blindly."""
    best, *others = [line for line in lines if line.rule != entrants.ORACLE]
    blind = next((line.ratio for line in others if line.rule == "uniform"), None)
    beside = "" if blind is None else f", and {best.ratio / blind:.1f} times those of choosing blindly"
    return (
        f"“{entrants.label(best.rule)}” wins most here: {best.ratio:.2f} times the likes of “{entrants.BASELINE}” "
        f"({best.low:.2f} to {best.high:.2f}){beside}."
    )


def _say_how_many(pools: Sequence[Pool], *, has: int) -> str:
    """The smallest pool that wins about as much as any."""
    best = max(pools, key=lambda pool: pool.mean)
    enough = next(pool for pool in pools if pool.is_as_good_as(best))
    if enough is pools[-1]:
        return f"Your server can learn {enough.prompts} prompts and more: new ones are worth adding. You have {has}."
    return (
        f"In this time your server can learn about {enough.prompts} prompts: a larger pool of the same kind wins no "
        f"more, as far as {len(best.thousand)} worlds can tell. You have {has}."
    )


def _say_when_to_retire(lines: Sequence[Line], retiring: Sequence[str]) -> str:
    """Whether retiring prompts that nobody liked wins anything over leaving them to the learner."""
    best = max((line for line in lines if line.rule in retiring), key=lambda line: line.ratio)
    if best.worlds < _FEWEST:
        return f"Whether retiring prompts wins anything, {best.worlds} worlds cannot tell: ask for more with --worlds."
    tries = best.rule.removeprefix(entrants.RETIRING)
    gain = f"{best.ratio - 1:+.0%} ({best.low - 1:+.0%} to {best.high - 1:+.0%})"
    if best.low > 1 and best.ratio > 1 + _ALIKE / 3:
        return f"Retire a prompt once {tries} of its pictures were judged and none was liked: that wins {gain} likes."
    return f"Retiring prompts wins nothing here (at best {gain}): the learner leaves poor ones alone by itself."

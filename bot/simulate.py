"""`catbandit simulate`: rules side by side in worlds whose truth is known, as a table and a picture.

A composition root of its own: it hands the simulation its tasks, shows how far it is, and writes down what came of it.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bot.errors import CatbanditError
from bot.sheets.contest import Track, contest_sheet
from bot.sheets.encoding import as_png
from bot.simulation import entrants
from bot.simulation.contest import Result, Score, Task, list_tasks, perform, spread_out
from bot.simulation.coverage import BLIND, cover, coverage_table
from bot.simulation.families import FAMILIES, REFERENCE
from bot.simulation.figures import Line, by_rule, compare, follow
from bot.simulation.report import as_json, family_table, full_table, grouped
from bot.simulation.worlds import SIZES
from bot.terminal import ProgressBar

RULES = ("recommended", "epsilon-greedy", "c3", "c3-hasty", "ucb1", "uniform")
WORLDS = 2
"""Of each family and size: a minute or so."""

INTERRUPTED = 130


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What to try.

    `prompts`: so many instead of drawn numbers; `against`: the rule that ratios are taken to; `shows_each`: every
    family's figures in full.
    """

    worlds: int | None = None
    families: tuple[str, ...] = FAMILIES
    sizes: tuple[str, ...] = ("small", "middle")
    prompts: tuple[int, ...] = ()
    rules: tuple[str, ...] = RULES
    own_rules: tuple[str, ...] = ()
    against: str = entrants.BASELINE
    seed: int = 1
    processes: int | None = None
    shows_each: bool = False
    out: Path | None = None
    json: Path | None = None


def simulate(trial: Trial) -> int:
    """Run a trial and print what came of it; what Ctrl-C leaves is shown too. Raises CatbanditError."""
    rules = entered((*trial.rules, *trial.own_rules), against=trial.against)
    _check_names(trial.families, (*FAMILIES, REFERENCE), "family")
    _check_names(trial.sizes, tuple(SIZES), "size")
    tasks = list_tasks(
        families=trial.families,
        sizes=trial.sizes,
        rules=rules,
        worlds=trial.worlds or WORLDS,
        seed=trial.seed,
        prompts=trial.prompts,
    )
    scores, is_whole = run(tasks, processes=trial.processes)
    worlds = len(by_rule(scores, rules=rules)[trial.against])
    if not worlds:
        print("Interrupted before the first world was done.", file=sys.stderr)
        return INTERRUPTED
    print("\n".join(_tables(scores, rules=rules, against=trial.against, shows_each=trial.shows_each)))
    if trial.json:
        write(
            trial.json,
            json.dumps({"trial": _plain(trial)} | _json(scores, rules, against=trial.against), indent=1).encode(),
        )
    if trial.out:
        subtitle = f"{worlds} simulated servers ({', '.join(trial.sizes)}) from {len(trial.families)} families"
        title = "Who wins more likes?"
        draw(scores, rules=rules, out=trial.out, title=title, subtitle=subtitle, against=trial.against)
    if not is_whole:
        print(f"Interrupted: the figures are of the {worlds} worlds that were done.", file=sys.stderr)
    return 0 if is_whole else INTERRUPTED


def entered(rules: Sequence[str], *, against: str = entrants.BASELINE) -> tuple[str, ...]:
    """The rules to try, each checked: with the yardstick, which ratios need, and the limit. Raises CatbanditError."""
    for rule in (*rules, against):
        entrants.check(rule)
    names = [entrants.label(rule) for rule in rules]
    if twice := {name for name in names if names.count(name) > 1}:
        raise CatbanditError(f"The rule {', '.join(sorted(twice))} is named twice: give each rule a name of its own.")
    return (*rules, *(rule for rule in (against, entrants.ORACLE) if rule not in rules))


def run(tasks: list[Task], *, processes: int | None) -> tuple[list[Score], bool]:
    """Perform the tasks with a progress bar; returns the scores, and whether all were done before Ctrl-C."""
    return _gather(perform, tasks, processes=processes)


def show_coverage(trial: Trial) -> int:
    """Print how often the interval of what blind choice would have won holds the truth, by family.

    Raises CatbanditError.
    """
    if trial.out:
        raise CatbanditError("--coverage draws no picture: leave out --out, or ask for all figures with --json.")
    _check_names(trial.families, (*FAMILIES, REFERENCE), "family")
    _check_names(trial.sizes, tuple(SIZES), "size")
    worlds = trial.worlds or WORLDS
    tasks = list_tasks(
        families=trial.families, sizes=trial.sizes, rules=[BLIND], worlds=worlds, seed=trial.seed, prompts=trial.prompts
    )
    covers, is_whole = _gather(cover, tasks, processes=trial.processes)
    print(coverage_table(covers))
    if trial.json:
        found = {"trial": _plain(trial), "worlds": [asdict(one) | {"holds": one.holds} for one in covers]}
        write(trial.json, json.dumps(found, indent=1).encode())
    return 0 if is_whole else INTERRUPTED


def _gather(deed: Callable[[Task], Result], tasks: list[Task], *, processes: int | None) -> tuple[list[Result], bool]:
    results: list[Result] = []
    progress = ProgressBar(len(tasks), "games")
    count = min(processes or os.cpu_count() or 1, len(tasks))
    try:
        for result in spread_out(deed, tasks, processes=count):
            results.append(result)
            progress.show(len(results))
    except KeyboardInterrupt:
        return results, False
    finally:
        progress.close()
    return results, True


def draw(
    scores: Sequence[Score],
    *,
    rules: Sequence[str],
    out: Path,
    title: str,
    subtitle: str,
    against: str = entrants.BASELINE,
) -> None:
    """Draw the contest and write it: as PNG if the name ends so, else as WebP."""
    paired = by_rule(scores, rules=rules)
    lines = {line.rule: line for line in _compare(paired, against)}
    tracks = [
        Track(
            label=entrants.label(way.rule),
            ratio=lines[way.rule].ratio,
            low=lines[way.rule].low,
            high=lines[way.rule].high,
            won=way.won.tolist(),
            won_error=way.won_error.tolist(),
            best=way.best.tolist(),
            best_error=way.best_error.tolist(),
            is_limit=way.rule == entrants.ORACLE,
        )
        for way in follow(paired, oracle=entrants.ORACLE)
    ]
    sheet = contest_sheet(tracks, yardstick=entrants.label(against), title=title, subtitle=subtitle)
    write(out, as_png(sheet) if out.suffix.lower() == ".png" else sheet.data)


def write(path: Path, content: bytes) -> None:
    """Write a result and say where it is; raises CatbanditError."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise CatbanditError(f"{path} cannot be written: {error}.") from error
    print(f"Written: {path}")


def _tables(scores: Sequence[Score], *, rules: Sequence[str], against: str, shows_each: bool) -> list[str]:
    """The families' ratios first, the sum of all last, where a terminal's reader looks."""
    parts = [family_table(scores, rules=rules, baseline=against, oracle=entrants.ORACLE), ""]
    groups: dict[str, list[Score]] = {}
    if shows_each:
        groups |= {f"{size} {family}": group for (size, family), group in grouped(scores).items()}
    sizes = [size for size in SIZES if any(score.size == size for score in scores)]
    if len(sizes) > 1:
        groups |= {f"all {size}": [score for score in scores if score.size == size] for size in sizes}
    groups["all"] = list(scores)
    for name, group in groups.items():
        lines = _compare(by_rule(group, rules=rules), against)
        title = f"{name}: {lines[0].worlds} {'world' if lines[0].worlds == 1 else 'worlds'}"
        parts += [full_table(lines, title=title, baseline=against), ""]
    return parts


def _compare(paired: dict[str, list[Score]], against: str) -> list[Line]:
    return compare(paired, baseline=against, oracle=entrants.ORACLE)


def _json(scores: Sequence[Score], rules: Sequence[str], *, against: str) -> dict[str, Any]:
    return as_json(scores, rules=rules, baseline=against, oracle=entrants.ORACLE)


def _plain(trial: Trial) -> dict[str, Any]:
    return {
        "worlds": trial.worlds or WORLDS,
        "families": trial.families,
        "sizes": trial.sizes,
        "prompts": trial.prompts,
        "rules": (*trial.rules, *trial.own_rules),
        "seed": trial.seed,
    }


def _check_names(names: Sequence[str], known: Sequence[str], kind: str) -> None:
    if strange := [name for name in names if name not in known]:
        raise CatbanditError(f"There is no {kind} “{strange[0]}”: choose from {', '.join(known)}.")

"""What a contest says, in words and columns.

Owns how figures are written down; must not know how they come about, nor where they go.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bot.simulation.contest import Score
from bot.simulation.entrants import label
from bot.simulation.figures import Line, by_rule, compare

_NAME = 20
_WIDTHS = (17, 25, 13, 16)


def full_table(lines: Sequence[Line], *, title: str, baseline: str) -> str:
    """One rule a row, the best on top, with every figure."""
    heads = ("likes / 1,000", f"times {label(baseline)}'s (95 %)", "worst 20th", "of the oracle")
    widths = [max(width, len(head) + 2) for head, width in zip(heads, _WIDTHS, strict=True)]
    rows = [title, " " * (_NAME + 2) + "".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))]
    for line in lines:
        cells = (
            f"{line.per_thousand:.1f}" + (f" ± {line.error:.1f}" if line.worlds > 1 else ""),
            f"{line.ratio:.2f}" + (f" ({line.low:.2f} to {line.high:.2f})" if line.worlds > 1 else ""),
            f"{line.worst:.2f}",
            f"{line.of_oracle:.0%}",
        )
        padded = "".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        rows.append(f"  {label(line.rule)[:_NAME]:<{_NAME}}{padded}")
    return "\n".join(rows)


def family_table(scores: Sequence[Score], *, rules: Sequence[str], baseline: str, oracle: str) -> str:
    """One family a row, one rule a column: how many times the baseline's likes it won."""
    shown = [rule for rule in rules if rule != baseline]
    widths = [max(len(label(rule)), 6) + 2 for rule in shown]
    groups = {f"{size} {family}": group for (size, family), group in grouped(scores).items()}
    wide = max(_NAME - 2, *map(len, groups))
    rows = [
        f"Times {label(baseline)}'s likes, geometric mean",
        f"{'':<{wide + 2}}{'worlds':>8}"
        + "".join(f"{label(rule):>{width}}" for rule, width in zip(shown, widths, strict=True)),
    ]
    for name, group in groups.items():
        lines = {line.rule: line for line in compare(by_rule(group, rules=rules), baseline=baseline, oracle=oracle)}
        cells = [f"{lines[rule].ratio:>{width}.2f}" for rule, width in zip(shown, widths, strict=True)]
        rows.append(f"  {name:<{wide}}{lines[baseline].worlds:>8}" + "".join(cells))
    return "\n".join(rows)


def grouped(scores: Sequence[Score]) -> dict[tuple[str, str], list[Score]]:
    """The scores by size and family."""
    groups: dict[tuple[str, str], list[Score]] = {}
    for score in scores:
        groups.setdefault((score.size, score.family), []).append(score)
    return groups


def as_json(scores: Sequence[Score], *, rules: Sequence[str], baseline: str, oracle: str) -> dict[str, Any]:
    """Every group's figures and every world's score, as plain values."""
    groups = {"all": list(scores)} | {f"{size} {family}": group for (size, family), group in grouped(scores).items()}
    groups |= {size: [score for score in scores if score.size == size] for size in {score.size for score in scores}}
    return {
        "baseline": baseline,
        "groups": {
            name: [_plain(line) for line in compare(by_rule(group, rules=rules), baseline=baseline, oracle=oracle)]
            for name, group in sorted(groups.items())
        },
        "worlds": [
            {
                "size": score.size, "family": score.family, "number": score.number, "prompts": score.prompts,
                "rule": score.rule, "pictures": score.pictures, "likes": score.likes, "won": round(score.won, 3),
            }
            for score in scores
        ],
    }  # fmt: skip


def _plain(line: Line) -> dict[str, Any]:
    """JSON has no number for what is not one."""
    return {key: None if value != value else value for key, value in asdict(line).items()}

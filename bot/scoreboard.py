"""What is believed of the prompts beside the crowd's true taste: the demo's rows, leaders, table and last words.

Values in, text out. Must not know how the demo runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.standings import Standing
from bot.playground.crowd import Crowd

_BAR = 20
_PROMPT = 44  # characters
_HEADING = f"{'prompt':<45} {'pictures':>8} {'likes':>5}  {'belief (90 % interval)':<24} the crowd's true rate"


def row_of(standing: Standing, crowd: Crowd) -> dict[str, Any]:
    """A prompt as the playground's page shows it."""
    record = standing.record
    return {
        "prompt": record.prompt,
        "pictures": record.trials,  # what still hangs open is neither liked nor not
        "likes": record.likes,
        "mean": standing.mean,
        "low": standing.low,
        "high": standing.high,
        "true_rate": crowd.true_rate(record.prompt),
    }


def leaders(standings: Sequence[Standing]) -> str:
    """The five leaders as bars."""
    lines = ["  believed to be loved most:"]
    for standing in standings[:5]:
        bar = "█" * round(standing.mean * _BAR)
        record = standing.record
        lines.append(f"  {bar:<{_BAR}} {standing.mean:4.0%}  {record.likes:>3} of {record.trials:<3} {record.prompt}")
    return "\n".join(lines)


def table(standings: Sequence[Standing], crowd: Crowd) -> str:
    """Every prompt with what is believed of it and what is true."""
    lines = [_HEADING]
    for standing in standings:
        record = standing.record
        believed = f"{standing.mean:4.0%} ({standing.low:4.0%} to {standing.high:4.0%})"
        true = crowd.true_rate(record.prompt)
        name = record.prompt if len(record.prompt) <= _PROMPT else record.prompt[: _PROMPT - 1] + "…"
        lines.append(f"{name:<45} {record.pictures:>8} {record.likes:>5}  {believed:<24} {true:>6.0%}")
    return "\n".join(lines)


def summary(standings: Sequence[Standing], crowd: Crowd) -> str:
    """How well choosing did against choosing blindly, and how to go on."""
    trials = sum(standing.record.trials for standing in standings)
    active = [standing.record for standing in standings if standing.record.is_active]
    if not trials or not active:
        return "Nothing has been judged yet: start it again to go on."
    likes = sum(standing.record.likes for standing in standings)
    blind = sum(crowd.true_rate(record.prompt) for record in active) / len(active)
    return (
        f"{likes} of {trials} judged pictures were liked ({likes / trials:.0%}); "
        f"choosing blindly this crowd likes {blind:.0%}.\n"
        "Start it again to go on. On your own server: catbandit init (see the README)."
    )

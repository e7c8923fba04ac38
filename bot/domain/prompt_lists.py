"""Prompts as files: what a table of them holds, and what may stand in one. Must not know which prompts there are."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.domain.parts import find_unfilled, read_slots, refuse_unfilled
from bot.domain.prompts import clean_prompt, same_key
from bot.domain.standings import Standing
from bot.domain.tables import Reading, Row, read_list, read_rows, sift, write_rows
from bot.errors import PromptError
from bot.languages import Text

HEADER = ("prompt", "active", "pictures", "judged", "liked", "rate", "low", "high")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A prompt as a file has it; `number` is the line's, from 1."""

    number: int
    text: str
    is_active: bool


def write_csv(standings: Iterable[Standing]) -> str:
    """Prompts with their records as CSV: rates are shares of 0..1, `low` to `high` the central 90 % of the belief."""
    return write_rows(
        HEADER,
        (
            (
                standing.record.prompt,
                "yes" if standing.record.is_active else "no",
                standing.record.pictures,
                standing.record.trials,
                standing.record.likes,
                *(f"{rate:.4f}" for rate in (standing.mean, standing.low, standing.high)),
            )
            for standing in standings
        ),
    )


def read_prompts(text: str, *, lists: Collection[str]) -> Reading[Line]:
    """Read a CSV whose first line names a column “prompt”, or else a list of one prompt a line, # for comments.

    `lists` are the lists that have options: an active prompt's slots must be among them, a retired one may wait. Raises
    LinesError that names every line that cannot be a prompt, and why; PromptError if it is no such file.
    """

    def list_unfilled(line: Line) -> list[Text]:
        return [refuse_unfilled(slot) for slot in find_unfilled(read_slots(line.text), lists)] if line.is_active else []

    rows = read_rows(text, "prompt")
    reading = sift(
        read_list(text, "prompt") if rows is None else rows,
        _clean,
        key=lambda line: same_key(line.text),
        refuse=lambda lines: Text("import-refused", lines=lines),
        find_problems=list_unfilled,
    )
    if not reading.lines:
        raise PromptError(Text("import-empty"))
    return reading


def _clean(row: Row) -> Line:
    is_active = row.is_active()
    return Line(number=row.number, text=clean_prompt(row.cells.get("prompt", "")), is_active=is_active)

"""Parts as files: what an option of a list may be, and what a table of them holds.

Must not know which parts there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.beliefs import Belief
from bot.domain.parts import read_list_name
from bot.domain.prompts import clean_words, same_key
from bot.domain.standings import MASS
from bot.domain.tables import Reading, Row, read_list, read_rows, sift, write_rows
from bot.errors import PromptError
from bot.languages import Text

HEADER = ("slot", "option", "active", "pictures", "judged", "liked", "rate", "low", "high")
MOST_TEXT = 100


@dataclass(frozen=True, kw_only=True)
class PartRecord:
    """An option of a list and its counts: pictures that showed it, of these judged, of these liked."""

    slot: str
    text: str
    is_active: bool
    pictures: int
    trials: int
    likes: int
    belief: Belief


@dataclass(frozen=True, kw_only=True)
class PartLine:
    """An option as a file has it; `number` is the line's, from 1."""

    number: int
    slot: str
    text: str
    is_active: bool


def clean_part(slot: str, text: str) -> tuple[str, str]:
    """The name of a list and an option of it as they are stored.

    Raises PromptError if the option is too long, or holds what a prompt may not.
    """
    name, text = read_list_name(slot), clean_words(text)
    if len(text) > MOST_TEXT or set("{}|") & set(text):
        raise PromptError(Text("part-unfit", most=MOST_TEXT))
    return name, text


def write_csv(records: Iterable[PartRecord]) -> str:
    """Parts with their records as CSV: rates are shares of 0..1, `low` to `high` the central 90 % of the belief."""
    return write_rows(
        HEADER,
        (
            (
                record.slot,
                record.text,
                "yes" if record.is_active else "no",
                record.pictures,
                record.trials,
                record.likes,
                *(f"{rate:.4f}" for rate in (record.belief.mean, *record.belief.interval(MASS))),
            )
            for record in records
        ),
    )


def read_parts(text: str, *, slot: str) -> Reading[PartLine]:
    """Read a CSV whose first line names the columns “slot” and “option”, or else a list of the options of `slot`.

    Raises LinesError that names every line that cannot be a part, and why; PromptError if it is no such file.
    """
    rows = read_rows(text, "slot", "option")
    if rows is None:
        name = read_list_name(slot)
        rows = [Row(number=row.number, cells={"slot": name, **row.cells}) for row in read_list(text, "option")]
    reading = sift(
        rows,
        _clean,
        key=lambda line: (line.slot, same_key(line.text)),
        refuse=lambda lines: Text("import-refused-parts", lines=lines),
    )
    if not reading.lines:
        raise PromptError(Text("import-empty-parts"))
    return reading


def _clean(row: Row) -> PartLine:
    is_active = row.is_active()
    slot, text = clean_part(row.cells.get("slot", ""), row.cells.get("option", ""))
    return PartLine(number=row.number, slot=slot, text=text, is_active=is_active)

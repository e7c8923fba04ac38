"""Prompts as files: the CSV that we write and spreadsheets keep, and the wildcard lists of dynamic prompts.

Owns both forms, text in and text out. Must not know files, nor which prompts there are.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.domain.parts import find_unfilled, read_slots, refuse_unfilled
from bot.domain.prompts import clean_prompt, same_key
from bot.domain.standings import Standing
from bot.errors import PromptError
from bot.languages import Text

MOST_LINES = 20_000
HEADER = ("prompt", "active", "pictures", "judged", "liked", "rate", "low", "high")

_TRUE = {"", "1", "true", "yes", "y", "active", "x"}
_FALSE = {"0", "false", "no", "n", "retired"}
_FORMULA = ("=", "+", "-", "@", "\t")  # what a spreadsheet would run; a quotation mark in front makes it a text
_WEIGHT = re.compile(r"\d+(\.\d+)?::")  # how wildcard lists say that a line is drawn more often
_DELIMITERS = ",;\t"


@dataclass(frozen=True, kw_only=True)
class Line:
    """A prompt as a file has it; `number` is the line's, from 1, `state` whether it is active in the file's words."""

    number: int
    text: str
    state: str = ""

    @property
    def is_active(self) -> bool:
        """Whether it is to be painted."""
        return self.state not in _FALSE


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The prompts of a file, each once, and those lines that repeat an earlier one."""

    lines: tuple[Line, ...]
    repeated: tuple[Line, ...]


class LinesError(PromptError):
    """Lines of a file that cannot be prompts; `problems` says of each which one and why."""

    def __init__(self, problems: Sequence[Text]) -> None:
        super().__init__(Text("import-refused", lines=len(problems)))
        self.problems = tuple(problems)


def write_csv(standings: Iterable[Standing]) -> str:
    """Prompts with their records as CSV: rates are shares of 0..1, `low` to `high` the central 90 % of the belief."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(HEADER)
    for standing in standings:
        record = standing.record
        rows.writerow(
            (
                f"'{record.prompt}" if record.prompt.startswith(_FORMULA) else record.prompt,
                "yes" if record.is_active else "no",
                record.pictures,
                record.trials,
                record.likes,
                *(f"{rate:.4f}" for rate in (standing.mean, standing.low, standing.high)),
            )
        )
    return text.getvalue()


def read_prompts(text: str, *, lists: Collection[str]) -> Reading:
    """Read a CSV whose first line names a column “prompt”, or else a list of one prompt a line, # for comments.

    `lists` are the lists that have options: an active prompt's slots must be among them, a retired one may wait. Raises
    LinesError that names every line that cannot be a prompt, and why; PromptError if it is no such file.
    """
    raw = _read_csv(text) if _is_csv(text) else _read_list(text)
    kept: dict[str, Line] = {}
    repeated, problems = list[Line](), list[Text]()
    for line in raw:
        try:
            cleaned = _clean(line)
        except PromptError as error:
            problems.append(Text("import-bad-line", line=str(line.number), problem=error.said))
            continue
        if kept.setdefault(same_key(cleaned.text), cleaned) is not cleaned:
            repeated.append(cleaned)
        elif cleaned.is_active:
            empty = find_unfilled(read_slots(cleaned.text), lists)
            problems += [
                Text("import-bad-line", line=str(line.number), problem=refuse_unfilled(slot)) for slot in empty
            ]
    if problems:
        raise LinesError(problems)
    if not kept:
        raise PromptError(Text("import-empty"))
    return Reading(lines=tuple(kept.values()), repeated=tuple(repeated))


def _clean(line: Line) -> Line:
    if line.state not in _TRUE | _FALSE:
        raise PromptError(Text("import-state", found=line.state))
    return replace(line, text=clean_prompt(line.text))


def decode(data: bytes) -> str:
    """Read a file's bytes as text; raises PromptError if they are none."""
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PromptError(Text("import-no-text"))


def _is_csv(text: str) -> bool:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return _column(_split(first), "prompt") is not None


def _split(line: str) -> list[str]:
    return next(csv.reader([line], delimiter=_delimiter(line)), [])


def _delimiter(line: str) -> str:
    """What separates the columns: spreadsheets in much of Europe write semicolons."""
    return max(_DELIMITERS, key=line.count)


def _column(names: Sequence[str], wanted: str) -> int | None:
    names = [name.strip().casefold() for name in names]
    return names.index(wanted) if wanted in names else None


def _read_csv(text: str) -> list[Line]:
    first = next(line for line in text.splitlines() if line.strip())
    rows = csv.reader(io.StringIO(text), delimiter=_delimiter(first))
    header: list[str] | None = None
    lines: list[Line] = []
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        if header is None:
            header = row
            continue
        _check_length(len(lines))
        lines.append(_line(rows.line_num, row, header))
    return lines


def _line(number: int, row: Sequence[str], header: Sequence[str]) -> Line:
    cells = dict(zip((name.strip().casefold() for name in header), row, strict=False))
    text = cells.get("prompt", "")
    if text.startswith("'") and text[1:].startswith(_FORMULA):
        text = text[1:]
    return Line(number=number, text=text, state=cells.get("active", "").strip().casefold())


def _read_list(text: str) -> list[Line]:
    lines: list[Line] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip()
        if words and not words.startswith("#"):
            _check_length(len(lines))
            lines.append(Line(number=number, text=_WEIGHT.sub("", words, count=1)))
    return lines


def _check_length(count: int) -> None:
    if count >= MOST_LINES:
        raise PromptError(Text("import-too-many", most=MOST_LINES))

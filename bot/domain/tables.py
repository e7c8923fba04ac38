"""Files with one thing a line: the CSV that we write and spreadsheets keep, and plain lists as wildcard files are.

Owns both forms, text in and text out, and how bad lines are told. Must not know files, nor what a line is about.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.errors import PromptError
from bot.languages import Text

MOST_LINES = 20_000

_TRUE = {"", "1", "true", "yes", "y", "active", "x"}
_FALSE = {"0", "false", "no", "n", "retired"}
_FORMULA = ("=", "+", "-", "@", "\t")  # what a spreadsheet would run; a quotation mark in front makes it a text
_WEIGHT = re.compile(r"^\d+(\.\d+)?::")  # how wildcard lists say that a line is drawn more often
_DELIMITERS = ",;\t"

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Row:
    """A line of a file: its number, from 1, and its cells by their columns' names in small letters."""

    number: int
    cells: Mapping[str, str]

    def is_active(self) -> bool:
        """Whether its column “active” says yes, which it does where there is none; PromptError if it says neither."""
        state = self.cells.get("active", "").strip().casefold()
        if state not in _TRUE | _FALSE:
            raise PromptError(Text("import-state", found=state))
        return state in _TRUE


@dataclass(frozen=True, kw_only=True)
class Reading(Generic[T]):
    """What stands in a file, each once, and what repeats an earlier line."""

    lines: tuple[T, ...]
    repeated: tuple[T, ...]


class LinesError(PromptError):
    """Lines of a file that cannot be taken; `problems` says of each which one and why."""

    def __init__(self, said: Text, problems: Sequence[Text]) -> None:
        super().__init__(said)
        self.problems = tuple(problems)


def decode(data: bytes) -> str:
    """Read a file's bytes as text; raises PromptError if they are none."""
    for encoding in ("utf-8-sig", "utf-16") if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise PromptError(Text("import-no-text"))


def write_rows(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a CSV in which no spreadsheet runs what people wrote."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in row])
    return text.getvalue()


def read_rows(text: str, *columns: str) -> list[Row] | None:
    """The rows of a CSV whose first line names these columns, perhaps among others; None if it is no such file."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)  # spreadsheets in much of Europe write semicolons
    header = [name.strip().casefold() for name in next(csv.reader([first], delimiter=delimiter), [])]
    if not set(columns) <= set(header):
        return None
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    found: list[Row] = []
    is_header = True
    try:
        for row in rows:
            if not any(cell.strip() for cell in row):
                continue
            if is_header:
                is_header = False
                continue
            _check_length(len(found))
            cells = dict(zip(header, map(_bare, row), strict=False))
            found.append(Row(number=rows.line_num, cells=cells))
    except csv.Error:  # a cell without an end
        raise PromptError(Text("import-no-table", line=str(rows.line_num))) from None
    return found


def read_list(text: str, column: str) -> list[Row]:
    """A list of one thing a line as rows of one column, # for comments; weights of wildcard lists are left out."""
    found: list[Row] = []
    for number, line in enumerate(text.splitlines(), 1):
        words = line.strip()
        if words and not words.startswith("#"):
            _check_length(len(found))
            found.append(Row(number=number, cells={column: _WEIGHT.sub("", words, count=1)}))
    return found


def sift(
    rows: Iterable[Row],
    clean: Callable[[Row], T],
    *,
    key: Callable[[T], Hashable],
    refuse: Callable[[int], Text],
    find_problems: Callable[[T], Iterable[Text]] = lambda _: (),
) -> Reading[T]:
    """Clean every row, and set those apart whose key stood in the file before.

    Raises LinesError, said by `refuse` of how many there are, that names every row that `clean` refuses by a
    PromptError, and every problem that is found with what is clean.
    """
    kept: dict[Hashable, T] = {}
    repeated, problems = list[T](), list[Text]()
    for row in rows:
        try:
            cleaned = clean(row)
        except PromptError as error:
            problems.append(_bad_line(row, error.said))
            continue
        if kept.setdefault(key(cleaned), cleaned) is not cleaned:
            repeated.append(cleaned)
        else:
            problems += [_bad_line(row, problem) for problem in find_problems(cleaned)]
    if problems:
        raise LinesError(refuse(len(problems)), problems)
    return Reading(lines=tuple(kept.values()), repeated=tuple(repeated))


def _bad_line(row: Row, problem: Text | str) -> Text:
    return Text("import-bad-line", line=str(row.number), problem=problem)


def _bare(cell: str) -> str:
    """A cell without the mark that kept a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _check_length(count: int) -> None:
    if count >= MOST_LINES:
        raise PromptError(Text("import-too-many", most=MOST_LINES))

"""Taking along what is the owner's: prompts as a file, and the pictures with their records as a data set."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from bot.domain.datasets import MISSING
from bot.domain.prompt_lists import LinesError
from bot.errors import PromptError
from bot.flows import prompt_files
from bot.flows.export import export_dataset
from bot.installation import now, open_database
from bot.keys import Config
from bot.owner import rules_of
from bot.parquet import write_parquet


async def export_prompts(config: Config, file: Path) -> int:
    """Write all prompts with their records as CSV."""
    async with open_database(config) as database:
        data = await prompt_files.export_prompts(database, rules_of(config, at=now()), now=now())
    try:
        file.write_bytes(data)
    except OSError as error:
        raise PromptError(f"{file} cannot be written: {error.strerror}.") from None
    lines = data.count(b"\n") - 1
    print(f"{file}: {lines:,} prompts")
    return 0


async def import_prompts(config: Config, file: Path) -> int:
    """Add the prompts of a file, all or none; the bot may be running."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise PromptError(f"{file} cannot be read: {error.strerror}.") from None
    async with open_database(config) as database:
        try:
            done = await prompt_files.import_prompts(database, data, added_by=None, now=now())
        except LinesError as error:
            print(error, *error.problems, sep="\n", file=sys.stderr)
            return 1
    print(f"{done.added:,} prompts added" + (f", {done.retired:,} of them as retired." if done.retired else "."))
    for duplicate in done.duplicates:
        where = "stands in the file before" if duplicate.prompt is None else f"is prompt {duplicate.prompt.id} already"
        print(f"line {duplicate.line.number}: “{duplicate.line.text}” {where}")
    return 0


async def export_all(config: Config, folder: Path, *, is_parquet: bool) -> int:
    """Write the judged pictures with their records as a data set; going on where an earlier export ended."""
    async with open_database(config) as database:
        done = await export_dataset(
            database, rules_of(config, at=now()), folder, now=now(), on_progress=_progress_of("pictures gone through")
        )
    print(f"{folder}: {done.pictures:,} pictures, {done.liked:,} of them liked")
    if is_parquet:
        print(write_parquet(folder, on_progress=_progress_of("pictures packed")))
    if done.missing:
        print(
            f"{done.missing:,} judged pictures are not in it, as their files were removed to make room: "
            f"{folder / MISSING} has the command that paints each again; export once more afterwards."
        )
    return 0


def _progress_of(what: str) -> Callable[[int, int], None]:
    """Show progress on one line of a terminal, and nothing where nobody is watching."""

    def show(done: int, total: int) -> None:
        if sys.stdout.isatty():
            end = "\n" if done >= total else ""
            print(f"\r{done:,} of {total:,} {what}", end=end, flush=True)

    return show

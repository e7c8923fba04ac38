"""Taking along what is the owner's: prompts and parts as files, and the pictures with their records as a data set."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.domain.datasets import MISSING
from bot.domain.tables import LinesError
from bot.errors import PromptError
from bot.flows import part_files, prompt_files
from bot.flows.export import export_dataset
from bot.flows.prompt_files import Imported
from bot.installation import now, open_database
from bot.keys import Config
from bot.owner import rules_of
from bot.parquet import write_parquet


async def export_prompts(config: Config, file: Path) -> int:
    """Write all prompts with their records as CSV."""
    async with open_database(config) as database:
        data = await prompt_files.export_prompts(database, rules_of(config, at=now()), now=now())
    return _write(file, data, "prompts")


async def export_parts(config: Config, file: Path) -> int:
    """Write the options of all lists with their records as CSV."""
    async with open_database(config) as database:
        data = await part_files.export_parts(database, rules_of(config, at=now()))
    return _write(file, data, "parts")


async def import_prompts(config: Config, file: Path) -> int:
    """Add the prompts of a file, all or none; the bot may be running."""
    data = _read(file)
    async with open_database(config) as database:
        return await _tell(prompt_files.import_prompts(database, data, added_by=None, now=now()))


async def import_parts(config: Config, file: Path, *, slot: str | None) -> int:
    """Add the options of a file, all or none, a plain list's to `slot` or to the list that the file is named like."""
    data = _read(file)
    async with open_database(config) as database:
        return await _tell(part_files.import_parts(database, data, slot=slot or file.stem, now=now()))


def _write(file: Path, data: bytes, what: str) -> int:
    try:
        file.write_bytes(data)
    except OSError as error:
        raise PromptError(f"{file} cannot be written: {error.strerror}.") from None
    lines = data.count(b"\n") - 1
    print(f"{file}: {lines:,} {what}")
    return 0


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise PromptError(f"{file} cannot be read: {error.strerror}.") from None


async def _tell(importing: Awaitable[Imported]) -> int:
    """Say what an import did, and why each line was left out, or why none was taken."""
    try:
        done = await importing
    except LinesError as error:
        print(error, *error.problems, sep="\n", file=sys.stderr)
        return 1
    print(done.said, *done.notes, sep="\n")
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

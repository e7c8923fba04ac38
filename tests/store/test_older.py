"""A database of any older version is brought up to date with nothing lost; before that it is backed up."""

from __future__ import annotations

import asyncio
import logging
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StoreError
from bot.flows.settle import find_differences
from bot.installation import open_database
from bot.keys import Config
from bot.store import backups, batches, counts, digests, highlights, pictures, posts
from bot.store.database import Database, list_migrations
from tests.store.older import FOLDER, list_versions, restore_older

_RENAMED = {"beliefs": "counts"}
Table = tuple[tuple[str, ...], Counter[tuple[Any, ...]]]


def read(path: Path) -> dict[str, Table]:
    """Every table's columns, and its rows, each as often as it is there."""
    with closing(sqlite3.connect(path)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        tables = {}
        for name in names:
            cursor = connection.execute(f'SELECT * FROM "{name}"')
            columns = tuple(column[0] for column in cursor.description)
            tables[name] = columns, Counter(tuple(row) for row in cursor)
        return tables


def of_columns(table: Table, wanted: tuple[str, ...]) -> Counter[tuple[Any, ...]]:
    columns, rows = table
    places = [columns.index(name) for name in wanted]
    return Counter(tuple(row[place] for place in places) for row in rows.elements())


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_every_version_has_its_fixture() -> None:
    names = list_versions()
    assert len(names) == len(list_migrations())
    missing = [name for name in names if not (FOLDER / name).exists()]
    assert not missing, "run python -m tests.store.older"
    assert sorted(file.name for file in FOLDER.glob("*.sql")) == names


@pytest.mark.parametrize("name", list_versions())
async def test_an_older_database_is_upgraded_with_all_its_rows_and_figures(name: str, path: Path) -> None:
    restore_older(name, path)
    assert version_of(path) == list_versions().index(name) + 1, "run python -m tests.store.older --again"
    before = read(path)
    assert sum(before["pictures"][1].values()) >= 16
    async with Database.open(path) as database:
        assert await find_differences(database) == []
        await _go_on(database)
    assert version_of(path) == len(list_migrations())
    after = read(path)
    for table, (columns, _) in before.items():
        new = after[_RENAMED.get(table, table)]
        kept_columns = tuple(name for name in columns if name in new[0])
        assert of_columns(new, kept_columns) == of_columns(before[table], kept_columns), table
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


async def _go_on(database: Database) -> None:
    """What the bot does next finds what was left to do, and its figures."""
    async with database.reading() as tx:
        (unfinished,) = await batches.list_unfinished(tx)
        left = [p for p in await pictures.list_of_batch(tx, unfinished) if p.message_id is None]
        assert [(p.path is not None, p.posting_at is not None) for p in left] == [
            (True, True),
            (True, False),
            (False, False),
            (False, False),
        ]
        assert len(await posts.list_open(tx)) == 6
        best = await highlights.list_best(tx, since=None, until=None, most=9)
        assert [picture.likes for picture in best] == [2, 1, 1, 1]
        assert len(await digests.list_unposted(tx)) == 1
        tallies = await counts.list_tallies(tx)
    assert sorted((t.trials, t.likes) for t in tallies.values() if t.trials) == [(1, 1), (2, 2)]


@pytest.fixture
def older(configure: Callable[..., Config]) -> Config:
    """The configuration of an installation whose database is of the first version, and without the voters' key."""
    config = configure()
    restore_older(list_versions()[0], config.storage.folder / backups.DATABASE)
    return config


def kept(config: Config) -> list[Path]:
    return backups.list_backups(config.storage.folder / "backups", kind=backups.BEFORE_UPGRADE)


async def test_a_database_is_backed_up_before_it_is_upgraded_and_comes_back_by_restoring(
    older: Config, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    folder = older.storage.folder
    before = read(folder / backups.DATABASE)
    async with open_database(older):
        pass
    (backup,) = kept(older)
    assert str(backup) in caplog.text
    assert version_of(backup / backups.DATABASE) == 1
    assert version_of(folder / backups.DATABASE) == len(list_migrations())
    await backups.restore(backup, folder, at=datetime.now().astimezone())
    assert read(folder / backups.DATABASE) == before


async def test_a_database_that_is_new_or_up_to_date_is_not_backed_up_when_it_is_opened(
    configure: Callable[..., Config],
) -> None:
    config = configure()
    for _ in range(2):
        async with open_database(config):
            pass
    assert kept(config) == []


async def test_of_the_backups_before_upgrades_the_newest_stays_and_the_daily_ones_are_left_alone(
    older: Config,
) -> None:
    async with open_database(older):
        pass
    folder, into = older.storage.folder, older.storage.folder / "backups"
    (first,) = kept(older)
    tomorrow = datetime.now().astimezone() + timedelta(days=1)
    daily = await backups.back_up(folder, into, at=tomorrow)
    await backups.back_up(folder, into, at=tomorrow, kind=backups.BEFORE_UPGRADE)
    backups.rotate(into, keep=1, kind=backups.BEFORE_UPGRADE)
    assert first not in kept(older)
    assert len(kept(older)) == 1
    assert backups.list_backups(into) == [daily]


async def test_without_a_backup_the_database_is_not_upgraded(older: Config) -> None:
    folder = older.storage.folder
    before = read(folder / backups.DATABASE)
    (folder / "backups").write_text("a file where a folder should be")
    with pytest.raises(StoreError, match=r"not upgraded, as it must be backed up first.*could not be made"):
        async with open_database(older):
            pass
    assert read(folder / backups.DATABASE) == before
    assert version_of(folder / backups.DATABASE) == 1


_KILLED_HALF_WAY = """
import asyncio, os, signal, sys
from pathlib import Path
from bot.store import database

def killing(script):
    yield "CREATE TABLE half (way INTEGER) STRICT"
    yield "UPDATE pictures SET likes = 99"
    os.kill(os.getpid(), signal.SIGKILL)

database._statements = killing

async def main():
    async with database.Database.open(Path(sys.argv[1])):
        pass

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
async def test_a_process_killed_in_the_middle_of_a_migration_leaves_the_old_version(path: Path) -> None:
    restore_older(list_versions()[0], path)
    before = read(path)
    killed = await asyncio.create_subprocess_exec(sys.executable, "-c", _KILLED_HALF_WAY, str(path))
    assert await killed.wait() == -signal.SIGKILL
    assert version_of(path) == 1
    assert read(path) == before
    async with Database.open(path) as database:
        assert await find_differences(database) == []
    assert version_of(path) == len(list_migrations())

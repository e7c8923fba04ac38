"""Room on the disk and a backup a day: what goes can be painted again, and what people like stays."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.names import PictureId
from bot.errors import PainterError
from bot.flows.children import paint_child
from bot.flows.recipe import archive_path
from bot.flows.upkeep import make_backup_if_due, remove_unliked
from bot.flows.wishes import Over
from bot.painter.orders import Order, Painted, Settings, Spoilt
from bot.secrets import load_voter_key
from bot.store.backups import KEY, list_backups
from bot.store.files import list_unliked, mark_lost
from bot.store.pictures import Picture
from tests.flows.conftest import Scene

pytestmark = pytest.mark.usefixtures("posted")


async def _has_file(scene: Scene, number: int) -> bool:
    path = (await scene.picture(number)).path
    return path is not None and (scene.rules.folder / path).exists()


async def test_only_the_files_of_settled_pictures_that_nobody_liked_go(scene: Scene) -> None:
    await scene.react(2)
    month = timedelta(days=30)
    scene.clock.skip(days=31)
    assert await remove_unliked(scene.database, scene.rules, after=month, now=scene.clock()) == 0, "not settled yet"
    await scene.close_windows()
    file = scene.rules.folder / str((await scene.picture(1)).path)
    assert await remove_unliked(scene.database, scene.rules, after=month, now=scene.clock()) == 3
    assert [await _has_file(scene, number) for number in (1, 2, 3, 4)] == [False, True, False, False]
    assert not file.exists()
    assert (await scene.picture(1)).sha256 is not None, "what it looked like is still known"
    assert await scene.judged() == (4, 1)


async def test_recent_pictures_keep_their_files(scene: Scene) -> None:
    await scene.close_windows()
    assert await remove_unliked(scene.database, scene.rules, after=timedelta(days=2), now=scene.clock()) == 0


async def _remove_after_two_days(scene: Scene) -> int:
    return await remove_unliked(scene.database, scene.rules, after=timedelta(days=2), now=scene.clock())


@pytest.mark.parametrize("is_gone", [False, True])
async def test_a_file_that_a_child_is_about_to_be_painted_over_stays(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, is_gone: bool
) -> None:
    await scene.close_windows()
    scene.clock.skip(days=3)
    parent = scene.rules.folder / str((await scene.picture(1)).path)
    if is_gone:
        assert await _remove_after_two_days(scene) == 4
    before = len(scene.painter.orders)
    seen: list[bool] = []
    paint = scene.painter.paint

    async def sweep_first(settings: Settings, orders: Sequence[Order]) -> AsyncIterator[Painted | Spoilt]:
        if orders[0].source is not None:  # the child's own order: its parent's file has been looked for
            await _remove_after_two_days(scene)
            seen.append(orders[0].source.path.is_file())
        async for answer in paint(settings, orders):
            yield answer

    monkeypatch.setattr(scene.painter, "paint", sweep_first)
    child = await paint_child(scene.workshop, slot="command:1", parent_id=PictureId(1), wish=Over())
    assert seen == [True]
    assert len(scene.painter.orders) == before + 1 + is_gone
    assert child.pair is not None, "the parent is there to be shown beside it"
    await _remove_after_two_days(scene)
    assert not parent.exists(), "now nobody needs it"


async def test_what_a_childs_parent_was_itself_painted_over_stays_too(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent = (await paint_child(scene.workshop, slot="command:1", parent_id=PictureId(1), wish=Over())).picture
    await scene.close_windows()
    scene.clock.skip(days=3)
    assert await _remove_after_two_days(scene) == 5
    is_there: list[bool] = []
    paint = scene.painter.paint

    async def sweep_first(settings: Settings, orders: Sequence[Order]) -> AsyncIterator[Painted | Spoilt]:
        if orders[0].source is not None:
            await _remove_after_two_days(scene)
            is_there.append(orders[0].source.path.is_file())
        async for answer in paint(settings, orders):
            yield answer

    async def planned_and_unpainted(*_: Any) -> None:
        raise PainterError("The painter died.")

    with monkeypatch.context() as patch:
        patch.setattr("bot.flows.children.hang_batch", planned_and_unpainted)
        with pytest.raises(PainterError):
            await paint_child(scene.workshop, slot="command:2", parent_id=parent.id, wish=Over())
    async with scene.database.transaction() as tx:  # as if they had been removed since
        for number in (1, parent.id):
            (scene.rules.folder / archive_path(number)).unlink(missing_ok=True)
            await mark_lost(tx, PictureId(number))
    monkeypatch.setattr(scene.painter, "paint", sweep_first)
    child = await paint_child(scene.workshop, slot="command:2", parent_id=parent.id, wish=Over())
    assert is_there == [True, True], "first the parent is painted again over the first picture, then the child over it"
    assert child.picture.message_id is not None


async def test_a_file_that_is_liked_while_others_are_being_removed_stays(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.close_windows()
    scene.clock.skip(days=3)
    async with scene.database.reading() as tx:
        found = [await list_unliked(tx, before=scene.clock(), most=200), []]

    async def list_before_the_like(*_: Any, **__: Any) -> list[Picture]:
        return found.pop(0)

    await scene.react(2)
    monkeypatch.setattr("bot.store.files.list_unliked", list_before_the_like)
    assert await _remove_after_two_days(scene) == 3
    assert await _has_file(scene, 2)


async def test_a_backup_is_made_once_a_day_and_none_if_none_is_wanted(scene: Scene) -> None:
    folder: Path = scene.rules.folder
    load_voter_key(folder / KEY)
    assert await make_backup_if_due(folder, keep=0, now=scene.clock()) is None
    assert await make_backup_if_due(folder, keep=2, now=scene.clock()) is not None
    assert await make_backup_if_due(folder, keep=2, now=scene.clock()) is None
    for _ in range(3):
        scene.clock.skip(days=1)
        assert await make_backup_if_due(folder, keep=2, now=scene.clock()) is not None
    assert len(list_backups(folder / "backups")) == 2

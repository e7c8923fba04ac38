"""What a supervisor and Prometheus are told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.errors import ConfigError, StoreError
from bot.flows.health import Health, gather_health
from bot.flows.notices import note_right, tell
from bot.flows.paint_batch import paint_batch
from bot.flows.rounds import Rounds
from bot.health import health_page
from bot.painter.reports import Presence
from tests.flows.conftest import Scene

pytestmark = pytest.mark.usefixtures("posted")


@asynccontextmanager
async def _page(
    scene: Scene, *, is_connected: bool = True, age: timedelta = timedelta(0), lag: timedelta = timedelta(0)
) -> AsyncIterator[str]:
    async def gather() -> Health:
        return await gather_health(
            scene.database,
            scene.rules,
            due_at=scene.clock() - age,
            is_connected=is_connected,
            is_painter_running=True,
            waiting_votes=3,
            vote_lag=lag,
            said=scene.workshop.said,
            painters=(
                Presence(where="10.0.0.2, place 1", state="painting", picture_ids=(7, 8)),
                Presence(where="10.0.0.3, place 1", state="idle"),
            ),
        )

    async with health_page(0, gather) as address:
        yield address


async def _get(url: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.text()


async def test_a_bot_that_is_well_answers_200_with_its_figures(scene: Scene) -> None:
    await scene.react(1)
    await scene.close_windows()
    await paint_batch(scene.workshop, slot="evening")
    async with _page(scene, age=timedelta(hours=1)) as address:
        status, text = await _get(f"{address}/health")
        assert status == 200
        assert '"unsettled": 4' in text
        assert '"settled": 4' in text
        assert '"liked": 1' in text
        assert '"where": "10.0.0.2, place 1", "state": "painting", "picture_ids": [7, 8]' in text
        _, metrics = await _get(f"{address}/metrics")
    assert "catbandit_posted 8.0" in metrics
    assert "catbandit_liked 1.0" in metrics
    assert "catbandit_waiting_votes 3.0" in metrics
    assert "catbandit_vote_lag_seconds 0.0" in metrics
    assert 'catbandit_painters{state="idle"} 1.0' in metrics


async def test_a_late_batch_and_a_lost_connection_are_said_with_503(scene: Scene) -> None:
    scene.clock.skip(hours=9)
    async with _page(scene, is_connected=False) as address:
        status, text = await _get(f"{address}/health")
    assert status == 503
    assert "Not connected" in text
    assert "has not begun" in text


async def test_votes_that_wait_for_minutes_are_said_with_503(scene: Scene) -> None:
    async with _page(scene, lag=timedelta(minutes=7)) as address:
        status, text = await _get(f"{address}/health")
    assert status == 503
    assert "Votes wait to be written for 7 minutes" in text


async def test_a_disk_that_is_nearly_full_is_said_with_503_and_its_room_is_a_figure(scene: Scene) -> None:
    async with _page(scene) as address:
        _, metrics = await _get(f"{address}/metrics")
    free = float(next(line for line in metrics.splitlines() if line.startswith("catbandit_disk_free_bytes")).split()[1])
    assert free > 0
    async with _page(scene.with_rules(disk_reserve=int(100 * free))) as address:
        status, text = await _get(f"{address}/health")
    assert status == 503
    assert "nearly full" in text


async def test_what_the_owner_was_told_and_is_still_true_is_said_with_503_until_it_is_right(scene: Scene) -> None:
    rounds = Rounds(scene.workshop, ZoneInfo("UTC"))
    scene.painter.is_broken = True
    await rounds.batch_due(scene.clock())
    async with _page(scene, age=timedelta(hours=1)) as address:
        status, text = await _get(f"{address}/health")
        assert status == 503
        assert f"There is no model. (Since {scene.clock():%Y-%m-%d %H:%M} UTC.)" in text
        _, metrics = await _get(f"{address}/metrics")
        assert "catbandit_troubles 1.0" in metrics
        scene.painter.is_broken = False
        await rounds.batch_due(scene.clock())
        assert (await _get(f"{address}/health"))[0] == 200


async def test_where_a_review_comes_first_a_painter_that_paints_again_is_no_trouble_any_more(scene: Scene) -> None:
    scene = scene.with_rules(is_reviewed_first=True)
    rounds = Rounds(scene.workshop, ZoneInfo("UTC"))
    scene.painter.is_broken = True
    await rounds.batch_due(scene.clock())
    scene.painter.is_broken = False
    await rounds.batch_due(scene.clock())
    assert (await scene.picture(5)).is_held
    async with _page(scene, age=timedelta(hours=1)) as address:
        assert (await _get(f"{address}/health"))[0] == 200


async def test_a_pin_that_is_not_wanted_any_more_is_no_trouble(scene: Scene) -> None:
    scene = scene.with_rules(pins_digest=True)
    scene.gallery.may_not_pin = True
    await Rounds(scene.workshop, ZoneInfo("UTC")).digest_due(scene.clock())
    async with _page(scene, age=timedelta(hours=1)) as address:
        assert "Allow Pin Messages" in (await _get(f"{address}/health"))[1]
    scene = scene.with_rules(pins_digest=False)
    await Rounds(scene.workshop, ZoneInfo("UTC")).digest_due(scene.clock())
    async with _page(scene, age=timedelta(hours=1)) as address:
        assert (await _get(f"{address}/health"))[0] == 200


async def test_a_notice_from_before_its_words_were_kept_is_a_trouble_all_the_same(scene: Scene) -> None:
    async with scene.database.transaction() as tx:
        await tx.execute("INSERT INTO notices (key, said_at) VALUES ('Pinning', '2026-08-01T10:00:00.000000Z')")
    async with _page(scene, age=timedelta(hours=1)) as address:
        status, text = await _get(f"{address}/health")
    assert status == 503
    assert "Pinning is wrong: the log says more. (Since 2026-08-01 10:00 UTC.)" in text


async def test_a_notice_that_the_database_could_not_take_is_a_trouble_too(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*_: object, **__: object) -> bool:
        raise StoreError("The disk is full.")

    monkeypatch.setattr("bot.flows.notices.is_news", full)
    await tell(scene.workshop, "GalleryError", "Discord is away.")
    async with _page(scene, age=timedelta(hours=1)) as address:
        assert "Discord is away." in (await _get(f"{address}/health"))[1]
    await note_right(scene.workshop, "GalleryError")
    async with _page(scene, age=timedelta(hours=1)) as address:
        assert (await _get(f"{address}/health"))[0] == 200


async def test_a_disk_that_is_nearly_full_is_one_trouble_with_the_room_there_is_now(scene: Scene) -> None:
    scene = scene.with_rules(disk_reserve=10**18)
    await Rounds(scene.workshop, ZoneInfo("UTC")).watch_disk()
    async with _page(scene, age=timedelta(hours=1)) as address:
        _, metrics = await _get(f"{address}/metrics")
    assert "catbandit_troubles 1.0" in metrics


async def test_a_port_in_use_is_said(scene: Scene) -> None:
    async with _page(scene) as address:
        port = int(address.rpartition(":")[2])
        with pytest.raises(ConfigError, match=str(port)):
            async with health_page(port, lambda: None):  # type: ignore[arg-type, return-value]
                pass

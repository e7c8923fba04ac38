"""Several workers at one batch: everything is painted once, whoever dies, and comes out the same whoever painted it."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.errors import PainterError
from bot.painter.host import PainterProcess
from bot.painter.orders import Abilities, ModelChoice, Order, Overrides, Painted, Settings, Spoilt
from bot.painter.pool import PainterPool
from tests.painter.conftest import THUMBNAIL, order
from tests.painter.test_host import ROGUE, gone, orders_for

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the rogue worker kills itself with POSIX signals")


def rogues(count: int = 2, **options: Any) -> PainterPool:
    return PainterPool(ModelChoice(), devices=["cpu"] * count, command=(sys.executable, str(ROGUE)), **options)


async def collect(
    painter: PainterPool | PainterProcess, settings: Settings, orders: Sequence[Order]
) -> dict[int, Painted | Spoilt]:
    answers = [answer async for answer in painter.paint(settings, orders)]
    assert len(answers) == len({answer.picture_id for answer in answers})
    return {answer.picture_id: answer for answer in answers}


async def test_a_pool_can_what_its_first_device_can_and_says_so_once_it_is_known() -> None:
    async with rogues() as pool:
        assert await pool.abilities() == Abilities(takes_variation=False, takes_source=True)
        assert len(pool.pids) == 1, "nobody else is asked"
    assert await pool.abilities() == Abilities(takes_variation=False, takes_source=True)
    async with rogues(environment={"ROGUE": "unable"}) as pool:
        with pytest.raises(PainterError, match="I cannot say"):
            await pool.abilities()


async def test_every_picture_is_painted_once_and_both_workers_paint(tmp_path: Path) -> None:
    async with rogues() as pool:
        settings = await pool.prepare()
        assert len(pool.pids) == 2
        orders = orders_for(tmp_path, *["slow"] * 12)
        answers = await collect(pool, settings, orders)
    assert len(answers) == 12
    painters = [order.path.read_text() for order in orders]
    assert {len(text.splitlines()) for text in painters} == {1}
    assert len({order.path.with_suffix(".pid").read_text() for order in orders}) == 2


async def test_what_wants_the_same_is_handed_out_together_so_that_nobody_fills_up_chunks(tmp_path: Path) -> None:
    orders = orders_for(tmp_path, *["a cat"] * 5)
    wanted = [None, Overrides(steps=2), Overrides(steps=2), Overrides(steps=3), Overrides(steps=3)]
    mixed = [replace(order, overrides=overrides) for order, overrides in zip(orders, wanted, strict=True)]
    async with rogues() as pool:
        await collect(pool, await pool.prepare(), mixed)
    asked = {order.path.with_suffix(".asked").read_text() for order in mixed}
    ids = [str(order.picture_id) for order in orders]
    assert asked == {ids[0], " ".join(ids[1:3]), " ".join(ids[3:])}


async def test_what_a_worker_had_in_hand_when_it_died_is_painted_by_another(tmp_path: Path) -> None:
    prompts = ["slow"] * 5 + [f"die once {tmp_path / 'died'}"] + ["slow"] * 4
    async with rogues() as pool:
        settings = await pool.prepare()
        answers = await collect(pool, settings, orders_for(tmp_path, *prompts))
    assert all(isinstance(answer, Painted) for answer in answers.values())
    assert len(answers) == 10
    assert {order.path.read_text() for order in orders_for(tmp_path, *prompts)} == {"painted\n"}


async def test_a_picture_that_kills_two_workers_is_spoilt_and_no_other(tmp_path: Path) -> None:
    async with rogues() as pool:
        settings = await pool.prepare()
        answers = await collect(pool, settings, orders_for(tmp_path, "a", "b", "die", "c", "d", "e", "f"))
    spoilt = [answer for answer in answers.values() if isinstance(answer, Spoilt)]
    assert [answer.picture_id for answer in spoilt] == [3]
    assert "SIGKILL" in spoilt[0].reason
    assert len(answers) == 7


async def test_pictures_that_kill_every_worker_end_in_an_error(tmp_path: Path) -> None:
    async with rogues() as pool:
        settings = await pool.prepare()
        with pytest.raises(PainterError, match=r"times in a row.*SIGKILL"):
            await collect(pool, settings, orders_for(tmp_path, *["die"] * 8))


async def test_a_device_that_cannot_paint_is_left_out_while_another_can(tmp_path: Path) -> None:
    async with rogues() as pool:
        settings = await pool.prepare()
        refusing = f"refuse once {tmp_path / 'refused'}"
        answers = await collect(pool, settings, orders_for(tmp_path, refusing, *["slow"] * 7))
        assert len(answers) == 8
        with pytest.raises(PainterError, match="I refuse"):
            await collect(pool, settings, orders_for(tmp_path, *["refuse"] * 4))


async def test_a_device_that_dies_with_everything_is_left_out_and_spoils_nothing(tmp_path: Path) -> None:
    async with rogues() as pool:
        settings = await pool.prepare()
        pool._members[1]._keeper._environment["ROGUE"] = "mortal"  # from its next worker on
        await pool._members[1]._keeper.bury()
        answers = await collect(pool, settings, orders_for(tmp_path, *["slow"] * 12))
    assert len(answers) == 12
    assert all(isinstance(answer, Painted) for answer in answers.values())


async def test_a_consumer_that_leaves_early_does_not_disturb_the_next(tmp_path: Path) -> None:
    async with rogues() as pool:
        settings = await pool.prepare()
        pids = pool.pids
        async with aclosing(pool.paint(settings, orders_for(tmp_path / "one", *["slow"] * 20))) as answers:
            async for _ in answers:
                break
        assert len(await collect(pool, settings, orders_for(tmp_path / "two", *"abcdef"))) == 6
        assert pool.pids == pids


async def test_a_worker_that_has_nothing_to_do_is_let_go_and_comes_back(tmp_path: Path) -> None:
    async with rogues(unload_after=timedelta(seconds=0.2)) as pool:
        settings = await pool.prepare()
        first = pool.pids
        for pid in first:
            assert await gone(pid)
        assert pool.pid is None
        assert len(await collect(pool, settings, orders_for(tmp_path, "a", "b", "c"))) == 3
        assert not set(first) & set(pool.pids)


async def test_a_worker_that_paints_longer_than_the_idle_time_is_not_let_go(tmp_path: Path) -> None:
    async with rogues(1, unload_after=timedelta(seconds=0.1)) as pool:
        settings = await pool.prepare()
        answers = await collect(pool, settings, orders_for(tmp_path, *["slow"] * 4))
    assert all(isinstance(answer, Painted) for answer in answers.values())
    assert len({(tmp_path / f"{number}.pid").read_text() for number in range(1, 5)}) == 1


async def collect_one(painter: PainterPool | PainterProcess, settings: Settings, wanted: Order) -> Painted:
    (answer,) = (await collect(painter, settings, [wanted])).values()
    assert isinstance(answer, Painted), answer
    return answer


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pool() -> AsyncIterator[PainterPool]:
    """Two real workers on the CPU."""
    async with PainterPool(THUMBNAIL, devices=["cpu", "cpu"], environment={"OMP_NUM_THREADS": "1"}) as pool:
        yield pool


@pytest.mark.asyncio(loop_scope="module")
async def test_pictures_do_not_depend_on_which_worker_paints_them_nor_on_a_death(
    pool: PainterPool, tmp_path: Path
) -> None:
    settings = await pool.prepare()
    orders = [order(tmp_path, number, f"a cat {number % 3}", number) for number in range(10)]
    first: dict[int, str] = {}
    async for answer in pool.paint(settings, orders):
        assert isinstance(answer, Painted), answer
        first[answer.picture_id] = answer.sha256
        if len(first) == 2:
            os.kill(pool.pids[0], signal.SIGKILL)
            await asyncio.sleep(0)
    assert len(set(first.values())) == 10
    for number, member in enumerate(pool._members):  # whoever paints it
        wanted = order(tmp_path / f"member{number}", 9, "a cat 0", 9)
        assert (await collect_one(member, settings, wanted)).sha256 == first[9]
    alone = [order(tmp_path / "again", number, f"a cat {number % 3}", number) for number in (0, 4, 9)]
    for each in alone:
        again = await collect_one(pool, settings, each)
        assert again.sha256 == first[each.picture_id]
        assert again.settings == settings

"""The bot's end of the painter, against workers that die, hang, print and are left alone."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.errors import PainterError
from bot.painter.host import PainterProcess
from bot.painter.orders import ModelChoice, Order, Overrides, Painted, Settings, Spoilt
from bot.painter.reports import Presence
from tests.conftest import PATIENCE

ROGUE = Path(__file__).with_name("rogue.py")
ROOT = ROGUE.parent.parent.parent
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the rogue worker kills itself with POSIX signals")


def rogue(**options: Any) -> PainterProcess:
    return PainterProcess(ModelChoice(), command=(sys.executable, str(ROGUE)), **options)


def orders_for(folder: Path, *prompts: str) -> list[Order]:
    return [
        Order(picture_id=number, prompt=prompt, seed=number, path=folder / f"{number}.png")
        for number, prompt in enumerate(prompts, 1)
    ]


async def collect(painter: PainterProcess, settings: Settings, orders: Sequence[Order]) -> dict[int, Painted | Spoilt]:
    answers = [answer async for answer in painter.paint(settings, orders)]
    assert len(answers) == len({answer.picture_id for answer in answers})
    return {answer.picture_id: answer for answer in answers}


def _is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return True


async def until(comes_true: Callable[[], bool]) -> bool:
    """Whether it comes true: what other processes do has no event to await."""
    deadline = time.monotonic() + PATIENCE
    while not comes_true() and time.monotonic() < deadline:  # noqa: ASYNC110  # see above
        await asyncio.sleep(0.02)
    return comes_true()


async def gone(pid: int) -> bool:
    """Whether a process ends."""
    return await until(lambda: _is_gone(pid))


async def test_a_librarys_print_does_not_corrupt_the_protocol(tmp_path: Path) -> None:
    async with rogue() as painter:
        settings = await painter.prepare()
        assert settings.model == "rogue"
        assert len(await collect(painter, settings, orders_for(tmp_path, "a", "b", "c"))) == 3


async def test_who_paints_what_is_known_at_any_time(tmp_path: Path) -> None:
    async with rogue() as painter:
        assert painter.presences == (Presence(where="auto", state="asleep"),)
        settings = await painter.prepare()
        assert painter.presences == (Presence(where="auto", state="idle"),)
        seen = set()
        async for _ in painter.paint(settings, orders_for(tmp_path, *["slow"] * 4)):
            seen |= set(painter.presences)
        assert {presence.state for presence in seen} == {"painting"}
        assert {number for presence in seen for number in presence.picture_ids} <= {1, 2, 3, 4}
        assert painter.presences == (Presence(where="auto", state="idle"),)


async def test_a_picture_that_kills_the_worker_once_is_painted_by_the_next_and_the_others_once(tmp_path: Path) -> None:
    prompts = ["a", "b", f"die once {tmp_path / 'died'}", "c", "d"]
    async with rogue() as painter:
        settings = await painter.prepare()
        first = painter.pid
        answers = await collect(painter, settings, orders_for(tmp_path, *prompts))
        assert painter.pid != first
    assert all(isinstance(answer, Painted) for answer in answers.values())
    assert len(answers) == 5
    for order in orders_for(tmp_path, *prompts):
        assert order.path.read_text() == "painted\n"


async def test_a_picture_that_kills_the_worker_twice_is_spoilt_and_its_neighbour_is_not(tmp_path: Path) -> None:
    async with rogue() as painter:
        settings = await painter.prepare()
        answers = await collect(painter, settings, orders_for(tmp_path, "a", "b", "die", "c", "d", "e"))
    spoilt = [answer for answer in answers.values() if isinstance(answer, Spoilt)]
    assert [answer.picture_id for answer in spoilt] == [3]
    assert "SIGKILL" in spoilt[0].reason
    assert len(answers) == 6


async def test_a_worker_that_hangs_is_killed_and_replaced(tmp_path: Path) -> None:
    prompts = ["a", "b", "hang", "c"]
    async with rogue(patience=timedelta(seconds=0.5)) as painter:
        settings = await painter.prepare()
        first = painter.pid
        answers = await collect(painter, settings, orders_for(tmp_path, *prompts))
        assert first is not None
        assert await gone(first)
    reasons = {number: answer.reason for number, answer in answers.items() if isinstance(answer, Spoilt)}
    assert list(reasons) == [3]
    assert "said nothing for 0.5 seconds" in reasons[3]


async def test_a_worker_that_dies_every_time_ends_in_an_error_with_its_exit_code_and_last_words() -> None:
    async with rogue(environment={"ROGUE": "early"}) as painter:
        with pytest.raises(PainterError, match=r"3 times in a row.*exit code 7.*the last words"):
            await painter.prepare()


async def test_pictures_that_all_kill_the_worker_end_in_an_error_and_nobody_is_spoilt(tmp_path: Path) -> None:
    async with rogue() as painter:
        settings = await painter.prepare()
        with pytest.raises(PainterError, match=r"3 times in a row.*SIGKILL"):
            await collect(painter, settings, orders_for(tmp_path, "die", "die", "die"))


async def test_a_worker_that_is_mute_while_loading_is_killed() -> None:
    async with rogue(environment={"ROGUE": "mute"}, loading_patience=timedelta(seconds=0.4), max_deaths=2) as painter:
        with pytest.raises(PainterError, match=r"said nothing for 0\.4 seconds"):
            await painter.prepare()


async def test_an_error_of_the_worker_is_an_error_of_the_painter_and_the_worker_lives_on(tmp_path: Path) -> None:
    async with rogue() as painter:
        settings = await painter.prepare()
        with pytest.raises(PainterError, match="I refuse"):
            await collect(painter, settings, orders_for(tmp_path, "refuse"))
        pid = painter.pid
        assert len(await collect(painter, settings, orders_for(tmp_path, "a"))) == 1
        assert painter.pid == pid


async def test_a_consumer_that_leaves_early_does_not_disturb_the_next(tmp_path: Path) -> None:
    async with rogue() as painter:
        settings = await painter.prepare()
        pid = painter.pid
        many = orders_for(tmp_path / "one", *["slow"] * 800)
        async with aclosing(painter.paint(settings, many)) as answers:
            async for _ in answers:
                break
        assert len(await collect(painter, settings, orders_for(tmp_path / "two", "a", "b", "c"))) == 3
        assert not many[-1].path.exists(), "the others were dropped"
        assert painter.pid == pid


async def test_a_cancelled_consumer_does_not_disturb_the_next(tmp_path: Path) -> None:
    async with rogue() as painter:
        settings = await painter.prepare()
        many = orders_for(tmp_path / "one", *["slow"] * 20)
        task = asyncio.create_task(collect(painter, settings, many))
        assert await until(many[0].path.exists)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert len(await collect(painter, settings, orders_for(tmp_path / "two", "a", "b", "c"))) == 3


async def test_two_consumers_are_served_one_after_the_other(tmp_path: Path) -> None:
    async with rogue() as painter:
        settings = await painter.prepare()
        both = await asyncio.gather(
            collect(painter, settings, orders_for(tmp_path / "one", "a", "b", "c")),
            collect(painter, settings, orders_for(tmp_path / "two", "a", "b", "c")),
        )
    assert [len(answers) for answers in both] == [3, 3]


async def test_closing_ends_the_worker_even_in_the_middle_of_a_chunk(tmp_path: Path) -> None:
    painter = rogue()
    settings = await painter.prepare()
    pid = painter.pid
    begun = tmp_path / "begun"
    task = asyncio.create_task(collect(painter, settings, orders_for(tmp_path, f"hang once {begun}")))
    assert await until(begun.exists)
    await asyncio.wait_for(painter.close(), PATIENCE)  # it would hang for much longer
    assert pid is not None
    assert await gone(pid)
    with pytest.raises(PainterError, match="closed"):
        await task


async def test_the_worker_does_not_survive_a_bot_that_is_killed(tmp_path: Path) -> None:
    script = f"""
import asyncio, sys
sys.path.insert(0, {str(ROOT)!r})
from tests.painter.test_host import orders_for, rogue, collect
from pathlib import Path
async def main():
    painter = rogue()
    settings = await painter.prepare()
    print(painter.pid, flush=True)
    await collect(painter, settings, orders_for(Path({str(tmp_path)!r}), "hang once {tmp_path / "begun"}"))
asyncio.run(main())
"""
    bot = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)  # noqa: ASYNC220 - no loop needed
    assert bot.stdout is not None
    worker = int(bot.stdout.readline())
    assert await until((tmp_path / "begun").exists)
    bot.send_signal(signal.SIGKILL)
    bot.wait()
    bot.stdout.close()
    assert await gone(worker)


async def test_ctrl_c_at_the_terminal_does_not_reach_the_worker(tmp_path: Path) -> None:
    async with rogue() as painter:
        settings = await painter.prepare()
        assert painter.pid is not None
        assert os.getsid(painter.pid) != os.getsid(0)
        os.kill(painter.pid, signal.SIGINT)
        assert len(await collect(painter, settings, orders_for(tmp_path, "a"))) == 1


async def test_after_memory_ran_out_later_settings_have_the_smaller_chunk_even_with_another_worker(
    tmp_path: Path,
) -> None:
    async with rogue() as painter:
        settings = await painter.prepare()
        assert settings.chunk == 2
        (large,) = orders_for(tmp_path, "shrink")
        await collect(painter, settings, [replace(large, overrides=Overrides(width=99))])
        assert (await painter.prepare()).chunk == 2  # a larger picture says nothing of the usual ones
        answers = await collect(painter, settings, orders_for(tmp_path, "shrink"))
        assert isinstance(answers[1], Painted)
        assert answers[1].settings.chunk == 1
        assert (await painter.prepare()).chunk == 1
        await collect(painter, settings, orders_for(tmp_path, f"die once {tmp_path / 'died'}"))
        assert (await painter.prepare()).chunk == 1


async def test_a_worker_that_cannot_be_started_is_a_sentence() -> None:
    async with PainterProcess(ModelChoice(), command=("/no/such/python",)) as painter:
        with pytest.raises(PainterError, match=r"cannot be started.*no/such/python"):
            await painter.prepare()


def test_the_bots_process_never_imports_torch() -> None:
    script = "import sys, bot.painter.host; print(sorted({'torch', 'diffusers', 'PIL'} & set(sys.modules)))"
    seen = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "[]"

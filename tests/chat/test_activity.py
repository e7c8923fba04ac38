"""Pausing, resuming and asking why nothing comes, with the real client."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.quiet import QuietHours
from bot.flows.politeness import Politeness
from bot.playground import Member, NotAllowed
from tests.chat.conftest import House, now


async def test_a_curator_pauses_and_resumes_and_everybody_may_ask(house: House, ada: Member, cora: Member) -> None:
    went_on: list[bool] = []
    soon = now() + timedelta(hours=1)
    desk = replace(house.desk(), find_next_batch=lambda: soon, go_on=lambda: went_on.append(True))
    async with house.connected(desk=desk):
        assert "I am idle." in (await ada.run("status")).content
        paused = await cora.run("pause")
        assert "until somebody uses `/resume`" in paused.content
        assert paused.is_ephemeral
        assert "it is paused until somebody uses /resume" in (await ada.run("status")).content
    async with house.connected(desk=desk):
        asked = (await ada.run("status")).content
        assert "it is paused" in asked, "it holds over a restart"
        assert "The next batch is due" not in asked, "it is left out"
        assert "Painting goes on." in (await cora.run("resume")).content
        assert f"The next batch is due <t:{int(soon.timestamp())}:f>" in (await ada.run("status")).content
        assert went_on == [True]
        assert "was not paused" in (await cora.run("resume")).content
        assert "I am idle." in (await ada.run("status")).content


async def test_a_pause_may_have_an_end(house: House, cora: Member) -> None:
    async with house.connected():
        before = now()
        text = (await cora.run("pause", hours=1.5)).content
        stamp = int(text.split("<t:")[1].split(":")[0])
        assert timedelta(minutes=89) < timedelta(seconds=stamp - before.timestamp()) < timedelta(minutes=95)
        assert f"it is paused until <t:{stamp}:f>" in (await cora.run("status")).content


async def test_members_do_not_pause(house: House, ada: Member) -> None:
    async with house.connected():
        for line in ("pause", "resume"):
            with pytest.raises(NotAllowed):
                await ada.run(line)
    async with house.connected(curator_role_ids=(house.playground.curator_role_id,)):
        for line in ("pause", "resume"):
            assert "Only curators" in (await ada.run(line)).content


async def test_the_status_tells_of_quiet_hours_a_busy_gpu_and_what_waits(house: House, ada: Member) -> None:
    async def load() -> float | None:
        return 0.9

    async def unknown() -> float | None:
        return None

    await house.plan(3)
    quiet = Politeness(quiet=(QuietHours.parse("00:00-23:59"), QuietHours.parse("23:59-00:00")))
    for politeness, part in (
        (quiet, "these are quiet hours"),
        (Politeness(measure_load=load), "the GPU is in use (90%)"),
        (Politeness(measure_load=unknown), "its load cannot be measured here"),
    ):
        async with house.connected(desk=replace(house.desk(), politeness=politeness)):
            text = (await ada.run("status")).content
            assert part in text
            assert "3 pictures wait to be painted." in text
            assert "No picture is posted yet." in text


async def test_the_status_of_an_empty_house_says_what_to_do(house: House, ada: Member) -> None:
    async with house.connected():
        assert "add one with `/prompt add`" in (await ada.run("status")).content

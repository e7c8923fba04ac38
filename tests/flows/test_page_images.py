"""Pages drawn ahead: each picture once, whoever asks, and the next page while somebody looks at this one."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest

from bot.domain.names import PictureId
from bot.flows import page_images
from bot.flows.page_images import PageImages
from bot.flows.review import PAGE, Page, Tile
from bot.sheets.copies import PostCopy
from bot.store.reviews import Harvest


class Easel:
    """Takes the place of the drawing, which has tests of its own: counts, and can be held up."""

    def __init__(self) -> None:
        self.drawn: list[int] = []
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.trouble: Exception | None = None

    def draw(self, path: Path | None, number: int, *, limit_bytes: int) -> PostCopy:
        self.may_go_on.wait(30)
        if self.trouble is not None:
            raise self.trouble
        assert path is not None
        self.drawn.append(int(path.stem))
        return PostCopy(data=f"{path.stem} at {number}".encode(), filename_extension="webp")


@pytest.fixture
def easel(monkeypatch: pytest.MonkeyPatch) -> Easel:
    easel = Easel()
    monkeypatch.setattr(page_images, "numbered_copy", easel.draw)
    return easel


def tiles(first: int) -> tuple[Tile, ...]:
    return tuple(
        Tile(picture_id=PictureId(n), place=n - first + 1, is_liked=False, prompt="a cat", path=Path(f"{n}.png"))
        for n in range(first, first + PAGE)
    )


def page(first: int) -> Page:
    harvest = Harvest(seen=0, liked=0)
    return Page(review_id=1, number=1, tiles=tiles(first), left=99, harvest=harvest, following=tiles(first + PAGE))


async def test_the_next_page_is_ready_when_it_is_turned_to(easel: Easel) -> None:
    images = PageImages()
    images.prepare(page(1))
    await asyncio.wait(images._drawn.values())
    shown = await images.draw(page(1 + PAGE))
    assert sorted(easel.drawn) == list(range(PAGE + 1, 2 * PAGE + 1)), "nothing is drawn twice"
    assert [one.image for one in shown] == [f"{PAGE + n} at {n}".encode() for n in range(1, PAGE + 1)]
    assert [one.tile.picture_id for one in shown] == [tile.picture_id for tile in tiles(1 + PAGE)]


async def test_who_turns_while_the_next_page_is_being_drawn_gets_what_is_on_the_easel(easel: Easel) -> None:
    images = PageImages()
    easel.may_go_on.clear()
    images.prepare(page(1))
    turning = asyncio.create_task(images.draw(page(1 + PAGE)))
    leaving = asyncio.create_task(images.draw(page(1 + PAGE)))
    await asyncio.sleep(0)
    leaving.cancel()
    easel.may_go_on.set()
    assert len(await turning) == PAGE
    assert len(easel.drawn) == PAGE


async def test_what_could_not_be_drawn_is_tried_again(easel: Easel) -> None:
    images = PageImages()
    easel.trouble = OSError("the disk is asleep")
    with pytest.raises(OSError, match="asleep"):
        await images.draw(page(1))
    easel.trouble = None
    assert len(await images.draw(page(1))) == PAGE


async def test_a_long_review_does_not_fill_the_memory(easel: Easel) -> None:
    images = PageImages()
    for number in range(20):
        await images.draw(page(1 + PAGE * number))
        images.prepare(page(1 + PAGE * number))
    assert len(easel.drawn) <= 21 * PAGE, "and yet each is drawn once"
    assert len(images._drawn) <= 4 * PAGE

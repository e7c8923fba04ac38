"""Judging in private as a person does it: with a thumb, on a phone, in the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.names import PictureId
from bot.flows.hang import hang_batch
from bot.store import pictures

# ruff: noqa: F811  # a fixture is asked for by its own name
from tests.browser import address, chromium, marks  # noqa: F401  # fixtures

if TYPE_CHECKING:
    from conftest import House

pytestmark = marks


async def test_a_curator_judges_a_page_with_a_thumb(house: House, chromium: Any) -> None:
    object.__setattr__(house.rules, "is_reviewed_first", True)
    cora = house.playground.add_member("Cora", roles=[house.playground.curator_role_id])
    async with house.connected():
        await house.plan(3)
        async with house.database.reading() as tx:
            batch_id = (await pictures.get_picture(tx, PictureId(1))).batch_id
        await hang_batch(house.workshop(), batch_id)
        page = await chromium.new_page(viewport={"width": 390, "height": 780}, has_touch=True)
        page.set_default_timeout(60_000)
        await page.goto(house.playground.page_url)
        await page.wait_for_selector("#connection[data-kind=online]", state="attached")
        await page.tap("#open-sidebar")
        await page.select_option("#act-as", str(cora.id))
        await page.tap("#close-sidebar")
        await page.locator("#composer-input").fill("/review")
        await page.keyboard.press("Enter")
        await page.locator("#send").tap()
        first = page.locator(".ephemeral").first
        await first.locator("img[alt^='Number 3: Painted cat, picture #3']").wait_for()
        boxes = [await picture.bounding_box() for picture in await first.locator(".pictures img").all()]
        assert len({round(box["y"]) for box in boxes}) == 1, "three in a row, as Discord hangs them"
        assert all(90 < box["width"] == box["height"] for box in boxes)
        await first.locator(".component", has_text="2").tap()
        await first.locator(".component.success", has_text="2").wait_for()
        await first.locator(".component", has_text="Next").tap()
        await page.locator(".ephemeral", has_text="3 pictures looked at, 1 liked").wait_for()
        assert await first.locator(".component").count() == 0
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert [(await house.picture(PictureId(number))).likes for number in (1, 2, 3)] == [0, 1, 0]


async def test_every_command_is_offered_to_whoever_types_a_slash(house: House, chromium: Any) -> None:
    async with house.connected():
        page = await chromium.new_page(viewport={"width": 390, "height": 780}, has_touch=True)
        page.set_default_timeout(60_000)
        await page.goto(house.playground.page_url)
        await page.wait_for_selector("#connection[data-kind=online]", state="attached")
        await page.locator("#composer-input").fill("/")
        for command in ("/compare", "/top", "/theme list", "/study result"):
            await page.locator(".suggestion-name").get_by_text(command, exact=True).wait_for(state="attached")

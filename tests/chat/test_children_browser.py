"""“More like this” as a person asks for it: with a thumb, on a phone, in the page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.domain.names import PictureId
from bot.flows import curate, parts
from bot.flows.paint_batch import paint_batch

# ruff: noqa: F811  # a fixture is asked for by its own name
from tests.browser import address, chromium, marks  # noqa: F401  # fixtures

if TYPE_CHECKING:
    from conftest import House

pytestmark = marks


async def test_a_curator_asks_for_more_in_every_way_with_a_thumb(house: House, chromium: Any) -> None:
    cora = house.playground.add_member("Cora", roles=[house.playground.curator_role_id])
    async with house.connected():
        now = datetime.now(UTC)
        for coat in ("ginger", "black"):
            await parts.add_part(house.database, "coat", coat, now=now)
        await curate.add_prompt(house.database, "a {coat} cat", added_by=None, now=now)
        await paint_batch(house.workshop(), slot="noon")
        parent = await house.picture(PictureId(1))
        page = await chromium.new_page(viewport={"width": 390, "height": 780}, has_touch=True)
        page.set_default_timeout(30_000)
        await page.goto(house.playground.page_url)
        await page.wait_for_selector("#connection[data-kind=online]", state="attached")
        await page.tap("#open-sidebar")
        await page.select_option("#act-as", str(cora.id))
        await page.tap("#close-sidebar")
        await page.locator(f"#message-{parent.message_id} [aria-haspopup=menu]").dispatch_event("click")
        await page.locator(".menu-item", has_text="More like this").tap()
        answers = page.locator(".ephemeral")
        first = answers.first
        await first.locator("img[alt^='Two AI-made pictures side by side: #1, and #3']").wait_for()
        await first.locator(".component", has_text="Half").tap()
        await answers.nth(1).locator(".content", has_text="painted over #1, about 55%").wait_for()
        await first.locator(".component", has_text="Which").tap()
        await answers.nth(2).locator("select").select_option(index=2)
        other = "black" if "ginger" in parent.prompt else "ginger"
        await answers.nth(3).locator(".content", has_text=f"with “{other}” instead of").wait_for()
        await first.locator(".component", has_text="Words").tap()
        await page.locator("#modal textarea").fill("a cat in the rain")
        await page.locator("#modal .primary").tap()
        await answers.nth(4).locator(".content", has_text="cat in the rain").wait_for()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    made = [await house.picture(PictureId(number)) for number in (3, 4, 5, 6)]
    assert [child.parent_id for child in made] == [1] * 4
    assert [child.prompt for child in made] == [parent.prompt, parent.prompt, f"a {other} cat", "a cat in the rain"]

"""What is really painted: slots filled, suffixes joined, rested prompts left out; and all of it in the records."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from bot.domain.names import PictureId
from bot.errors import NotFoundError, PromptError
from bot.flows import curate, parts, themes
from bot.flows.children import paint_child
from bot.flows.paint_batch import ALL_REST, paint_batch
from bot.flows.wishes import Nearby
from bot.store import parts as part_rows
from tests.flows.conftest import Scene

TODAY = date(2026, 8, 1)


async def add_coats(scene: Scene, *coats: str) -> None:
    for coat in coats:
        await parts.add_part(scene.database, "coat", coat, now=scene.clock())


async def counts(scene: Scene) -> dict[str, tuple[int, int]]:
    async with scene.database.reading() as tx:
        found = await part_rows.list_counts(tx, model=scene.painter.settings.model)
    return {one.part.text: (one.trials, one.likes) for one in found}


async def test_slots_are_filled_painted_posted_and_stored(scene: Scene) -> None:
    await add_coats(scene, "tabby", "black")
    await scene.add_prompts("a __coat__ cat, {sitting|asleep}")
    await paint_batch(scene.workshop, slot="noon")
    painted = [order.prompt for order in scene.painter.orders]
    possible = {f"a {coat} cat, {pose}" for coat in ("tabby", "black") for pose in ("sitting", "asleep")}
    assert set(painted) <= possible
    for number, text in enumerate(painted, 1):
        picture = await scene.picture(number)
        assert picture.prompt == text, "what was painted is what is shown, and painted again"
        assert picture.prompt_id == 1


async def test_verdicts_count_for_the_parts_that_were_there(scene: Scene) -> None:
    await add_coats(scene, "tabby", "black")
    await scene.add_prompts("a {coat} cat")
    await paint_batch(scene.workshop, slot="noon")
    await scene.react(1)
    texts = [(await scene.picture(number)).prompt for number in range(1, 5)]
    await scene.close_windows()
    assert await scene.judged() == (4, 1)
    expected = Counter(text.split()[1] for text in texts)
    found = await counts(scene)
    for coat in ("tabby", "black"):
        assert found[coat] == (expected[coat], int(texts[0].split()[1] == coat))
    card = await curate.show_prompt(scene.database, scene.rules, "1", now=scene.clock())
    assert sum(one.trials for one in card.parts) == 4


async def test_a_prompt_needs_parts_and_the_last_part_needs_its_prompts(scene: Scene) -> None:
    with pytest.raises(PromptError, match=r"no parts for \{coat\} yet"):
        await scene.add_prompts("a {coat} cat")
    await add_coats(scene, "tabby", "black")
    with pytest.raises(PromptError, match="already"):
        await add_coats(scene, "TABBY")
    await scene.add_prompts("a {coat} cat")
    await parts.retire_part(scene.database, "{coat}", "Black", now=scene.clock())
    with pytest.raises(PromptError, match="1 active prompt needs it"):
        await parts.retire_part(scene.database, "coat", "tabby", now=scene.clock())
    with pytest.raises(NotFoundError, match="no “black” in the list coat"):
        await parts.retire_part(scene.database, "coat", "black", now=scene.clock())
    await paint_batch(scene.workshop, slot="noon")
    assert {order.prompt for order in scene.painter.orders} == {"a tabby cat"}
    await add_coats(scene, "black")
    assert set(await counts(scene)) == {"tabby", "black"}, "it is back with what was known of it"


@pytest.mark.usefixtures("prompted")
async def test_a_themes_suffix_is_painted_while_it_holds_and_not_afterwards(scene: Scene) -> None:
    theme = {"begins": "2026-07-30", "ends": "2026-08-02", "suffix": "with pumpkins"}
    await themes.add_theme(scene.database, "Halloween", **theme, now=scene.clock())
    await paint_batch(scene.workshop, slot="noon")
    assert all(order.prompt.endswith(" , with pumpkins".replace(" ,", ",")) for order in scene.painter.orders)
    assert (await scene.picture(1)).prompt == scene.painter.orders[0].prompt
    scene.clock.skip(days=2)
    await paint_batch(scene.workshop, slot="later")
    assert not any("pumpkins" in order.prompt for order in scene.painter.orders[4:])
    assert (await scene.picture(1)).prompt.endswith("with pumpkins"), "the record stays"


async def test_a_themes_prompts_are_painted_only_while_it_holds(scene: Scene) -> None:
    await themes.add_theme(
        scene.database, "Winter", begins="2026-12-01", ends="2026-12-31", suffix=None, now=scene.clock()
    )
    await curate.add_prompt(scene.database, "a snow cat", added_by=None, now=scene.clock(), theme="winter")
    report = await paint_batch(scene.workshop, slot="summer")
    assert report.skipped == ALL_REST
    await scene.add_prompts("a sun cat")
    await paint_batch(scene.workshop, slot="still summer")
    assert {order.prompt for order in scene.painter.orders} == {"a sun cat"}
    scene.clock.skip(days=130)
    painted = len(scene.painter.orders)
    for number in range(4):
        await paint_batch(scene.workshop, slot=f"winter {number}")
    assert "a snow cat" in {order.prompt for order in scene.painter.orders[painted:]}


async def test_a_theme_is_ended_at_once_and_only_once(scene: Scene) -> None:
    await themes.add_theme(
        scene.database, "Summer", begins="2026-06-01", ends="2026-08-31", suffix="on a beach", now=scene.clock()
    )
    await themes.end_theme(scene.database, "summer", today=TODAY)
    (ended,) = await themes.list_themes(scene.database)
    assert not ended.holds(TODAY)
    with pytest.raises(PromptError, match="over already"):
        await themes.end_theme(scene.database, "Summer", today=TODAY)
    with pytest.raises(NotFoundError, match="no theme “Spring”"):
        await themes.end_theme(scene.database, "Spring", today=TODAY)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"begins": "tomorrow"}, "“tomorrow” is no date"),
        ({"begins": "2026-11-02"}, "swap the dates"),
        ({"suffix": "for @everyone"}, "mentions"),
        ({"suffix": "pumpkins " * 20}, "at most"),
        ({"name": "halloween"}, "already"),
    ],
)
async def test_a_theme_that_makes_no_sense_is_refused(scene: Scene, changes: dict[str, str], part: str) -> None:
    good = {"name": "Halloween", "begins": "2026-10-24", "ends": "2026-10-31", "suffix": "with pumpkins"}
    await themes.add_theme(scene.database, **good, now=scene.clock())
    wanted = good | {"name": "Autumn"} | changes
    with pytest.raises(PromptError, match=part):
        await themes.add_theme(scene.database, **wanted, now=scene.clock())
    assert len(await themes.list_themes(scene.database)) == 1


async def test_a_child_has_its_parents_parts(scene: Scene) -> None:
    await add_coats(scene, "tabby", "black", "white")
    await scene.add_prompts("a {coat} cat")
    await paint_batch(scene.workshop, slot="noon")
    child = (await paint_child(scene.workshop, slot="ask:1", parent_id=PictureId(2), wish=Nearby())).picture
    assert child.prompt == (await scene.picture(2)).prompt

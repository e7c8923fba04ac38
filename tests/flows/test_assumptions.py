"""What the learner takes for granted, for the operator."""

from __future__ import annotations

import io
import re

from PIL import Image

from bot.flows.assumptions import show_assumptions
from bot.flows.paint_batch import paint_batch
from bot.painter.orders import Settings
from tests.flows.conftest import Scene


async def test_every_assumption_is_said_and_drawn_and_follows_what_happened(scene: Scene, prompted: None) -> None:
    for number in range(4):
        await paint_batch(scene.workshop, slot=f"slot {number}")
        for picture in await scene.batch(number + 1):
            await scene.react(picture.id)
        scene.clock.skip(hours=25)
    found = await show_assumptions(scene.database, profile="recommended")
    text = " ".join(found.sentences)
    for part in ("nobody has judged", "likes arrive", "nobody sees", "tire of repetition", "share words"):
        assert part in text
    assert "earlier models" not in text
    assert re.search(r"Half of them within \d+ (second|minute)s?:", text), "all likes came at once"
    assert found.sheet is not None
    assert Image.open(io.BytesIO(found.sheet)).width == 1200


async def test_after_another_model_its_kinship_is_shown(scene: Scene, prompted: None) -> None:
    await paint_batch(scene.workshop, slot="before")
    scene.painter.settings = Settings.from_json(scene.painter.settings.to_json().replace('"kitten"', '"lion"'))
    scene.clock.skip(hours=25)
    await paint_batch(scene.workshop, slot="after")
    found = await show_assumptions(scene.database, profile="recommended")
    assert "earlier models" in " ".join(found.sentences)


async def test_before_the_first_batch_there_is_nothing_to_show(scene: Scene) -> None:
    found = await show_assumptions(scene.database, profile="recommended")
    assert found.sheet is None
    assert "before the first batch" in found.sentences[0]

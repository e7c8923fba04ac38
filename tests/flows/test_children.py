"""More like a picture: what each wish stores and orders, what it leaves alone, what is said where it cannot be."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest

from bot import easel
from bot.config import load_config
from bot.domain.names import PartId, PictureId
from bot.domain.parts import Slot
from bot.errors import NoRoomError, PainterError, PromptError
from bot.flows import children, curate, parts
from bot.flows.hang import hang_unfinished
from bot.flows.learning import list_records
from bot.flows.paint_batch import paint_batch
from bot.flows.politeness import Politeness, pause
from bot.flows.recipe import archive_path, order_of
from bot.flows.rewording import read_wording
from bot.flows.wishes import Nearby, OtherPart, OtherWords, Over, Wish
from bot.painter.host import PainterProcess
from bot.painter.orders import Abilities, ModelChoice, Settings, Source
from bot.store import files
from bot.store import parts as part_rows
from bot.store.pictures import Picture
from tests.flows.conftest import Scene

SLOTTED = "a {coat} cat, {sitting|asleep}"
COATS = ("ginger", "black", "white")


@pytest.fixture
async def slotted(scene: Scene) -> Scene:
    """One prompt with two slots, and four pictures of it hang."""
    for coat in COATS:
        await parts.add_part(scene.database, "coat", coat, now=scene.clock())
    await scene.add_prompts(SLOTTED)
    await paint_batch(scene.workshop, slot="noon")
    return scene


async def wish(scene: Scene, parent: int, wanted: Wish, slot: str = "") -> Picture:
    child = await children.paint_child(
        scene.workshop, slot=slot or str(wanted), parent_id=PictureId(parent), wish=wanted
    )
    return child.picture


def words(picture: Picture) -> tuple[str, str]:
    """The coat and the pose of a picture of SLOTTED."""
    _, coat, _, pose = picture.prompt.replace(",", "").split()
    return coat, pose


async def choices_of(scene: Scene, number: int) -> tuple[children.Choice, ...]:
    wording = await read_wording(scene.database, scene.rules, await scene.picture(number), now=scene.clock())
    return wording.choices


async def test_what_is_painted_over_is_the_parents_own_file(scene: Scene, posted: None) -> None:
    parent = await scene.picture(1)
    child = await wish(scene, 1, Over(0.55))
    order = scene.painter.orders[-1]
    assert order.source == Source(path=scene.rules.folder / archive_path(1), strength=0.55, sha256=parent.sha256)
    assert order.variation is None
    assert (child.parent_id, child.prompt, child.prompt_id) == (parent.id, parent.prompt, parent.prompt_id)
    assert child.seed != parent.seed
    assert order_of(await scene.picture(child.id), order.path, folder=scene.rules.folder) == order
    again = await wish(scene, child.id, Over(0.35))
    assert again.parent_id == child.id
    assert again.beginning is not None
    assert again.beginning.sha256 == child.sha256


async def test_another_part_is_painted_with_the_same_noise(slotted: Scene) -> None:
    parent = await slotted.picture(1)
    for place in (0, 1):
        child = await wish(slotted, 1, OtherPart(place=place))
        assert child.seed == parent.seed
        differs = [a != b for a, b in zip(words(child), words(parent), strict=True)]
        assert differs == [place == 0, place == 1], "that part alone"
        order = slotted.painter.orders[-1]
        assert (order.prompt, order.seed, order.source, order.variation) == (child.prompt, parent.seed, None, None)


async def test_the_part_that_was_asked_for_is_painted(slotted: Scene) -> None:
    coats, _ = await choices_of(slotted, 1)
    assert coats.slot == Slot("coat")
    assert {one.text for one in coats.others} == set(COATS) - {coats.now}
    for option in coats.others:
        child = await wish(slotted, 1, OtherPart(place=0, part_id=option.id))
        assert words(child)[0] == option.text
        now, _ = await choices_of(slotted, child.id)
        assert now.now == option.text, "a child's own parts are known"
    with pytest.raises(PromptError, match="not to be had any more"):
        await wish(slotted, 1, OtherPart(place=0, part_id=PartId(99)))


async def test_where_beliefs_choose_the_loved_part_comes_more_often(slotted: Scene) -> None:
    slotted = slotted.with_rules(children_a_day=99, batch_size=8)
    for number in range(6):
        await paint_batch(slotted.workshop, slot=str(number))
    posted = [await slotted.picture(number) for number in range(1, 53)]
    loved = "white"
    for picture in posted:
        if words(picture)[0] == loved:
            await slotted.react(picture.id)
    await slotted.close_windows()
    parent = next(picture for picture in posted if words(picture)[0] != loved)
    coats, _ = await choices_of(slotted, parent.id)
    assert coats.others[0].text == loved, "the best loved is first"
    made = [words(await wish(slotted, parent.id, OtherPart(place=0), slot=str(n)))[0] for n in range(12)]
    assert made.count(loved) > 8


async def test_a_part_of_a_child_near_its_parent_is_changed_where_the_child_is(slotted: Scene) -> None:
    near = await wish(slotted, 1, Nearby(0.3))
    child = await wish(slotted, near.id, OtherPart(place=0))
    assert near.variation is not None
    assert (child.parent_id, child.variation, child.seed) == (near.id, near.variation, near.seed)
    assert words(child)[1] == words(near)[1]
    nearer = await wish(slotted, child.id, Nearby(0.05))
    assert (nearer.parent_id, nearer.prompt) == (child.id, child.prompt), "with the new words, not the parent's"


async def test_a_part_of_what_was_painted_over_is_changed_over_the_same_picture(slotted: Scene) -> None:
    over = await wish(slotted, 1, Over(0.55))
    child = await wish(slotted, over.id, OtherPart(place=0))
    assert over.beginning == child.beginning
    assert (child.parent_id, child.seed) == (PictureId(1), over.seed)
    with pytest.raises(PromptError, match="no noise of its own"):
        await wish(slotted, over.id, Nearby())
    offer = await children.offer(slotted.workshop, over.id)
    assert (offer.has_nearby, offer.usual) == (False, Over())


async def test_other_words_keep_the_noise_and_end_the_parts(slotted: Scene) -> None:
    parent = await slotted.picture(1)
    child = await wish(slotted, 1, OtherWords("  a  cat in the rain "))
    assert (child.prompt, child.seed, child.parent_id) == ("a cat in the rain", parent.seed, parent.id)
    assert await choices_of(slotted, child.id) == ()
    longer = await wish(slotted, 1, OtherWords(f"{parent.prompt}, in the rain"))
    changed = await wish(slotted, longer.id, OtherPart(place=0))
    assert changed.prompt.endswith(", in the rain"), "what was added stays"
    for text, refusal in ((parent.prompt, "already"), ("a {coat} cat", "braces"), ("@everyone a cat", "@everyone")):
        with pytest.raises(PromptError, match=refusal):
            await wish(slotted, 1, OtherWords(text))


async def test_a_prompt_without_slots_has_no_parts_to_change(scene: Scene, posted: None) -> None:
    with pytest.raises(PromptError, match="no parts to change"):
        await wish(scene, 1, OtherPart())
    with pytest.raises(PromptError, match="no parts to change"):
        await children.list_choices(scene.database, scene.rules, PictureId(1), now=scene.clock())


async def test_children_of_every_kind_say_nothing_of_the_prompt_nor_of_its_parts(slotted: Scene) -> None:
    async def known() -> object:
        async with slotted.database.reading() as tx:
            found = await part_rows.list_counts(tx, model=slotted.painter.settings.model)
        records = await list_records(slotted.database, slotted.rules, now=slotted.clock(), is_active=None)
        counts = [(one.part.text, one.trials, one.likes, one.misses) for one in found]
        return counts, [(record.trials, record.likes, record.pictures) for record in records]

    await slotted.close_windows()
    before = await known()
    for wanted in (Nearby(), Over(), OtherPart(), OtherWords("a cat in the rain")):
        child = await wish(slotted, 1, wanted)
        assert not child.is_trial
        await slotted.react(child.id)
    await slotted.close_windows()
    assert await known() == before
    judged = await slotted.picture(child.id)
    assert (judged.likes, judged.reward, judged.settled_at is not None) == (1, None, True)


async def test_a_few_step_model_takes_as_many_steps_as_the_strength_needs(scene: Scene, posted: None) -> None:
    scene.painter.settings = replace(scene.painter.settings, steps=1)
    for strength, steps in ((0.35, 3), (0.55, 2), (0.75, 2)):
        child = await wish(scene, 1, Over(strength))
        assert Settings.from_json(child.settings_json).steps == steps
        assert int(steps * strength) == 1


async def test_what_another_model_painted_can_be_painted_over_and_nothing_else(slotted: Scene) -> None:
    slotted.painter.settings = replace(slotted.painter.settings, model="other/model")
    offer = await children.offer(slotted.workshop, PictureId(1))
    assert (offer.has_nearby, offer.has_over, offer.choices) == (False, True, ())
    for wanted in (Nearby(), OtherPart(), OtherWords("a cat in the rain")):
        with pytest.raises(PromptError, match=r"painted by kitten.*still be painted over"):
            await wish(slotted, 1, wanted)
    assert (await wish(slotted, 1, Over())).model == "other/model"
    slotted.painter.can = Abilities(takes_variation=False, takes_source=False)
    with pytest.raises(PromptError, match=r"only come from the same model\.$"):
        await wish(slotted, 1, Nearby())


async def test_a_child_for_which_the_gpu_is_taken_at_the_last_moment_says_that_it_waits(
    scene: Scene, posted: None
) -> None:
    loads = [0.0, 1.0]  # idle when it is asked for, busy once it could be painted

    async def measure() -> float:
        return loads.pop(0) if len(loads) > 1 else loads[0]

    workshop = replace(scene.workshop, politeness=Politeness(measure_load=measure))
    painted = len(scene.painter.orders)
    for _ in range(2):
        with pytest.raises(PromptError, match="GPU is in use"):
            await children.paint_child(workshop, slot="busy", parent_id=PictureId(1), wish=Nearby())
        assert len(scene.painter.orders) == painted
    loads[:] = [1.0, 0.0]
    with pytest.raises(PromptError, match="waits to be painted"):
        await children.paint_child(workshop, slot="busy", parent_id=PictureId(1), wish=Nearby())
    child = await children.paint_child(workshop, slot="busy", parent_id=PictureId(1), wish=Nearby())
    assert child.picture.message_id is not None


async def test_what_the_engine_cannot_do_is_neither_offered_nor_done(slotted: Scene) -> None:
    over = await wish(slotted, 1, Over())
    near = await wish(slotted, 1, Nearby())
    slotted.painter.can = Abilities(takes_variation=False, takes_source=False)
    offer = await children.offer(slotted.workshop, PictureId(1))
    assert (offer.has_nearby, offer.has_over, offer.usual) == (False, False, OtherPart())
    for parent, wanted in ((1, Nearby(0.3)), (near.id, OtherPart())):
        with pytest.raises(PromptError, match="cannot stay near"):
            await wish(slotted, parent, wanted)
    for parent, wanted in ((1, Over(0.35)), (over.id, OtherPart())):
        with pytest.raises(PromptError, match="does not paint over"):
            await wish(slotted, parent, wanted)
    assert (await wish(slotted, 1, OtherPart())).message_id is not None


async def test_a_deleted_picture_has_no_more_children(scene: Scene, posted: None) -> None:
    async with scene.database.transaction() as tx:
        await tx.execute("UPDATE pictures SET deleted_at = posted_at WHERE id = 1")
    for wanted in (Nearby(), Over(), OtherWords("a cat")):
        with pytest.raises(PromptError, match="was deleted"):
            await wish(scene, 1, wanted)
    with pytest.raises(PromptError, match="was deleted"):
        await children.offer(scene.workshop, PictureId(1))


async def test_while_the_bot_pauses_nothing_is_offered_and_no_model_is_loaded(scene: Scene, posted: None) -> None:
    await pause(scene.database, duration=None, now=scene.clock())
    scene.painter.is_broken = True  # would be an error of its own
    with pytest.raises(PromptError):
        await children.offer(scene.workshop, PictureId(1))
    with pytest.raises(PromptError):
        await wish(scene, 1, Over())


async def test_children_of_every_kind_share_the_days_bound(slotted: Scene) -> None:
    scene = slotted.with_rules(children_a_day=2)
    await wish(scene, 1, Over())
    await wish(scene, 1, OtherPart())
    with pytest.raises(PromptError, match="all taken"):
        await wish(scene, 1, OtherWords("a cat in the rain"))
    assert len(scene.painter.orders) == 6


async def test_a_parent_whose_file_was_removed_is_painted_again_first(scene: Scene, posted: None) -> None:
    over = await wish(scene, 1, Over(0.55))
    for number in (1, over.id):
        (scene.rules.folder / archive_path(number)).unlink()
    async with scene.database.transaction() as tx:
        await tx.execute("UPDATE pictures SET path = NULL WHERE id = 1")
    painted = len(scene.painter.orders)
    child = await wish(scene, over.id, Over(0.35))
    assert [order.picture_id for order in scene.painter.orders[painted:]] == [1, over.id, child.id]
    assert (await scene.picture(1)).path == archive_path(1)
    assert (scene.rules.folder / archive_path(over.id)).is_file()


async def test_a_parent_that_cannot_be_painted_as_it_was_is_a_sentence_and_costs_nothing(
    scene: Scene, posted: None
) -> None:
    (scene.rules.folder / archive_path(1)).unlink()
    async with scene.database.transaction() as tx:
        await tx.execute("UPDATE pictures SET sha256 = 'of another time' WHERE id = 1")
    with pytest.raises(PainterError, match="file of picture #1 is gone, and what paints now paints it otherwise"):
        await wish(scene, 1, Over())
    assert not (scene.rules.folder / archive_path(1)).exists(), "what is not the picture is not kept as it"
    scene.painter.spoils = {2}
    (scene.rules.folder / archive_path(2)).unlink()
    with pytest.raises(PainterError, match=r"cannot be painted again: It was flagged"):
        await wish(scene, 2, Over())
    assert await scene.unfinished() == []


async def test_an_interrupted_child_whose_parent_is_lost_meanwhile_is_spoilt_and_holds_up_nobody(
    scene: Scene, posted: None
) -> None:
    scene.painter.dies_after = 0
    for wanted in (Over(0.35), Nearby(0.3)):
        with pytest.raises(PainterError, match="died"):
            await wish(scene, 1, wanted)
    scene.painter.dies_after = None
    (scene.rules.folder / archive_path(1)).unlink()
    async with scene.database.transaction() as tx:
        await tx.execute("UPDATE pictures SET sha256 = 'of another time' WHERE id = 1")
    await hang_unfinished(scene.workshop)
    over, near = await scene.picture(5), await scene.picture(6)
    assert "paints it otherwise" in str(over.spoilt)
    assert near.message_id is not None
    assert await scene.unfinished() == []


async def test_with_a_full_disk_no_parent_is_painted_again(scene: Scene, posted: None) -> None:
    (scene.rules.folder / archive_path(1)).unlink()
    with pytest.raises(NoRoomError):
        await wish(scene.with_rules(disk_reserve=2**62), 1, Over())
    assert len(scene.painter.orders) == 4


async def test_the_pair_shows_parent_and_child_where_both_are_there(scene: Scene, posted: None) -> None:
    child = await children.paint_child(scene.workshop, slot="a", parent_id=PictureId(1), wish=Over())
    assert child.pair is not None
    assert child.pair.width > child.pair.height
    (scene.rules.folder / archive_path(1)).unlink()
    alone = await children.paint_child(scene.workshop, slot="b", parent_id=PictureId(1), wish=Nearby())
    assert alone.pair is None


async def test_how_a_child_was_made_is_told_beside_its_parents_words(slotted: Scene) -> None:
    parent = await slotted.picture(1)
    child = await wish(slotted, 1, OtherPart(place=0))
    card = await curate.explain_picture(
        slotted.database, slotted.rules, message_id=child.message_id or 0, now=slotted.clock()
    )
    assert card.parent_words == parent.prompt


SMALL = ModelChoice(source="kitten", width=128, height=128, steps=3, chunk=2, device="cpu")


@pytest.fixture
async def kitten() -> AsyncIterator[PainterProcess]:
    async with PainterProcess(SMALL) as painter:
        yield painter


async def test_children_of_every_kind_are_painted_again_bit_by_bit_after_a_restart(
    scene: Scene,
    kitten: PainterProcess,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    scene = replace(scene, workshop=replace(scene.workshop, painter=kitten))
    for coat in COATS:
        await parts.add_part(scene.database, "coat", coat, now=scene.clock())
    await scene.add_prompts(SLOTTED)
    await paint_batch(scene.with_rules(batch_size=1).workshop, slot="noon")
    near = await wish(scene, 1, Nearby())
    over = await wish(scene, near.id, Over(0.55))
    part = await wish(scene, near.id, OtherPart(place=0))
    kinds = [
        near,
        over,
        part,
        await wish(scene, 1, OtherWords("a white cat in a box")),
        await wish(scene, over.id, OtherPart(place=1)),
        await wish(scene, over.id, Over(0.75)),
    ]
    assert len({picture.sha256 for picture in kinds}) == len(kinds)
    files = [scene.rules.folder / archive_path(picture.id) for picture in kinds]
    before = [file.read_bytes() for file in files]
    for file in files:
        file.unlink()
    await kitten.close()
    (tmp_path / "config.toml").write_text(
        f"[discord]\nguild = 1\nchannel = 2\n[storage]\nfolder = '{scene.rules.folder}'\n", "utf-8"
    )
    config = load_config(tmp_path / "config.toml")
    async with PainterProcess(SMALL) as painter:  # one for all, as each takes its time to start
        monkeypatch.setattr(easel, "_painter", lambda config: nullcontext(painter))
        for picture in reversed(kinds):  # so that what they were painted over is gone, twice
            assert await easel.repaint(config, picture.id, out=None) == 0
            assert "identical to the first" in capsys.readouterr().out
    assert [file.read_bytes() for file in files] == before


async def test_a_parents_file_that_somebody_put_back_is_taken_as_it_is(scene: Scene, posted: None) -> None:
    async with scene.database.transaction() as tx:
        await files.mark_lost(tx, PictureId(1))
    path = scene.rules.folder / archive_path(1)
    path.write_bytes(b"the first one")
    before = len(scene.painter.orders)
    await wish(scene, 1, Over(0.55))
    assert len(scene.painter.orders) == before + 1  # the child's: whoever paints sees to it that it is the same picture
    assert path.read_bytes() == b"the first one"
    assert (await scene.picture(1)).path == archive_path(1)

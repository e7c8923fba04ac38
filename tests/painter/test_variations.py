"""“More like this”: noise turned towards another seed, pictures on top of others, and what one order changes."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image

from bot.painter import wire
from bot.painter.orders import Abilities, ModelChoice, Order, Overrides, Painted, Settings, Source, Spoilt, Variation
from bot.painter.worker import archive, noise
from bot.painter.worker.studio import Studio

SMALL = ModelChoice(source="kitten", width=128, height=128, steps=3, chunk=2, device="cpu")


@pytest.fixture(scope="module")
def studio() -> Studio:
    return Studio(tell=lambda progress: None, note=lambda level, text: None, on_chunk=lambda ids: None)


@pytest.fixture(scope="module")
def settings(studio: Studio) -> Settings:
    return studio.prepare(SMALL)


def cat(folder: Path, picture_id: int, seed: int, **wanted: object) -> Order:
    path = folder / f"{picture_id}.png"
    return Order(picture_id=picture_id, prompt="a ginger cat", seed=seed, path=path, **wanted)  # type: ignore[arg-type]  # as named


def paint(studio: Studio, settings: Settings, *orders: Order) -> dict[int, Painted]:
    found = {}
    for answer in studio.paint(SMALL, settings, orders, lambda: False):
        assert isinstance(answer, Painted), answer
        found[answer.picture_id] = answer
    return found


def distance(one: Painted, other: Painted) -> float:
    """The mean difference of two pictures' pixels, 0 to 255."""
    with Image.open(one.path) as a, Image.open(other.path) as b:
        pixels = [torch.frombuffer(bytearray(image.tobytes()), dtype=torch.uint8).float() for image in (a, b)]
    return float((pixels[0] - pixels[1]).abs().mean())


def test_a_variation_is_near_its_parent_and_the_nearer_the_weaker(
    studio: Studio, settings: Settings, tmp_path: Path
) -> None:
    orders = [
        cat(tmp_path, 1, 7),
        cat(tmp_path, 2, 7, variation=Variation(seed=8, strength=0)),
        cat(tmp_path, 3, 7, variation=Variation(seed=8, strength=0.1)),
        cat(tmp_path, 4, 7, variation=Variation(seed=8, strength=0.4)),
        cat(tmp_path, 5, 7, variation=Variation(seed=8, strength=1)),
        cat(tmp_path, 6, 8),
    ]
    found = paint(studio, settings, *orders)
    assert found[2].sha256 == found[1].sha256
    assert found[5].sha256 == found[6].sha256  # the kitten's sampler draws no noise of its own
    away = [distance(found[1], found[number]) for number in (2, 3, 4, 5)]
    assert away == sorted(away)
    assert len(set(away)) == 4


def test_a_variation_does_not_depend_on_its_neighbours(studio: Studio, settings: Settings, tmp_path: Path) -> None:
    wanted = cat(tmp_path, 1, 7, variation=Variation(seed=2**32 - 1, strength=0.2))
    alone = paint(studio, settings, wanted)[1]
    beside = paint(studio, settings, cat(tmp_path, 2, 3), wanted)[1]
    assert beside.sha256 == alone.sha256


def test_the_noise_stays_on_its_sphere() -> None:
    one, other = (torch.randn(4, 64, 64, generator=noise.generator(seed)) for seed in (1, 2))
    halfway = noise.slerp(one, other, 0.5)
    assert abs(float(halfway.std()) - 1) < 0.05  # the straight line's middle has 0.71
    assert torch.equal(noise.slerp(one, other, 0), one)
    assert torch.equal(noise.slerp(one, other, 1), other)
    assert torch.allclose(noise.slerp(one, one, 0.3), one, atol=1e-6)
    assert noise.slerp(one.bfloat16(), other.bfloat16(), 0.3).dtype == torch.bfloat16


def test_a_picture_painted_on_top_of_another_keeps_more_of_it_the_weaker_it_is(
    studio: Studio, settings: Settings, tmp_path: Path
) -> None:
    parent = paint(studio, settings, cat(tmp_path, 1, 7))[1]
    orders = [
        cat(tmp_path, number, 9, source=Source(path=parent.path, strength=strength))
        for number, strength in ((2, 0.4), (3, 1.0))
    ]
    found = paint(studio, settings, *orders)
    assert 0 < distance(parent, found[2]) < distance(parent, found[3])
    again = paint(studio, settings, cat(tmp_path, 4, 1), replace(orders[0], path=tmp_path / "again.png"))
    assert again[2].sha256 == found[2].sha256
    assert "Denoising strength: 0.4" in archive.read_parameters(found[2].path)


def test_a_source_that_is_not_the_one_the_recipe_names_is_refused(
    studio: Studio, settings: Settings, tmp_path: Path
) -> None:
    parent = paint(studio, settings, cat(tmp_path, 1, 7))[1]
    known = Source(path=parent.path, strength=0.5, sha256=parent.sha256)
    on_top = cat(tmp_path, 2, 9, source=known)
    first = paint(studio, settings, on_top)[2]
    with Image.open(parent.path) as image:
        image.save(parent.path, compress_level=9)  # other bytes, the same pixels
    assert paint(studio, settings, on_top)[2].sha256 == first.sha256
    Image.new("RGB", (128, 128), "black").save(parent.path)
    (answer,) = studio.paint(SMALL, settings, [on_top], lambda: False)
    assert isinstance(answer, Spoilt)
    assert "is not the one that the recipe names" in answer.reason


def test_the_studio_says_what_its_model_can_do(studio: Studio) -> None:
    assert studio.abilities(SMALL) == Abilities(takes_variation=True, takes_source=True)


def test_a_source_of_another_size_is_fitted(studio: Studio, settings: Settings, tmp_path: Path) -> None:
    Image.new("RGBA", (50, 90), "orange").save(tmp_path / "wide.png")
    wanted = cat(tmp_path, 1, 9, source=Source(path=tmp_path / "wide.png", strength=0.5))
    with Image.open(paint(studio, settings, wanted)[1].path) as image:
        assert image.size == (128, 128)


def test_sources_that_cannot_be_used_are_sentences_and_cost_nobody_else(
    studio: Studio, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "broken.png").write_text("no picture")
    Image.new("RGB", (64, 64)).save(tmp_path / "whole.png")
    orders = [
        cat(tmp_path, 1, 1, source=Source(path=tmp_path / "missing.png", strength=0.5)),
        cat(tmp_path, 2, 1, source=Source(path=tmp_path / "broken.png", strength=0.5)),
        cat(tmp_path, 3, 1, source=Source(path=tmp_path / "whole.png", strength=0.1)),
        cat(tmp_path, 4, 1),
    ]
    answers = {answer.picture_id: answer for answer in studio.paint(SMALL, settings, orders, lambda: False)}
    reasons = [answer.reason for answer in answers.values() if isinstance(answer, Spoilt)]
    assert len(reasons) == 3
    assert "missing.png" in reasons[0]
    assert "broken.png" in reasons[1]
    assert "at least 0.33" in reasons[2]
    assert isinstance(answers[4], Painted)


def test_what_one_order_wants_otherwise_is_painted_and_recorded_with_its_picture_alone(
    studio: Studio, settings: Settings, tmp_path: Path
) -> None:
    orders = [
        cat(tmp_path, 1, 7),
        cat(tmp_path, 2, 7, overrides=Overrides(steps=2, guidance=0.0)),
        cat(tmp_path, 3, 7, overrides=Overrides(negative_prompt="stripes")),
        cat(tmp_path, 4, 7),
    ]
    found = paint(studio, settings, *orders)
    assert found[1].settings == found[4].settings == settings
    assert (found[2].settings.steps, found[2].settings.guidance) == (2, 0.0)
    assert found[3].settings == replace(settings, negative_prompt="stripes")
    assert len({answer.sha256 for answer in found.values()}) == 3
    again = paint(studio, found[2].settings, replace(orders[0], path=tmp_path / "again.png"))
    assert again[1].sha256 == found[2].sha256


def test_a_size_or_a_scheduler_of_ones_own_costs_nobody_else_and_an_impossible_one_is_a_sentence(
    studio: Studio, settings: Settings, tmp_path: Path
) -> None:
    orders = [
        cat(tmp_path, 1, 7),
        cat(tmp_path, 2, 7, overrides=Overrides(width=32, height=96)),
        cat(tmp_path, 3, 7, overrides=Overrides(scheduler="EulerDiscreteScheduler")),
        cat(tmp_path, 4, 7, overrides=Overrides(width=33)),
        cat(tmp_path, 5, 7, overrides=Overrides(scheduler="Sharp++")),
    ]
    found = {answer.picture_id: answer for answer in studio.paint(SMALL, settings, orders, lambda: False)}
    plain, sized, scheduled = (found[number] for number in (1, 2, 3))
    assert isinstance(plain, Painted)
    assert isinstance(sized, Painted)
    assert isinstance(scheduled, Painted)
    assert archived_size(sized) == (sized.settings.width, sized.settings.height) == (32, 96)
    assert scheduled.settings.scheduler == "EulerDiscreteScheduler"
    assert len({plain.sha256, sized.sha256, scheduled.sha256}) == 3
    reasons = [answer.reason for answer in (found[4], found[5]) if isinstance(answer, Spoilt)]
    assert "width = 33 must be a multiple of 16" in reasons[0]
    assert "no scheduler 'Sharp++'" in reasons[1]


def archived_size(painted: Painted) -> tuple[int, int]:
    with Image.open(painted.path) as image:
        return image.size


def test_orders_cross_the_pipe_unchanged(settings: Settings, tmp_path: Path) -> None:
    orders = [
        cat(tmp_path, 1, 1),
        cat(tmp_path, 2, 1, variation=Variation(seed=0, strength=0.25)),
        cat(tmp_path, 3, 1, source=Source(path=tmp_path / "a.png", strength=1), overrides=Overrides(guidance=0.0)),
        cat(tmp_path, 4, 1, source=Source(path=tmp_path / "a.png", strength=1, sha256="0" * 64)),
    ]
    line = wire.encode(wire.paint_request(SMALL, settings, orders))
    assert wire.orders_from(wire.decode(line)) == orders


def test_orders_that_contradict_themselves_are_not_made(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"0 to 1, not 1\.5"):
        Variation(seed=1, strength=1.5)
    with pytest.raises(ValueError, match="0 to 1, not -1"):
        Source(path=tmp_path, strength=-1)
    with pytest.raises(ValueError, match=r"Picture 5.*not both"):
        cat(
            tmp_path,
            5,
            1,
            variation=Variation(seed=1, strength=0.5),
            source=Source(path=tmp_path, strength=0.5),
        )

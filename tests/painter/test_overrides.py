"""What one order wants otherwise takes effect, or a sentence says why it does not; the others never pay for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from PIL import Image

from benchmarks import models
from bot.errors import PainterError
from bot.painter.orders import ModelChoice, Order, Overrides, Painted, Settings, Spoilt
from bot.painter.worker import pipeline as pipelines
from bot.painter.worker import recipes, sources
from bot.painter.worker.pipeline import OnStep, Pipeline
from bot.painter.worker.studio import Studio
from tests.painter.architectures import build_flux, build_z_image
from tests.painter.conftest import order


class Easel:
    """A studio with one model, and its usual settings."""

    def __init__(self, model: Path, folder: Path, **wanted: Any) -> None:
        self.folder = folder
        self.notes: list[str] = []
        self.choice = ModelChoice(**{"source": str(model), "steps": 2, "chunk": 2, "device": "cpu", **wanted})
        self.studio = Studio(
            tell=lambda progress: None,
            note=lambda level, text: self.notes.append(text),
            on_chunk=lambda ids: None,
        )
        self.settings = self.studio.prepare(self.choice)

    def order(self, number: int, **wanted: Any) -> Order:
        overrides = Overrides(**wanted) if wanted else None
        return replace(order(self.folder, number, "a cat", 7), overrides=overrides)

    def paint(self, orders: Sequence[Order]) -> dict[int, Painted | Spoilt]:
        answers = list(self.studio.paint(self.choice, self.settings, orders, lambda: False))
        assert sorted(answer.picture_id for answer in answers) == sorted(each.picture_id for each in orders)
        return {answer.picture_id: answer for answer in answers}

    def paint_beside_usual(self, **wanted: Any) -> tuple[Painted, Painted | Spoilt]:
        """A usual picture, and one of the same seed and prompt that wants something otherwise."""
        found = self.paint([self.order(1, **wanted), self.order(2)])
        usual = found[2]
        assert isinstance(usual, Painted), usual
        assert usual.settings == self.settings
        return usual, found[1]


@pytest.fixture
def easel(tiny: Path, tmp_path: Path) -> Easel:
    return Easel(tiny, tmp_path)


@pytest.mark.parametrize(
    ("wanted", "recorded"),
    [
        ({"steps": 3}, {}),
        ({"guidance": 2.0}, {}),
        ({"guidance": 0.0}, {}),
        ({"negative_prompt": "a dog"}, {}),
        ({"width": 96, "height": 32}, {}),
        ({"scheduler": "Euler a"}, {"scheduler": "EulerAncestralDiscreteScheduler"}),
        ({"scheduler": "DPM++ 2M Karras"}, {"scheduler": "DPMSolverMultistepScheduler use_karras_sigmas=true"}),
    ],
)
def test_what_is_wanted_otherwise_takes_effect_and_is_recorded(
    easel: Easel, wanted: dict[str, Any], recorded: dict[str, Any]
) -> None:
    usual, other = easel.paint_beside_usual(**wanted)
    assert isinstance(other, Painted), other
    assert other.settings == replace(easel.settings, **{**wanted, **recorded})
    assert other.sha256 != usual.sha256
    with Image.open(other.path) as image:
        assert image.size == (other.settings.width, other.settings.height)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"steps": 0}, "steps = 0 must be at least 1"),
        ({"width": 100}, "width = 100 must be a multiple of 8"),
        ({"width": 8, "height": 4}, "height = 4 must be a multiple of 8, at least 8"),
        ({"guidance": -1.0}, "guidance = -1 must not be negative"),
        ({"guidance": 1.0, "negative_prompt": "hats"}, "no negative prompt at guidance = 1, so “hats” would change"),
        ({"scheduler": "Sharp++"}, r"no scheduler 'Sharp\+\+'. Name another one, such as “Euler a”"),
        ({"scheduler": "Euler a Karras"}, "'Euler a Karras' is not known: .* has no use_karras_sigmas"),
        ({"scheduler": "FlowMatchEulerDiscreteScheduler"}, "'Euler' is for models of another kind"),
        ({"scheduler": "DPM++ SDE"}, r"'DPM\+\+ SDE' (cannot be used here .*torchsde|draws noise of its own)"),
    ],
)
def test_what_the_model_cannot_do_is_a_sentence_and_the_neighbour_is_painted(
    easel: Easel, wanted: dict[str, Any], sentence: str
) -> None:
    _, other = easel.paint_beside_usual(**wanted)
    assert isinstance(other, Spoilt), other
    assert re.search(sentence, other.reason), other.reason


def test_a_model_with_its_guidance_built_in_does_not_pretend_to_follow_another(tmp_path: Path) -> None:
    easel = Easel(build_flux(tmp_path / "flux"), tmp_path, width=32, height=32, steps=4)
    for wanted, sentence in (
        ({"guidance": 7.0}, "guidance built in, so guidance = 7 would change nothing. Leave it out"),
        ({"negative_prompt": "hats"}, "heeds no negative prompt, so “hats” would change nothing. Choose another model"),
        ({"scheduler": "Euler a"}, "'Euler a' is for models of another kind. Choose “Euler”, or none"),
    ):
        _, other = easel.paint_beside_usual(**wanted)
        assert isinstance(other, Spoilt), other
        assert sentence in other.reason
    usual, karras = easel.paint_beside_usual(scheduler="Euler Karras")
    assert isinstance(karras, Painted), karras
    assert karras.settings.scheduler == "FlowMatchEulerDiscreteScheduler use_karras_sigmas=true"
    assert karras.sha256 != usual.sha256
    _, heun = easel.paint_beside_usual(scheduler="Heun")  # of its kind, but not for its pipeline
    assert isinstance(heun, Spoilt), heun
    assert "cannot paint with scheduler = 'Heun'" in heun.reason
    usual, euler = easel.paint_beside_usual(scheduler="Euler")
    assert isinstance(euler, Painted), euler
    assert euler.sha256 == usual.sha256  # it is the model's own


def test_a_model_of_few_steps_that_can_be_guided_is(tmp_path: Path) -> None:
    easel = Easel(build_z_image(tmp_path / "z"), tmp_path, width=64, height=64, guidance=0.0)
    usual, guided = easel.paint_beside_usual(guidance=5.0)
    assert isinstance(guided, Painted), guided
    assert guided.sha256 != usual.sha256
    _, other = easel.paint_beside_usual(negative_prompt="hats")
    assert isinstance(other, Spoilt), other
    assert "at guidance = 0" in other.reason
    _, other = easel.paint_beside_usual(guidance=5.0, negative_prompt="hats")
    assert isinstance(other, Painted)
    assert other.sha256 != guided.sha256


@pytest.mark.parametrize("name", ["sd15", "sdxl", "flux", "klein", "z-image"])
def test_what_is_said_to_be_heeded_is_what_changes_a_picture(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the last bit before it is rounded: random weights heed little of anything."""
    monkeypatch.setattr(pipelines, "_pictures", lambda exact: [each.numpy().tobytes() for each in exact.float()])
    torch.manual_seed(0)
    if name == "flux":
        model = build_flux(tmp_path / name)
    else:
        model = models.build(name, tmp_path, dtype=torch.float32, tiny=True)
    choice = ModelChoice(source=str(model), width=64, height=64, steps=2, device="cpu")
    preset = recipes.preset_for(choice)
    located = sources.locate(preset, lambda *_: None)
    pipeline = Pipeline.load(recipes.build_for(choice, preset, torch.device("cpu"), located), located)
    settings = recipes.settings_for(choice, preset, pipeline)

    def paint(**wanted: Any) -> object:
        orders = [order(tmp_path, 1, "a cat", 1)]
        (picture,) = pipeline.paint(replace(settings, **wanted), orders, lambda step, steps: None)
        return picture

    strong = paint(guidance=30.0)
    assert pipeline.heeds_guidance == (strong != paint(guidance=4.0))
    for guidance, plain in ((30.0, strong), (0.0, paint(guidance=0.0))):
        assert pipeline.heeds_negative_prompt(guidance) == (plain != paint(guidance=guidance, negative_prompt="a dog"))


def test_an_owners_negative_prompt_that_is_not_heeded_is_a_warning(tiny: Path, tmp_path: Path) -> None:
    easel = Easel(tiny, tmp_path, negative_prompt="hats", guidance=1.0)
    assert any("heeds no negative prompt at guidance 1; yours is ignored" in note for note in easel.notes)
    assert not Easel(tiny, tmp_path, negative_prompt="hats", guidance=2.0).notes


Limit = Callable[[Settings, Sequence[Order]], Exception | None]


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> Callable[[Limit], None]:
    """Let calls fail as a limit says; else the real pipeline paints."""
    real = Pipeline.paint

    def limit(limit: Limit) -> None:
        def paint(
            self: Pipeline, settings: Settings, orders: Sequence[Order], on_step: OnStep
        ) -> Iterable[Image.Image | str]:
            if (error := limit(settings, orders)) is not None:
                raise error
            return real(self, settings, orders, on_step)

        monkeypatch.setattr(Pipeline, "paint", paint)

    return limit


def memory_for(pixels: int) -> Limit:
    """A device whose memory ends at so many pixels in one call."""

    def limit(settings: Settings, orders: Sequence[Order]) -> Exception | None:
        if settings.width * settings.height * len(orders) > pixels:
            return torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")
        return None

    return limit


USUAL = 64 * 64
HUGE = {"width": 128, "height": 64}


def test_a_large_picture_among_usual_ones_does_not_lower_b_for_those_after_it(
    easel: Easel, limited: Callable[[Limit], None]
) -> None:
    limited(memory_for(2 * USUAL))
    found = easel.paint([easel.order(1, **HUGE), *(easel.order(number) for number in (2, 3, 4))])
    chunks = {number: answer.settings.chunk for number, answer in found.items() if isinstance(answer, Painted)}
    assert chunks == {1: 1, 2: 2, 3: 2, 4: 2}


def test_usual_pictures_that_found_no_memory_lower_b_for_all_after_them(
    easel: Easel, limited: Callable[[Limit], None]
) -> None:
    calls: list[int] = []

    def limit(settings: Settings, orders: Sequence[Order]) -> Exception | None:
        calls.append(len(orders))
        return memory_for(USUAL)(settings, orders)

    limited(limit)
    found = easel.paint([easel.order(1), easel.order(2, steps=3)])
    assert all(isinstance(answer, Painted) and answer.settings.chunk == 1 for answer in found.values())
    assert calls == [2, 1, 1]  # once is enough to find out


def test_a_picture_too_large_for_the_memory_is_spoilt_and_the_usual_ones_are_painted(
    easel: Easel, limited: Callable[[Limit], None]
) -> None:
    limited(memory_for(USUAL))
    found = easel.paint([easel.order(1, **HUGE), easel.order(2), easel.order(3, **HUGE)])
    assert isinstance(found[2], Painted)
    for number in (1, 3):
        answer = found[number]
        assert isinstance(answer, Spoilt), answer
        assert "too little memory for a picture with width = 128, height = 64. Ask for less" in answer.reason


def test_a_large_picture_alone_is_spoilt_only_if_a_usual_one_could_be_painted_now(
    easel: Easel, limited: Callable[[Limit], None]
) -> None:
    limited(memory_for(USUAL))
    assert isinstance(easel.paint([easel.order(1, **HUGE)])[1], Spoilt)
    limited(memory_for(0))  # another program has it all
    with pytest.raises(PainterError, match="too little memory"):
        easel.paint([easel.order(1, **HUGE)])


def test_settings_with_which_a_model_fails_spoil_only_those_who_want_them(
    easel: Easel, limited: Callable[[Limit], None]
) -> None:
    def limit(settings: Settings, orders: Sequence[Order]) -> Exception | None:
        return ValueError("no such step") if settings.steps == 3 else None

    limited(limit)
    found = easel.paint([easel.order(1, steps=3), easel.order(2), easel.order(3, steps=4)])
    assert isinstance(found[1], Spoilt)
    assert "cannot paint with steps = 3 (ValueError: no such step)" in found[1].reason
    assert isinstance(found[2], Painted)
    assert isinstance(found[3], Painted)
    limited(lambda settings, orders: ValueError("broken"))
    with pytest.raises(PainterError, match="broken"):
        easel.paint([easel.order(1, steps=3)])

"""What the owner may choose about how a model paints: what it changes, what is recorded, and what is refused."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest
import torch

from bot.errors import PainterError
from bot.painter.orders import ModelChoice, Painted, Settings, Source
from bot.painter.samplers import scheduler_named
from bot.painter.worker import calibration, compiling, devices, loading, pace, recipes
from bot.painter.worker.calibration import Calibration, Ledger, Timing
from bot.painter.worker.sources import Located
from bot.painter.worker.studio import Studio
from tests.painter.architectures import save_tiny_decoder
from tests.painter.conftest import order


class Easel:
    """A studio in this process that paints one picture."""

    def __init__(self, tiny: Path, folder: Path, on_chunk: Callable[[Sequence[int]], None] = lambda ids: None) -> None:
        self.model = tiny
        self.folder = folder
        self.heard: list[str] = []
        self.studio = Studio(
            tell=lambda progress: self.heard.append(progress.sentence),
            note=lambda level, text: None,
            on_chunk=on_chunk,
        )

    def choose(self, **wanted: Any) -> ModelChoice:
        return ModelChoice(**{"source": str(self.model), "steps": 2, "chunk": 1, "device": "cpu", **wanted})

    def paint(self, settings: Settings | None = None, **wanted: Any) -> Painted:
        choice = self.choose(**wanted)
        settings = settings or self.studio.prepare(choice)
        wanted_order = order(self.folder, 1, "a cat", 1)
        (answer,) = self.studio.paint(choice, settings, [wanted_order], lambda: False)
        assert isinstance(answer, Painted), answer
        return answer


@pytest.fixture
def easel(tiny: Path, tmp_path: Path) -> Easel:
    return Easel(tiny, tmp_path)


def test_a_scheduler_is_chosen_by_its_usual_name(easel: Easel) -> None:
    assert scheduler_named("DPM++ 2M Karras") == "DPMSolverMultistepScheduler use_karras_sigmas=true"
    assert scheduler_named("euler a") == "EulerAncestralDiscreteScheduler"
    assert scheduler_named("LCMScheduler") == "LCMScheduler"
    plain, karras = easel.paint(), easel.paint(scheduler="DPM++ 2M Karras")
    assert karras.settings.scheduler == "DPMSolverMultistepScheduler use_karras_sigmas=true"
    assert karras.sha256 != plain.sha256
    with pytest.raises(PainterError, match=r"no scheduler 'Sharp\+\+'"):
        easel.paint(scheduler="Sharp++")


def test_a_tiny_decoder_paints_other_pixels_and_is_part_of_the_recipe(easel: Easel, tmp_path: Path) -> None:
    save_tiny_decoder(tmp_path / "decoder")
    plain, tiny = easel.paint(), easel.paint(tiny_decoder=str(tmp_path / "decoder"))
    assert tiny.sha256 != plain.sha256
    source, _, revision = tiny.settings.decoder.rpartition("@")
    assert source == str(tmp_path / "decoder")
    assert len(revision) == 40
    assert easel.paint(tiny.settings).sha256 == tiny.sha256  # whatever is chosen now
    assert easel.paint(plain.settings, tiny_decoder=source).sha256 == plain.sha256


def test_the_order_in_which_channels_lie_in_memory_is_followed_and_recorded(easel: Easel) -> None:
    def lies_by_channel() -> bool:
        assert easel.studio._pipeline is not None
        weights = easel.studio._pipeline._pipe.unet.down_blocks[1].resnets[0].conv1.weight
        return bool(weights.is_contiguous(memory_format=torch.channels_last))

    assert easel.paint(channels_last="on").settings.channels_last
    assert lies_by_channel()
    assert not easel.paint(channels_last="auto").settings.channels_last  # on the CPU
    assert not lies_by_channel()


def test_parts_that_come_when_it_is_their_turn_paint_the_same_pixels(
    easel: Easel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the CPU in the part of the card, where diffusers moves nothing but does all the rest."""
    plain = easel.paint()
    monkeypatch.setattr(recipes, "pick_offload", lambda wanted, device, located: wanted)
    parted = easel.paint(offload="model")
    assert parted == replace(plain, seconds=ANY)
    assert easel.studio._pipeline is not None
    assert easel.studio._pipeline._pipe.unet._hf_hook is not None
    beginning = Source(path=plain.path, strength=0.5, sha256=plain.sha256)
    on_top = replace(order(easel.folder, 2, "a dog", 2), source=beginning)
    found = {}
    for offload in ("none", "model"):
        choice = easel.choose(offload=offload, cache=str(easel.folder / offload))  # a new prompt, a new img2img
        (answer,) = easel.studio.paint(choice, plain.settings, [on_top], lambda: False)
        assert isinstance(answer, Painted), answer
        found[offload] = answer.sha256
    assert found["none"] == found["model"] != plain.sha256


@pytest.mark.parametrize(
    ("free", "expected"),
    [(10.0, "none"), (4.2, "model"), (2.0, "sequential"), (None, "sequential")],  # a card, in GB; 1.5 is for painting
)
def test_weights_leave_the_card_only_as_far_as_they_do_not_fit(
    free: float | None, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part, gigabytes in (("unet", 2.5), ("vae", 0.5), ("text_encoder", 9.0)):  # which waits for its turn anyway
        (tmp_path / part).mkdir()
        with (tmp_path / part / "weights.safetensors").open("wb") as file:
            file.truncate(int(gigabytes * 1e9))  # sparse: it takes no room
    located = Located(folder=tmp_path, model="m", revision="0")
    card = torch.device("cuda")
    room = None if free is None else int(free * 1e9)
    monkeypatch.setattr(devices, "memory", lambda device: (room, room))
    assert loading.pick_offload("auto", card, located) == expected
    assert loading.pick_offload("auto", torch.device("cpu"), located) == "none"
    assert loading.pick_offload("sequential", card, located) == "sequential"


def test_a_compiled_model_is_recorded_and_plain_recipes_stay_exact_beside_it(
    easel: Easel, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = torch.nn.Module.compile
    compiled: list[str] = []

    def compile_plainly(module: torch.nn.Module, **options: Any) -> None:
        compiled.append(type(module).__name__)
        assert options == {"dynamic": False}  # else bits depend on the shapes that came before
        real(module, backend="eager", **options)  # the tracing without half a minute of a C++ compiler

    monkeypatch.setattr(torch.nn.Module, "compile", compile_plainly)
    plain = easel.paint()
    assert not plain.settings.compiled
    fast = easel.paint(compile="on")
    assert fast.settings.compiled
    assert compiled == ["UNet2DConditionModel", "Decoder"]
    assert easel.paint(plain.settings).sha256 == plain.sha256
    assert easel.paint(fast.settings).settings.compiled


def test_a_model_that_cannot_be_compiled_is_painted_without_where_nobody_asked_for_it(
    easel: Easel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[torch.nn.Module] = []

    def compile_in_vain(module: torch.nn.Module, **options: Any) -> None:
        def fail(*arguments: Any, **named: Any) -> None:
            tries.append(module)
            raise RuntimeError("Cannot find a working triton installation.")

        module._compiled_call_impl = fail

    plain = easel.paint()
    monkeypatch.setattr(torch.nn.Module, "compile", compile_in_vain)
    monkeypatch.setattr(pace, "pays_to_compile", lambda *arguments, **named: True)
    notes: list[str] = []
    easel.studio._note = lambda level, text: notes.append(text)
    assert easel.paint() == replace(plain, seconds=ANY)
    assert "triton" in notes[0]
    assert tries
    tries.clear()
    assert easel.paint().sha256 == plain.sha256
    assert not tries  # once is enough
    with pytest.raises(PainterError, match="triton"):  # who asks for it is told
        easel.paint(compile="on")


def test_compiling_is_left_alone_where_the_queue_does_not_pay_for_it() -> None:
    assert not compiling.pays(pictures=8, seconds_each=2.0, cost_seconds=60)
    assert compiling.pays(pictures=400, seconds_each=2.0, cost_seconds=60)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"offload": "model"}, r"offload.*CUDA.*cpu paints here"),
        ({"quantize": "fp8"}, r"fp8.*NVIDIA card .*, not cpu"),
        ({"adapters": [{"source": "nowhere"}]}, r"no adapter 'nowhere'"),
    ],
)
def test_what_this_computer_cannot_do_is_a_sentence(easel: Easel, wanted: dict[str, Any], sentence: str) -> None:
    with pytest.raises(PainterError, match=sentence):
        easel.studio.prepare(ModelChoice.of({**vars(easel.choose()), **wanted}))


def test_the_number_at_a_time_is_measured_once_and_remembered(
    easel: Easel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "_CPU_BUDGET", 0.2)  # that it is measured, not how well
    choice = easel.choose(chunk=None, cache=str(tmp_path / "cache"))
    first = easel.studio.prepare(choice)
    assert any("Measuring" in sentence for sentence in easel.heard)
    easel.heard.clear()
    again = Easel(easel.model, tmp_path)
    assert again.studio.prepare(choice).chunk == first.chunk
    assert not any("Measuring" in sentence for sentence in again.heard)
    other = again.studio.prepare(easel.choose(chunk=None, cache=str(tmp_path / "cache"), width=32, height=32))
    assert any("Measuring" in sentence for sentence in again.heard)  # another size is another measurement
    assert other.width == 32


def test_a_chosen_number_at_a_time_is_not_measured(easel: Easel, tmp_path: Path) -> None:
    assert easel.studio.prepare(easel.choose(chunk=3, cache=str(tmp_path / "cache"))).chunk == 3
    assert not any("Measuring" in sentence for sentence in easel.heard)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        ({1: 1.0, 2: 1.2, 4: 1.6, 8: 3.2, 16: 7.0}, 4),  # the rate stops growing at 4
        ({1: 1.0, 2: 2.0}, 1),  # nothing is gained
        ({1: 1.0, 2: 1.94, 4: 3.9}, 1),  # five percent are not worth a later first picture
        ({1: 1.0, 2: 1.1, 4: None}, 2),  # memory ends
        ({1: 40.0}, 1),  # the budget ends
    ],
)
def test_the_smallest_number_near_the_best_rate_is_taken(seconds: dict[int, float | None], expected: int) -> None:
    tried: list[int] = []

    def attempt(size: int) -> Timing | None:
        tried.append(size)
        taken = seconds[size]
        return None if taken is None else Timing(spent=taken, whole=taken)

    found = calibration.measure(attempt, budget_seconds=60)
    assert found is not None
    assert found.chunk_for(None) == expected
    sizes = list(dict.fromkeys(tried))
    assert sizes == list(seconds)[: len(sizes)]


def test_a_call_that_was_disturbed_is_tried_again_before_it_is_believed() -> None:
    left = {1: [1.0, 1.0], 2: [2.1, 1.2], 4: [1.6], 8: [3.2, 3.2]}

    def attempt(size: int) -> Timing:
        taken = left[size].pop(0)
        return Timing(spent=taken, whole=taken)

    found = calibration.measure(attempt, budget_seconds=60)
    assert found is not None
    assert found.chunk_for(None) == 4


def test_what_the_last_chunk_paints_for_nothing_counts() -> None:
    found = Calibration(rates={"1": 1.0, "2": 1.5, "4": 2.0, "8": 2.4, "16": 2.6})
    assert found.chunk_for(None) == 16
    assert {pictures: found.chunk_for(pictures) for pictures in (1, 2, 4, 5, 8, 12)} == {
        1: 1,
        2: 2,
        4: 4,
        5: 5,
        8: 8,
        12: 12,  # sixteen, of which four are for nothing, are later done
    }


def test_between_two_measured_sizes_what_fits_the_batch_is_taken() -> None:
    found = Calibration(rates={"1": 1.0, "2": 1.5, "4": 2.0, "8": 2.05})
    assert found.chunk_for(6) == 6
    assert found.chunk_for(9) == 3  # three calls of three leave nothing over


def test_of_a_size_between_two_measured_ones_it_is_known_how_long_it_takes() -> None:
    found = Calibration(rates={"1": 1.0, "2": 1.5, "4": 2.0, "8": 2.05})
    between = found.seconds_each(found.chunk_for(6))  # else it could never be told whether compiling pays
    assert between is not None
    assert 1 / 2.05 < between < 1 / 2.0
    assert found.seconds_each(8) == pytest.approx(1 / 2.05)
    assert found.seconds_each(16) is None


def test_the_steps_that_were_not_painted_count() -> None:
    times = {1: Timing(spent=1.0, whole=5.0), 2: Timing(spent=1.9, whole=6.0), 4: Timing(spent=3.8, whole=9.0)}
    found = calibration.measure(times.get, budget_seconds=60)
    assert found is not None
    assert found.chunk_for(None) == 4
    assert found.seconds_each(4) == pytest.approx(9 / 4, rel=1e-3)


def test_no_memory_for_a_single_picture_is_no_calibration() -> None:
    assert calibration.measure(lambda size: None, budget_seconds=60) is None


def test_a_ledger_keeps_what_it_had_and_survives_nonsense(tmp_path: Path) -> None:
    one = Calibration(rates={"1": 1.0})
    ledger = Ledger(tmp_path / "cache")
    ledger.keep("a", one)
    ledger.keep("b", one)
    assert Ledger(tmp_path / "cache").find("a") == one
    assert ledger.find("c") is None
    (tmp_path / "cache" / "calibrations.json").write_text("{")
    assert ledger.find("a") is None
    ledger.keep("a", one)
    assert ledger.find("a") == one


def test_finished_pictures_are_answered_while_the_next_chunk_is_at_work(tiny: Path, tmp_path: Path) -> None:
    is_answered, waited = threading.Event(), []

    def on_chunk(picture_ids: Sequence[int]) -> None:
        if 0 not in picture_ids:  # the device's thread is busy until somebody has got a picture
            waited.append(is_answered.wait(60))

    easel = Easel(tiny, tmp_path, on_chunk)
    choice = easel.choose()
    orders = [order(tmp_path, number, "a cat", number) for number in range(3)]
    answers = easel.studio.paint(choice, easel.studio.prepare(choice), orders, lambda: False)
    assert next(answers).picture_id == 0
    assert not orders[1].path.exists()
    is_answered.set()
    assert {answer.picture_id for answer in answers} == {1, 2}
    assert waited == [True, True]

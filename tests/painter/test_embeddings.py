"""Prompts are read once: the pictures are the same bit for bit, and the text encoders stay away."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.painter.orders import ModelChoice, Order, Overrides, Settings
from bot.painter.worker import pipeline
from bot.painter.worker.studio import Studio
from tests.painter.architectures import build_flux, build_xl, build_z_image
from tests.painter.conftest import build_lora, build_tiny, order

BUILDERS = {"sd": build_tiny, "xl": build_xl, "flux": build_flux, "z-image": build_z_image}


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    built: dict[str, Path] = {}

    def find(kind: str) -> Path:
        if kind not in built:
            built[kind] = BUILDERS[kind](tmp_path_factory.mktemp("models") / kind)
        return built[kind]

    return find


class Easel:
    """A studio in this process, painting with one choice."""

    def __init__(self, model: Path, **wanted: Any) -> None:
        size = {"width": 32, "height": 32} if "flux" in model.name else {"width": 64, "height": 64}
        self.choice = ModelChoice(**{"source": str(model), "steps": 2, "chunk": 2, "device": "cpu", **size, **wanted})
        self.studio = Studio(tell=lambda _: None, note=lambda level, text: None, on_chunk=lambda ids: None)

    @property
    def text_encoders(self) -> list[Any]:
        """The parts of the loaded pipeline that read prompts; None for one that is away."""
        assert self.studio._pipeline is not None
        parts = self.studio._pipeline._pipe.components
        return [part for name, part in parts.items() if name.startswith("text_encoder")]

    def paint(self, *orders: Order, settings: Settings | None = None) -> dict[int, Any]:
        settings = settings or self.studio.prepare(self.choice)
        answers = self.studio.paint(self.choice, settings, orders, lambda: False)
        return {answer.picture_id: answer for answer in answers}


def some(folder: Path) -> list[Order]:
    prompts = ["a cat", "a very fluffy ginger cat on a sofa", "a cat", "sleeping"]
    return [order(folder, number, prompt, number) for number, prompt in enumerate(prompts)]


@pytest.mark.parametrize(
    ("kind", "guidance"), [("sd", None), ("xl", None), ("flux", None), ("z-image", None), ("z-image", 0.0)]
)
def test_pictures_are_the_same_bits_with_and_without_the_cache_and_from_a_full_one(
    kind: str, guidance: float | None, models: Callable[[str], Path], tmp_path: Path
) -> None:
    plain = Easel(models(kind), cache_prompts=False, guidance=guidance).paint(*some(tmp_path / "plain"))
    wanted = {number: answer.sha256 for number, answer in plain.items()}
    assert len(set(wanted.values())) == 4
    cache = str(tmp_path / "cache")
    filling = Easel(models(kind), cache=cache, guidance=guidance)
    assert {n: a.sha256 for n, a in filling.paint(*some(tmp_path / "filling")).items()} == wanted
    full = Easel(models(kind), cache=cache, guidance=guidance)
    assert {n: a.sha256 for n, a in full.paint(*some(tmp_path / "full")).items()} == wanted
    assert full.text_encoders
    assert set(full.text_encoders) == {None}


@pytest.mark.parametrize("kind", ["sd", "xl", "flux", "z-image"])
def test_a_neighbours_prompt_does_not_change_a_picture_however_long_it_is(
    kind: str, models: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The bits before they are rounded to bytes, which hides small differences.
    monkeypatch.setattr(pipeline, "_pictures", lambda exact: [each.numpy().tobytes() for each in exact.float()])
    easel = Easel(models(kind), guidance=0.0)
    settings = easel.studio.prepare(easel.choice)
    loaded = easel.studio._pipeline
    assert loaded is not None
    long = "a very fluffy ginger cat on a sofa beside a window and a table, " * 4
    mine = order(tmp_path, 1, "a cat", 1)
    found = []
    for other in ("a cat", "a dog", long):
        neighbour = order(tmp_path, 2, other, 2)
        found.append(loaded.paint(settings, [mine, neighbour], lambda step, steps: None)[0])
        found.append(loaded.paint(settings, [neighbour, mine], lambda step, steps: None)[1])
    assert len(set(found)) == 1


def test_a_new_prompt_brings_the_text_encoders_and_a_large_one_leaves_again(
    models: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    easel = Easel(models("xl"), cache=str(tmp_path / "cache"))
    easel.paint(order(tmp_path, 1, "a cat", 1))
    assert None not in easel.text_encoders  # small ones stay: reading them again would cost more
    monkeypatch.setattr("bot.painter.worker.loading._SMALL_TEXT", 0)
    easel.paint(order(tmp_path, 2, "another cat", 1))
    assert set(easel.text_encoders) == {None}


def test_the_negative_prompt_is_part_of_what_is_remembered(models: Callable[[str], Path], tmp_path: Path) -> None:
    easel = Easel(models("sd"), cache=str(tmp_path / "cache"), guidance=5.0)
    orders = [
        order(tmp_path, 1, "a cat", 1),
        Order(picture_id=2, prompt="a cat", seed=1, path=tmp_path / "2.png", overrides=Overrides(negative_prompt="x")),
    ]
    first = easel.paint(*orders)
    assert first[1].sha256 != first[2].sha256
    again = Easel(models("sd"), cache=str(tmp_path / "cache"), guidance=5.0).paint(*orders)
    assert {n: a.sha256 for n, a in again.items()} == {n: a.sha256 for n, a in first.items()}


def test_damaged_files_are_read_again(models: Callable[[str], Path], tmp_path: Path) -> None:
    wanted = Easel(models("sd"), cache=str(tmp_path / "cache")).paint(order(tmp_path, 1, "a cat", 1))
    files = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert files
    for path in files:
        path.write_bytes(path.read_bytes()[:20])
    again = Easel(models("sd"), cache=str(tmp_path / "cache")).paint(order(tmp_path, 2, "a cat", 1))
    assert again[2].sha256 == wanted[1].sha256


def test_adapters_change_pictures_by_their_weight_and_leave_no_trace(
    models: Callable[[str], Path], tmp_path: Path
) -> None:
    pytest.importorskip("peft", reason="LoRA needs peft")
    from bot.painter.orders import Adapter

    lora = build_lora(models("sd"), tmp_path / "lora")
    easel = Easel(models("sd"), cache=str(tmp_path / "cache"))

    def wearing(number: int, *adapters: Adapter) -> Order:
        path = tmp_path / f"{number}.png"
        return Order(picture_id=number, prompt="a cat", seed=1, path=path, overrides=Overrides(adapters=adapters))

    folder, missing = Adapter(source=str(lora.parent), weight=0.8), Adapter(source=str(tmp_path / "none"))
    plain = easel.paint(order(tmp_path, 0, "a cat", 1))[0]
    found = easel.paint(
        wearing(1, folder),
        wearing(2, Adapter(source=str(lora), weight=0.3)),
        wearing(3),
        wearing(4, missing),
        order(tmp_path, 5, "a cat", 1),
    )
    assert len({plain.sha256, found[1].sha256, found[2].sha256}) == 3
    assert plain.sha256 == found[3].sha256 == found[5].sha256
    assert "none" in found[4].reason
    chosen = Easel(models("sd"), adapters=(folder,))
    settings = chosen.studio.prepare(chosen.choice)
    assert settings.adapters[0].revision is not None
    again = chosen.paint(order(tmp_path, 6, "a cat", 1), settings=Settings.from_json(settings.to_json()))
    assert again[6].sha256 == found[1].sha256
    build_lora(models("sd"), tmp_path / "lora")  # another one at the same place
    changed = chosen.paint(order(tmp_path, 7, "a cat", 1), settings=settings)
    assert changed[7].sha256 == again[6].sha256  # it is still worn
    fresh = Easel(models("sd"))
    with pytest.raises(Exception, match=r"not the one that was wanted.*Restore its file"):
        fresh.paint(order(tmp_path, 8, "a cat", 1), settings=settings)


@pytest.mark.parametrize("kind", ["sd", "xl", "flux"])
def test_variations_work_on_every_architecture(kind: str, models: Callable[[str], Path], tmp_path: Path) -> None:
    from bot.painter.orders import Variation

    def cat(number: int, seed: int, strength: float | None) -> Order:
        variation = None if strength is None else Variation(seed=9, strength=strength)
        return Order(picture_id=number, prompt="a cat", seed=seed, path=tmp_path / f"{number}.png", variation=variation)

    orders = [cat(1, 1, None), cat(2, 1, 0.0), cat(3, 1, 0.4), cat(4, 1, 1.0), cat(5, 9, None)]
    found = {number: answer.sha256 for number, answer in Easel(models(kind)).paint(*orders).items()}
    assert found[1] == found[2]
    assert found[4] == found[5]
    assert len(set(found.values())) == 3

"""Servers that paint for the bot: ComfyUI and an images endpoint, by their documented protocols."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.errors import PainterError
from bot.painter.engine import EngineChoice, command_for
from bot.painter.host import PainterProcess
from bot.painter.orders import (
    Abilities,
    Adapter,
    ModelChoice,
    Order,
    Overrides,
    Painted,
    Settings,
    Source,
    Spoilt,
    Variation,
)
from bot.painter.remote import workflow
from bot.painter.samplers import comfyui_sampler, usual_names
from bot.painter.worker import archive
from tests.painter.conftest import order
from tests.painter.servers import CHECKPOINT, KEY, LORA, NONSENSE, Comfy, Images, serving

CHOICE = ModelChoice(source=CHECKPOINT, width=64, height=32, steps=4, guidance=2.0, negative_prompt="dogs")
PAINTER = ModelChoice(source="painter-1", width=64, height=32)


def painter_at(address: str, choice: ModelChoice, **more: Any) -> PainterProcess:
    environment = more.pop("environment", {})
    engine = EngineChoice(address=address, **more)
    return PainterProcess(choice, command=command_for(engine), is_local=False, environment=environment)


@pytest.fixture
def comfy() -> Comfy:
    return Comfy()


@pytest.fixture
async def comfy_painter(comfy: Comfy) -> AsyncIterator[PainterProcess]:
    async with (
        serving(comfy.app()) as port,
        painter_at(f"http://127.0.0.1:{port}", CHOICE, kind="comfyui") as painter,
    ):
        yield painter


@pytest.fixture
def endpoint() -> Images:
    return Images()


@pytest.fixture
async def images_painter(endpoint: Images) -> AsyncIterator[PainterProcess]:
    async with (
        serving(endpoint.app()) as port,
        painter_at(f"http://127.0.0.1:{port}/v1/", PAINTER, kind="images") as painter,
    ):
        yield painter


def orders_for(folder: Path, *prompts: str) -> list[Order]:
    return [order(folder, number, prompt, number) for number, prompt in enumerate(prompts)]


async def collect(painter: PainterProcess, settings: Settings, orders: Sequence[Order]) -> dict[int, Painted | Spoilt]:
    answers = [answer async for answer in painter.paint(settings, orders)]
    assert sorted(answer.picture_id for answer in answers) == sorted(order.picture_id for order in orders)
    return {answer.picture_id: answer for answer in answers}


async def test_comfyui_paints_what_is_ordered_and_the_settings_say_what_painted(
    comfy: Comfy, comfy_painter: PainterProcess, tmp_path: Path
) -> None:
    settings = await comfy_painter.prepare()
    assert (settings.model, settings.steps, settings.guidance, settings.chunk) == (CHECKPOINT, 4, 2.0, 1)
    assert settings.device == "ComfyUI on cuda:0 Cat GPU"
    assert settings.stack == "ComfyUI 0.9.1, torch 2.9.0+cu128"
    orders = orders_for(tmp_path, "a cat", "a cat", 'a "%negative%" cat', "кот 🐈")
    first = await collect(comfy_painter, settings, orders)
    assert len({answer.sha256 for answer in first.values() if isinstance(answer, Painted)}) == 4
    with Image.open(orders[0].path) as image:
        assert image.size == (64, 32)
    assert archive.read_parameters(orders[3].path).startswith("кот 🐈\nNegative prompt: dogs\nSteps: 4")
    texts = {node["inputs"]["text"] for node in comfy.graphs[2].values() if node["class_type"] == "CLIPTextEncode"}
    assert texts == {'a "%negative%" cat', "dogs"}
    again = await collect(comfy_painter, settings, orders[1:2])
    assert isinstance(again[1], Painted)
    assert isinstance(first[1], Painted)
    assert again[1].sha256 == first[1].sha256
    assert again[1].settings == first[1].settings == settings


async def test_comfyui_describes_itself(comfy_painter: PainterProcess) -> None:
    found = await comfy_painter.describe()
    assert found.engine is not None
    assert "ComfyUI 0.9.1" in found.engine
    assert (found.torch, found.memory_free, found.problem) == ("2.9.0+cu128", 20 * 10**9, None)


async def test_a_prompt_that_comfyui_fails_on_is_spoilt_and_its_neighbours_are_not(
    comfy_painter: PainterProcess, tmp_path: Path
) -> None:
    settings = await comfy_painter.prepare()
    answers = await collect(comfy_painter, settings, orders_for(tmp_path, "forbidden", "a", "b", "forbidden", "c"))
    spoilt = {number: answer.reason for number, answer in answers.items() if isinstance(answer, Spoilt)}
    assert sorted(spoilt) == [0, 3]
    assert "I refuse" in spoilt[0]


async def test_what_a_server_cannot_do_is_said_and_what_one_order_wants_otherwise_is_done(
    comfy: Comfy, comfy_painter: PainterProcess, tmp_path: Path
) -> None:
    settings = await comfy_painter.prepare()
    one, two = orders_for(tmp_path, "a", "b")
    assert await comfy_painter.abilities() == Abilities(takes_variation=False, takes_source=True)
    near = replace(one, variation=Variation(seed=1, strength=0.1))
    other = replace(two, overrides=Overrides(steps=9, negative_prompt="hats"))
    answers = await collect(comfy_painter, settings, [near, other])
    assert isinstance(answers[0], Spoilt)
    assert "ComfyUI does not let its noise be varied" in answers[0].reason
    assert isinstance(answers[1], Painted)
    assert (answers[1].settings.steps, answers[1].settings.negative_prompt) == (9, "hats")
    assert comfy.graphs[-1]["5"]["inputs"]["steps"] == 9


@pytest.mark.parametrize(
    ("wanted", "inputs"),
    [
        ({"steps": 9}, {"steps": 9}),
        ({"guidance": 3.5}, {"cfg": 3.5}),
        ({"negative_prompt": "hats"}, {"text": "hats"}),
        ({"width": 128, "height": 96}, {"width": 128, "height": 96}),
        ({"scheduler": "euler"}, {"sampler_name": "euler", "scheduler": "normal"}),
        ({"scheduler": "euler karras"}, {"sampler_name": "euler", "scheduler": "karras"}),
        ({"scheduler": "Euler a"}, {"sampler_name": "euler_ancestral", "scheduler": "normal"}),
        ({"scheduler": "HeunDiscreteScheduler"}, {"sampler_name": "heun", "scheduler": "normal"}),
    ],
)
async def test_what_one_order_wants_otherwise_is_in_what_comfyui_is_told(
    comfy: Comfy, comfy_painter: PainterProcess, tmp_path: Path, wanted: dict[str, Any], inputs: dict[str, Any]
) -> None:
    settings = await comfy_painter.prepare()
    usual, other = orders_for(tmp_path, "a", "b")
    answers = await collect(comfy_painter, settings, [usual, replace(other, overrides=Overrides(**wanted))])
    told = {graph["2"]["inputs"]["text"]: graph for graph in comfy.graphs}
    assert any(inputs.items() <= node["inputs"].items() for node in told["b"].values())
    assert not any(inputs.items() <= node["inputs"].items() for node in told["a"].values())
    painted, plain = answers[1], answers[0]
    assert isinstance(painted, Painted), painted
    assert isinstance(plain, Painted), plain
    assert plain.settings == settings
    recorded = wanted
    if "scheduler" in wanted:
        recorded = {"scheduler": f"{inputs['sampler_name']} {inputs['scheduler']}"}
    assert painted.settings == replace(settings, **recorded)


@pytest.mark.parametrize(
    ("own", "wanted", "sentence"),
    [
        ({}, {"width": 100}, "width = 100 must be a multiple of 8. Choose another size"),
        ({}, {"scheduler": "PLMS"}, r"sampler = 'PLMS': .* no sampler_name 'plms' but: euler, .*Write it as"),
        ({}, {"guidance": 1.0, "negative_prompt": "x"}, "no negative prompt at guidance = 1. Set one above 1"),
        ({"steps": 20}, {"steps": 9}, 'steps = 9: the workflow has no "%steps%". Put it there, or leave'),
        ({"cfg": 4}, {"guidance": 9.0}, 'guidance = 9.0: the workflow has no "%guidance%"'),
        ({"width": 64}, {"width": 128}, 'width = 128: the workflow has no "%width%"'),
        ({"text": "dogs"}, {"negative_prompt": "hats"}, "negative_prompt = 'hats': the workflow has no \"%negative%\""),
        ({"sampler_name": None}, {"scheduler": "Euler"}, "sampler = 'Euler': the workflow has no sampler_name to set"),
        ({"ckpt_name": None}, {"adapters": (Adapter(source=LORA),)}, "Put a LoraLoader into the workflow"),
    ],
)
async def test_what_a_workflow_has_no_place_for_is_refused_and_the_neighbour_is_painted(
    comfy: Comfy, tmp_path: Path, own: dict[str, Any], wanted: dict[str, Any], sentence: str
) -> None:
    """`own` is what the workflow says itself instead of leaving it open; None: it has no such input."""
    engine: dict[str, Any] = {"kind": "comfyui"}
    choice = replace(CHOICE, width=None, height=None, steps=None, guidance=None, negative_prompt=None)
    if own:
        engine |= {"workflow": json.dumps(_saying(own)), "workflow_name": "own.json"}
    one, two = orders_for(tmp_path, "a", "b")
    async with serving(comfy.app()) as port, painter_at(f"http://127.0.0.1:{port}", choice, **engine) as painter:
        settings = await painter.prepare()
        assert (settings.steps, settings.width) == (own.get("steps", 20), own.get("width", 512))
        answers = await collect(painter, settings, [replace(one, overrides=Overrides(**wanted)), two])
    refused = answers[0]
    assert isinstance(refused, Spoilt), refused
    assert re.search(sentence, refused.reason), refused.reason
    assert isinstance(answers[1], Painted)
    assert len(comfy.graphs) == 1


async def test_a_picture_that_a_workflow_has_enlarged_is_painted_again_with_what_it_was_asked_for(
    comfy: Comfy, tmp_path: Path
) -> None:
    comfy.enlarges = 2
    choice = replace(CHOICE, source="enlarging", negative_prompt=None)
    own = {"kind": "comfyui", "workflow": json.dumps(workflow.PLAIN), "workflow_name": "enlarging.json"}
    async with serving(comfy.app()) as port, painter_at(f"http://127.0.0.1:{port}", choice, **own) as painter:
        settings = await painter.prepare()
        (wanted,) = orders_for(tmp_path, "a cat")
        first = (await collect(painter, settings, [wanted]))[0]
        assert isinstance(first, Painted)
        with Image.open(wanted.path) as image:
            assert image.size == (128, 64)
        again = (await collect(painter, first.settings, [wanted]))[0]
    assert isinstance(again, Painted)
    assert again.sha256 == first.sha256


def _saying(own: dict[str, Any]) -> dict[str, Any]:
    """The plain workflow with values of its own in the place of these."""
    nodes = json.loads(json.dumps(workflow.PLAIN))
    for node in nodes.values():
        for key in own.keys() & node["inputs"].keys():
            if node["inputs"][key] == "%prompt%":
                continue
            node["inputs"][key] = own[key]
            if own[key] is None:
                del node["inputs"][key]
                node["class_type"] = node["class_type"].removesuffix("Simple")
    return dict(nodes)


async def test_a_picture_too_large_for_comfyui_is_spoilt_if_a_usual_one_can_be_painted(
    comfy: Comfy, comfy_painter: PainterProcess, tmp_path: Path
) -> None:
    settings = await comfy_painter.prepare()
    large = Overrides(width=1024, height=1024)
    one, two = orders_for(tmp_path, "a", "b")
    answers = await collect(comfy_painter, settings, [replace(one, overrides=large), two])
    assert isinstance(answers[0], Spoilt)
    assert "does not paint this prompt with settings of its own (ran out of memory" in answers[0].reason
    assert isinstance(answers[1], Painted)
    comfy.is_broken = True  # now nothing can be painted: that is not the large one's fault
    with pytest.raises(PainterError, match="ComfyUI at"):
        await collect(comfy_painter, settings, [replace(one, overrides=large)])


async def test_comfyui_begins_with_a_picture_and_keeps_more_of_it_the_weaker_it_is(
    comfy: Comfy, comfy_painter: PainterProcess, tmp_path: Path
) -> None:
    settings = await comfy_painter.prepare()
    Image.new("RGB", (64, 32), "white").save(tmp_path / "white.png")
    white = archive.pixels_sha256(Image.new("RGB", (64, 32), "white"))
    orders = [
        replace(wanted, seed=7, source=Source(path=tmp_path / "white.png", strength=strength, sha256=sha256))
        for wanted, strength, sha256 in zip(
            orders_for(tmp_path, *["a cat"] * 4), (0.0, 0.25, 0.75, 0.5), (white, white, None, "0" * 64), strict=True
        )
    ]
    answers = await collect(comfy_painter, settings, orders)
    brightness = []
    for wanted in orders[:3]:
        with Image.open(wanted.path) as image:
            brightness.append(sum(image.getpixel((0, 0))))  # type: ignore[arg-type]  # of an RGB picture
    assert brightness[0] == 3 * 255 > brightness[1] > brightness[2]
    assert isinstance(answers[3], Spoilt)
    assert "its file was changed" in answers[3].reason
    scale = next(node["inputs"] for node in comfy.graphs[0].values() if node["class_type"] == "ImageScale")
    assert (scale["width"], scale["height"], scale["crop"]) == (64, 32, "center")


async def test_a_workflow_that_begins_in_its_own_way_is_not_offered_a_picture(comfy: Comfy, tmp_path: Path) -> None:
    own = {**workflow.PLAIN, "8": {"class_type": "EmptySD3LatentImage", "inputs": {"width": 64, "height": 64}}}
    engine = {"kind": "comfyui", "workflow": json.dumps(own), "workflow_name": "own.json"}
    Image.new("RGB", (8, 8)).save(tmp_path / "black.png")
    async with serving(comfy.app()) as port, painter_at(f"http://127.0.0.1:{port}", CHOICE, **engine) as painter:
        assert await painter.abilities() == Abilities(takes_variation=False, takes_source=False)
        (wanted,) = orders_for(tmp_path, "a cat")
        on_top = replace(wanted, source=Source(path=tmp_path / "black.png", strength=0.5))
        answers = await collect(painter, await painter.prepare(), [on_top])
    assert isinstance(answers[0], Spoilt)
    assert "does not paint on top of other pictures" in answers[0].reason


async def test_a_comfyui_that_fails_on_everything_spoils_nothing(
    comfy: Comfy, comfy_painter: PainterProcess, tmp_path: Path
) -> None:
    settings = await comfy_painter.prepare()
    comfy.is_broken = True
    with pytest.raises(PainterError, match="I refuse"):
        await collect(comfy_painter, settings, orders_for(tmp_path, "a", "b", "c"))
    comfy.is_broken = False
    answers = await collect(comfy_painter, settings, orders_for(tmp_path, "a", "b", "c"))
    assert all(isinstance(answer, Painted) for answer in answers.values())


async def test_a_comfyui_without_memory_is_an_error_with_the_remedy(
    comfy_painter: PainterProcess, tmp_path: Path
) -> None:
    settings = await comfy_painter.prepare()
    with pytest.raises(PainterError, match=r"ran out of memory.*smaller size"):
        await collect(comfy_painter, settings, orders_for(tmp_path, "huge"))


async def test_a_comfyui_that_is_restarted_has_forgotten_the_picture(
    comfy: Comfy, comfy_painter: PainterProcess, tmp_path: Path
) -> None:
    settings = await comfy_painter.prepare()
    comfy.is_busy = True
    painting = asyncio.create_task(collect(comfy_painter, settings, orders_for(tmp_path, "a")))
    await comfy.queued.wait()
    comfy.forget()
    with pytest.raises(PainterError, match="was it restarted"):
        await painting


async def test_what_nobody_waits_for_any_more_leaves_comfyuis_queue(
    comfy: Comfy, comfy_painter: PainterProcess, tmp_path: Path
) -> None:
    settings = await comfy_painter.prepare()
    comfy.is_busy = True
    painting = asyncio.create_task(collect(comfy_painter, settings, orders_for(tmp_path, "a")))
    await comfy.queued.wait()
    painting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await painting
    await comfy.dropped.wait()
    comfy.is_busy = False
    assert len(await collect(comfy_painter, settings, orders_for(tmp_path, "b"))) == 1


async def test_a_sampler_by_its_usual_name_is_comfyuis_and_a_recipe_keeps_its_own(comfy: Comfy, tmp_path: Path) -> None:
    async with serving(comfy.app()) as port:
        address = f"http://127.0.0.1:{port}"
        async with painter_at(address, replace(CHOICE, scheduler="Euler a"), kind="comfyui") as painter:
            settings = await painter.prepare()
            assert settings.scheduler == "euler_ancestral normal"
            await collect(painter, settings, orders_for(tmp_path, "a cat"))
            await collect(painter, replace(settings, scheduler="dpmpp_2m karras"), orders_for(tmp_path, "a cat"))
    samplers = [(graph["5"]["inputs"]["sampler_name"], graph["5"]["inputs"]["scheduler"]) for graph in comfy.graphs]
    assert samplers == [("euler_ancestral", "normal"), ("dpmpp_2m", "karras")]
    assert "Sampler: DPM++ 2M, Schedule type: Karras" in archive.read_parameters(tmp_path / "0.png")


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        ("DPM++ 2M Karras", ("dpmpp_2m", "karras")),
        ("dpm++ 2m sde sgm uniform", ("dpmpp_2m_sde", "sgm_uniform")),
        ("DPM++ 2S a Karras", ("dpmpp_2s_ancestral", "karras")),
        ("EulerAncestralDiscreteScheduler", ("euler_ancestral", "normal")),
        ("DPMSolverMultistepScheduler use_karras_sigmas=true", ("dpmpp_2m", "karras")),
        ("res_multistep beta", ("res_multistep", "beta")),
        ("res_multistep", ("res_multistep", "normal")),
    ],
)
def test_samplers_have_comfyuis_names(wanted: str, named: tuple[str, str]) -> None:
    assert comfyui_sampler(wanted) == named


@pytest.mark.parametrize(
    ("stored", "usual"),
    [
        ("euler_ancestral normal", ("Euler a", "Normal")),
        ("dpmpp_2m_sde sgm_uniform", ("DPM++ 2M SDE", "SGM Uniform")),
        ("res_multistep beta", ("res_multistep beta", None)),
        ("the server's", ("the server's", None)),
        ("UniPCMultistepScheduler", ("UniPC", None)),
    ],
)
def test_what_painted_is_told_by_its_usual_name(stored: str, usual: tuple[str, str | None]) -> None:
    assert usual_names(stored) == usual


FLUFFY, HATS = Adapter(source=LORA, weight=0.8), Adapter(source="hats.safetensors", weight=-0.5)


async def test_adapters_are_loaded_one_behind_the_other_between_the_checkpoint_and_its_users(
    comfy: Comfy, tmp_path: Path
) -> None:
    one, two, three = orders_for(tmp_path, "a", "b", "c")
    async with (
        serving(comfy.app()) as port,
        painter_at(f"http://127.0.0.1:{port}", replace(CHOICE, adapters=(FLUFFY, HATS)), kind="comfyui") as painter,
    ):
        settings = await painter.prepare()
        assert settings.adapters == (FLUFFY, HATS)
        assert Settings.from_json(settings.to_json()) == settings
        await collect(painter, settings, [one])
        await collect(painter, settings, [replace(two, overrides=Overrides(adapters=()))])
        unknown = Overrides(adapters=(Adapter(source="unknown.safetensors"),))
        answers = await collect(painter, settings, [replace(three, overrides=unknown), replace(one, picture_id=9)])
    worn, bare = comfy.graphs[:2]
    first, second = (worn[node] for node in ("adapter0", "adapter1"))
    assert first["class_type"] == second["class_type"] == "LoraLoader"
    assert first["inputs"] == {
        "model": ["1", 0], "clip": ["1", 1], "lora_name": LORA, "strength_model": 0.8, "strength_clip": 0.8,
    }  # fmt: skip
    assert (second["inputs"]["model"], second["inputs"]["clip"]) == (["adapter0", 0], ["adapter0", 1])
    assert worn["5"]["inputs"]["model"] == ["adapter1", 0]
    assert worn["2"]["inputs"]["clip"] == worn["3"]["inputs"]["clip"] == ["adapter1", 1]
    assert worn["6"]["inputs"]["vae"] == ["1", 2]
    assert not [node for node in bare.values() if node["class_type"] == "LoraLoader"]
    assert isinstance(answers[2], Spoilt)  # and nobody else for it
    assert isinstance(answers[9], Painted)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (
            {"scheduler": "PLMS"},
            r"model\.scheduler = 'PLMS': .* no sampler_name 'plms' but: euler, .*dpmpp_2m karras",
        ),
        ({"scheduler": "Euler Beta"}, r"no scheduler 'beta' but: normal, karras"),
        ({"adapters": (Adapter(source="x"),)}, rf"no LoRA 'x' but: {LORA}, hats.safetensors\. Set \[model\] adapters"),
    ],
)
async def test_a_sampler_or_a_lora_that_comfyui_does_not_have_is_named_with_those_that_it_has(
    comfy: Comfy, wanted: dict[str, Any], sentence: str
) -> None:
    async with (
        serving(comfy.app()) as port,
        painter_at(f"http://127.0.0.1:{port}", replace(CHOICE, **wanted), kind="comfyui") as painter,
    ):
        with pytest.raises(PainterError, match=sentence):
            await painter.describe()


async def test_a_server_that_answers_otherwise_than_a_comfyui_is_a_sentence_and_its_painter_lives(
    comfy: Comfy, comfy_painter: PainterProcess, tmp_path: Path
) -> None:
    settings = await comfy_painter.prepare()
    worker = comfy_painter.pid
    comfy.is_odd = True
    with pytest.raises(PainterError, match=r"ComfyUI at http://127.* answers in a way that is not known"):
        await collect(comfy_painter, settings, orders_for(tmp_path, "a cat"))
    assert comfy_painter.pid == worker


async def test_samplers_that_a_server_lists_in_its_own_way_are_a_sentence(comfy: Comfy) -> None:
    comfy.is_odd = True
    async with (
        serving(comfy.app()) as port,
        painter_at(f"http://127.0.0.1:{port}", replace(CHOICE, scheduler="Euler a"), kind="comfyui") as painter,
    ):
        with pytest.raises(PainterError, match="answers in a way that is not known"):
            await painter.prepare()


WORKFLOW = json.dumps({**workflow.PLAIN, "1": {"class_type": "UNETLoader", "inputs": {"unet_name": "flux"}}})


async def test_a_workflow_of_ones_own_is_used_and_named(comfy: Comfy, tmp_path: Path) -> None:
    engine = {"kind": "comfyui", "workflow": WORKFLOW, "workflow_name": "best cats.json"}
    async with (
        serving(comfy.app()) as port,
        painter_at(f"http://127.0.0.1:{port}", replace(CHOICE, source="kitten"), **engine) as painter,
    ):
        settings = await painter.prepare()
        assert settings.model == "best cats"
        await collect(painter, settings, orders_for(tmp_path, "a cat"))
        stale = await collect(painter, replace(settings, revision="0" * 40), orders_for(tmp_path, "a cat"))
    assert comfy.graphs[0]["1"]["inputs"] == {"unet_name": "flux"}
    assert comfy.graphs[0]["5"]["inputs"]["seed"] == 0
    assert isinstance(stale[0], Spoilt)
    assert "best cats (0000000000)" in stale[0].reason


@pytest.mark.parametrize(
    ("text", "choice", "expected"),
    [
        ('{"nodes": [], "links": []}', CHOICE, r"Export \(API\)"),
        ("no JSON", CHOICE, r"Export \(API\)"),
        (WORKFLOW.replace("%prompt%", "a cat"), CHOICE, r"write \"%prompt%\""),
        (WORKFLOW.replace('"%steps%"', "20"), CHOICE, r'model\.steps: the workflow has no "%steps%"'),
        (WORKFLOW.replace("%negative%", "dogs"), CHOICE, r'model\.negative_prompt: the workflow has no "%negative%"'),
        (
            WORKFLOW,
            replace(CHOICE, adapters=(FLUFFY,)),
            r"model\.adapters: .*Put a LoraLoader into",
        ),
        (
            WORKFLOW.replace("sampler_name", "how"),
            replace(CHOICE, scheduler="Euler"),
            r"model\.scheduler = 'Euler': the workflow has no sampler_name",
        ),
    ],
)
async def test_a_workflow_that_cannot_be_used_is_a_sentence(
    comfy: Comfy, text: str, choice: ModelChoice, expected: str
) -> None:
    engine = {"kind": "comfyui", "workflow": text, "workflow_name": "w.json"}
    async with serving(comfy.app()) as port, painter_at(f"http://127.0.0.1:{port}", choice, **engine) as painter:
        with pytest.raises(PainterError, match=expected):
            await painter.prepare()


async def test_a_checkpoint_that_comfyui_does_not_have_is_named_with_those_that_it_has(comfy: Comfy) -> None:
    async with (
        serving(comfy.app()) as port,
        painter_at(f"http://127.0.0.1:{port}", ModelChoice(), kind="comfyui") as painter,
    ):
        with pytest.raises(PainterError, match=rf"no checkpoint 'kitten' but: {CHECKPOINT}, dogs"):
            await painter.describe()


async def test_an_endpoint_paints_prompts_only(images_painter: PainterProcess, tmp_path: Path) -> None:
    assert await images_painter.abilities() == Abilities(takes_variation=False, takes_source=False)
    one, two = orders_for(tmp_path, "a", "b")
    orders = [
        replace(one, source=Source(path=tmp_path / "none.png", strength=0.5)),
        replace(two, variation=Variation(seed=1, strength=0.1)),
    ]
    answers = await collect(images_painter, await images_painter.prepare(), orders)
    assert all(isinstance(answer, Spoilt) for answer in answers.values())


async def test_the_endpoint_gets_what_was_set_and_nothing_else(
    endpoint: Images, images_painter: PainterProcess, tmp_path: Path
) -> None:
    settings = await images_painter.prepare()
    answers = await collect(images_painter, settings, orders_for(tmp_path, "a cat", "a cat"))
    assert len({answer.sha256 for answer in answers.values() if isinstance(answer, Painted)}) == 2
    expected = {"model": "painter-1", "prompt": "a cat", "n": 1, "size": "64x32", "response_format": "b64_json"}
    requests = sorted(endpoint.requests, key=lambda body: body["seed"])
    assert requests == [{**expected, "seed": 0}, {**expected, "seed": 1}]


async def test_a_server_without_seeds_gets_none_and_the_settings_say_so(endpoint: Images, tmp_path: Path) -> None:
    choice = replace(PAINTER, steps=4, guidance=0.0, negative_prompt="dogs")
    async with (
        serving(endpoint.app()) as port,
        painter_at(f"http://127.0.0.1:{port}/v1", choice, kind="images", sends_seed=False) as painter,
    ):
        settings = await painter.prepare()
        await collect(painter, settings, orders_for(tmp_path, "a cat"))
    assert "not seeded" in settings.stack
    (request,) = endpoint.requests
    assert "seed" not in request
    assert (request["num_inference_steps"], request["guidance_scale"], request["negative_prompt"]) == (4, 0.0, "dogs")


async def test_what_one_order_wants_otherwise_is_in_what_the_endpoint_is_told(
    endpoint: Images, images_painter: PainterProcess, tmp_path: Path
) -> None:
    settings = await images_painter.prepare()
    wanted: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"steps": 9}, {"num_inference_steps": 9}),
        ({"guidance": 3.5}, {"guidance_scale": 3.5}),
        ({"guidance": 0.0}, {"guidance_scale": 0.0}),  # 0 is a guidance
        ({"negative_prompt": "hats"}, {"negative_prompt": "hats"}),
        ({"width": 128, "height": 96}, {"size": "128x96"}),
    ]
    prompts = [f"cat {number}" for number in range(len(wanted))]
    orders = [
        replace(each, overrides=Overrides(**overrides))
        for each, (overrides, _) in zip(orders_for(tmp_path, *prompts), wanted, strict=True)
    ]
    answers = await collect(images_painter, settings, orders)
    requests = {request["prompt"]: request for request in endpoint.requests}
    for number, (overrides, told) in enumerate(wanted):
        answer = answers[number]
        assert isinstance(answer, Painted), answer
        assert answer.settings == replace(settings, **overrides)
        usual = {"model": "painter-1", "n": 1, "size": "64x32", "response_format": "b64_json"}
        assert requests[f"cat {number}"] == usual | {"prompt": f"cat {number}", "seed": number} | told


@pytest.mark.parametrize(
    ("prompt", "wanted", "sentence"),
    [
        ("a", {"scheduler": "Euler a"}, "cannot be told a sampler (Euler a). Leave it out"),
        ("stubborn", {"width": 128}, "was asked for 128 x 32 and sent 64 x 32. Leave the size out"),
    ],
)
async def test_what_the_endpoint_does_not_follow_is_a_sentence(
    images_painter: PainterProcess, tmp_path: Path, prompt: str, wanted: dict[str, Any], sentence: str
) -> None:
    settings = await images_painter.prepare()
    one, two = orders_for(tmp_path, prompt, "stubborn")
    answers = await collect(images_painter, settings, [replace(one, overrides=Overrides(**wanted)), two])
    refused = answers[0]
    assert isinstance(refused, Spoilt), refused
    assert sentence in refused.reason
    assert not one.path.exists()
    assert isinstance(answers[1], Painted)


async def test_a_prompt_that_the_endpoint_rejects_is_spoilt_and_its_neighbours_are_not(
    images_painter: PainterProcess, tmp_path: Path
) -> None:
    settings = await images_painter.prepare()
    answers = await collect(images_painter, settings, orders_for(tmp_path, "forbidden", "a", "b"))
    assert isinstance(answers[0], Spoilt)
    assert "Your request was rejected" in answers[0].reason
    assert isinstance(answers[1], Painted)
    assert isinstance(answers[2], Painted)


async def test_an_endpoint_does_not_pretend_to_wear_adapters(
    endpoint: Images, images_painter: PainterProcess, tmp_path: Path
) -> None:
    settings = await images_painter.prepare()
    one, two = orders_for(tmp_path, "a", "b")
    answers = await collect(images_painter, settings, [replace(one, overrides=Overrides(adapters=(FLUFFY,))), two])
    assert isinstance(answers[0], Spoilt)
    assert "takes no adapters" in answers[0].reason
    assert isinstance(answers[1], Painted)
    assert len(endpoint.requests) == 1


@pytest.mark.parametrize("kind", NONSENSE)
async def test_a_server_that_sends_no_picture_is_an_error(
    images_painter: PainterProcess, tmp_path: Path, kind: str
) -> None:
    settings = await images_painter.prepare()
    wanted = orders_for(tmp_path, f"nonsense: {kind}")
    with pytest.raises(PainterError, match="sent something that is no picture") as caught:
        await collect(images_painter, settings, wanted)
    assert "Ghostscript" not in str(caught.value)  # what a server sends is never run
    assert not wanted[0].path.exists()


async def test_a_server_that_goes_in_mid_run_is_an_error_and_the_rest_is_painted_when_it_is_back(
    endpoint: Images, tmp_path: Path
) -> None:
    orders = orders_for(tmp_path, "a", "b", "cut", "c")
    painted: set[int] = set()
    async with (
        serving(endpoint.app()) as port,
        painter_at(f"http://127.0.0.1:{port}/v1", PAINTER, kind="images") as painter,
    ):
        settings = await painter.prepare()

        async def paint() -> None:
            async for answer in painter.paint(settings, orders):
                painted.add(answer.picture_id)

        with pytest.raises(PainterError, match=r"does not answer .*painted once it answers"):
            await paint()
        assert painted <= {0, 1, 3}
        rest = [replace(wanted, prompt="d") for wanted in orders if wanted.picture_id not in painted]
        answers = await collect(painter, settings, rest)
    assert all(isinstance(answer, Painted) for answer in answers.values())


@pytest.mark.parametrize("kind", ["comfyui", "images"])
async def test_a_server_that_is_not_there_is_a_sentence_with_its_address(kind: str) -> None:
    async with painter_at("http://127.0.0.1:1", PAINTER, kind=kind) as painter:
        with pytest.raises(PainterError, match=r"at http://127\.0\.0\.1:1 does not answer .*\[engine\] address"):
            await painter.prepare()


async def test_the_key_comes_from_the_environment_and_a_missing_one_is_said() -> None:
    async with serving(Images(key=KEY).app()) as port:
        address = f"http://127.0.0.1:{port}/v1"
        async with painter_at(address, PAINTER, kind="images") as painter:
            with pytest.raises(PainterError, match="CATBANDIT_ENGINE_KEY") as caught:
                await painter.prepare()
            assert KEY not in str(caught.value)
        environment = {"CATBANDIT_ENGINE_KEY": KEY}
        async with painter_at(address, PAINTER, kind="images", environment=environment) as painter:
            assert (await painter.prepare()).model == "painter-1"
        other = replace(PAINTER, source="x")
        async with painter_at(address, other, kind="images", environment=environment) as painter:
            with pytest.raises(PainterError, match="no model 'x' but: painter-1"):
                await painter.describe()

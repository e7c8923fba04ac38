"""The benchmarks of the painter run: on tiny models of the same architectures, without a look at their figures."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
import torch

from benchmarks import gpu, gpu_cases, gpu_rates, models, painting, plain, processes, sitting
from bot.painter.orders import ModelChoice
from tests.painter.conftest import build_tiny

CPU = torch.device("cpu")
FOUND = {"rate": 2.0, "peak": 1e9, "shares": dict.fromkeys(("text", "denoise", "decode", "idle", "encode"), 0.2)}


@pytest.fixture
def processes_are_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What runs in processes of its own is not run: each would load torch once more."""
    for name in ("plain", "sit"):
        monkeypatch.setattr(processes, name, lambda *arguments, **named: FOUND)


def measure(out: Path, *options: str) -> str:
    assert gpu.main(["--tiny", "--compiled", "--options", *options, "--out", str(out)]) == 0
    return out.read_text()


@pytest.mark.usefixtures("processes_are_quick")
def test_the_gpus_table_has_a_row_for_every_b_and_for_what_others_would_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = measure(tmp_path / "gpu.md", "sd-turbo", "--model", "klein", "--batches", "1", "2")
    rows = {line.split(" | ")[0]: line.split(" | ") for line in text.splitlines() if line.startswith("| ")}
    assert float(rows["| B = 2"][2]) == pytest.approx(float(rows["| B = 2"][1]) / 2, abs=0.01)  # times the plain loop
    assert [rows[name][-1] for name in ("| B = 1", "| B = 2")] == ["yes |", "yes |"]  # the same bits, other neighbours
    assert {"| diffusers, 1 a call", "| diffusers, 8 a call", "| a tiny decoder"} <= set(rows)
    for option in ("fp8", "offload model", "offload sequential"):  # what does not work here is said, not left out
        assert any(name.startswith(f"| {option}: [model]") for name in rows)
    assert any(name.startswith("| the bot's painter, B = ") for name in rows)
    assert "`python -m benchmarks gpu --tiny" in text
    assert capsys.readouterr().out == text


@pytest.mark.usefixtures("processes_are_quick")
def test_what_fails_costs_its_own_row_and_the_run_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = gpu_rates.measure_rate

    def rate(pipeline: Any, settings: Any, device: torch.device) -> Any:
        if settings.chunk == 2:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2 GiB")
        if settings.guidance == 7.5:
            raise RuntimeError("no kernel for this | card")
        return real(pipeline, settings, device)

    monkeypatch.setattr(gpu_rates, "measure_rate", rate)
    text = measure(tmp_path / "gpu.md", "--model", "sd-turbo", "--model", "sd15", "--batches", "1", "2", "4")
    assert "| B = 1 | " in text
    assert "| B = 2: out of memory |" in text
    assert "| B = 4" not in text
    assert "| sd15 at 20 steps: RuntimeError: no kernel for this / card |" in text
    assert "Measured in" in text


@pytest.mark.usefixtures("processes_are_quick")
def test_what_there_is_no_time_for_is_left_out_and_named(tmp_path: Path) -> None:
    text = measure(tmp_path / "gpu.md", "sd15", "--model", "sdxl", "--minutes", "0.01")
    assert "No time was left for: sdxl at 4 steps; sdxl at 30 steps; options of sd15." in text
    assert "| B =" not in text


def test_operations_are_counted_as_they_are(tmp_path: Path) -> None:
    """As many as the UNet and the decoder have alone, so that shares of a card's limit can be believed."""
    from torch.utils.flop_counter import FlopCounterMode

    session = gpu_cases.Session(device=CPU, matrix=1.0, until=time.monotonic(), folder=tmp_path, is_tiny=True)
    choice = session.choose(gpu_cases.Case(name="sd-turbo", side=64, steps=3, guidance=0.0), session.build("sd-turbo"))
    pipeline, settings = gpu_cases.load(choice, session)
    parts = pipeline._pipe
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        latents = torch.zeros(1, 4, 32, 32)
        text = torch.zeros(1, 32, parts.unet.config.cross_attention_dim)
        for _ in range(3):
            parts.unet(latents, torch.tensor(1), text)
        parts.vae.decode(latents)
    assert gpu_rates.count_flops(pipeline, settings) == counter.get_total_flops()


def test_the_architectures_have_the_sizes_that_were_published() -> None:
    """In billions; nothing is allocated."""
    published = {"sd15": 0.860, "sd-turbo": 0.866, "sdxl": 2.567, "klein": 3.876, "z-image": 6.155}
    for name, billions in published.items():
        assert models.count_parameters(name) / 1e9 == pytest.approx(billions, abs=0.001)


def test_the_painters_time_is_told_apart(tmp_path: Path) -> None:
    model = build_tiny(tmp_path / "tiny")
    choice = ModelChoice(source=str(model), steps=2, chunk=2, device="cpu", cache=str(tmp_path / "cache"))
    found = sitting.measure(choice, pictures=4, folder=tmp_path, is_watched=True)
    assert found["rate"] > 0
    assert found["peak"] > 0
    shares = found["shares"]
    assert all(shares[name] > 0 for name in ("text", "denoise", "decode", "encode"))
    assert sum(shares[name] for name in ("text", "denoise", "decode", "idle")) == pytest.approx(1, abs=0.05)


def test_every_option_has_a_row_and_what_this_computer_cannot_do_is_said_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*arguments: str, **named: Any) -> dict[str, Any]:
        asked = json.loads(arguments[-1])
        if asked["choice"]["compile"] == "on":  # half a minute of a C++ compiler
            return {**FOUND, "refusal": ""}
        return json.loads(json.dumps(sitting.answer(asked)))

    monkeypatch.setattr(processes, "run", run)
    choice = ModelChoice(source="kitten", steps=1, width=64, height=64, cache=str(tmp_path / "cache"), chunk=2)
    rows = list(painting._options(painting.Scene(what="it", choice=choice, pictures=2), tmp_path))
    found = {row.what.partition(": ")[0].removeprefix("it, "): row for row in rows}
    for option in ("B = 1", "B = 8", "prompts read every time", "bfloat16", "channels_last", "compiled"):
        assert "of 255 off" in found[option].what
        assert found[option].ratio is not None
    for option in ("fp8", "offload model", "offload sequential"):
        assert found[option].ratio is None
        assert "not cpu" in found[option].what or "cpu paints here" in found[option].what


@pytest.mark.parametrize("chunk", [1, 2])
def test_diffusers_by_hand_paints_every_picture(chunk: int, tmp_path: Path) -> None:
    asked = {"dtype": "float32", "steps": 2, "guidance": 5.0, "width": 64, "height": 64, "pictures": 3}
    found = plain.measure(
        plain.Asked(model=str(build_tiny(tmp_path / "tiny")), folder=str(tmp_path), chunk=chunk, **asked)  # type: ignore[arg-type]
    )
    assert found["rate"] > 0
    assert {path.name for path in tmp_path.glob("*.png")} == {f"plain-{number}.png" for number in range(3)}

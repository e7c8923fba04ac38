"""`python -m benchmarks gpu`: how close to a card's limit the painter comes, for well-known architectures.

Random weights, so nothing is downloaded. For each model: diffusers as its quick start shows it, and by eight; then the
painter at each B, eager and compiled: pictures a second, how many times that is the plain loop's, TFLOP/s, their share
of the rate of a large bf16 matrix product measured on the same card, peak memory, and whether a picture keeps its bits
among other neighbours; then the painter as the bot runs it, its archive included. A row is written as soon as it is
measured, what fails costs its own row only, and what would not end in `--minutes` is left out and named at the end.
`--model sdxl` measures one; `--tiny` is for the tests. Imports torch: for a process of its own.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from torch.utils.flop_counter import FlopCounterMode

from benchmarks import gpu_report, models, processes
from bot.errors import PainterError
from bot.painter.orders import ModelChoice, Order, Settings
from bot.painter.worker import devices, recipes, sources
from bot.painter.worker.calibration import Calibration
from bot.painter.worker.pipeline import Pipeline

_LEAST_SECONDS = 2.0  # a figure is the mean of at least so long
_COMPILING = 60.0  # seconds that compiling is expected to take
_OPTIONS_B = 4
_BY_HAND = 8


@dataclass(frozen=True, kw_only=True)
class Case:
    """A model at a size, and how it is painted with; in the order of their worth to whoever pays by the minute."""

    name: str
    side: int
    steps: int
    guidance: float


CASES = (
    Case(name="sd-turbo", side=512, steps=1, guidance=0.0),
    Case(name="klein", side=1024, steps=4, guidance=1.0),
    Case(name="sdxl", side=1024, steps=4, guidance=0.0),
    Case(name="z-image", side=1024, steps=8, guidance=0.0),
    Case(name="sdxl", side=1024, steps=30, guidance=5.0),
    Case(name="sd15", side=512, steps=20, guidance=7.5),
)


@dataclass(kw_only=True)
class Session:
    """What one run has: the device, its matrix rate, the time that is left, and what was left out for want of it."""

    device: torch.device
    matrix: float
    until: float
    folder: Path
    is_tiny: bool
    left_out: list[str] = field(default_factory=list)

    @property
    def dtype(self) -> str:
        return "float32" if self.device.type == "cpu" else "bfloat16"

    @property
    def left(self) -> float:
        """Seconds."""
        return self.until - time.monotonic()

    def has_time_for(self, what: str, seconds: float) -> bool:
        """Whether this ends in time; if not it is noted."""
        if seconds < self.left:
            return True
        self.left_out.append(what)
        return False

    def choose(self, case: Case, source: Path) -> ModelChoice:
        """The case as the painter is asked for it."""
        side = 64 if self.is_tiny else case.side
        return ModelChoice(
            source=str(source),
            width=side,
            height=side,
            steps=case.steps,
            guidance=case.guidance,
            dtype=self.dtype,
            chunk=1,
            device=str(self.device),
            compile="off",
            cache=str(self.folder / "cache"),
        )

    def build(self, name: str) -> Path:
        """The model's folder; written once."""
        dtype = devices.torch_dtype(self.dtype)
        source = models.build(name, self.folder, dtype=dtype, device=str(self.device), tiny=self.is_tiny)
        devices.free_memory()
        return source


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write a table in Markdown."""
    given = list(sys.argv[2:] if arguments is None else arguments)
    asked = _parser().parse_args(given)
    began = time.monotonic()
    device = devices.pick("auto")
    devices.make_deterministic()
    with tempfile.TemporaryDirectory() as folder, asked.out.open("a", encoding="utf-8") as out:
        session = Session(
            device=device,
            matrix=matrix_rate(device, is_tiny=asked.tiny),
            until=began + asked.minutes * 60,
            folder=asked.models or Path(folder),
            is_tiny=asked.tiny,
        )
        gpu_report.say(out, gpu_report.title(device, session.matrix, given))
        for case in CASES:
            if asked.model and case.name not in asked.model:
                continue
            for row in _guarded(case, session, asked):
                gpu_report.say(out, row)
        for name in asked.options:
            if session.has_time_for(f"options of {name}", 30.0):
                gpu_report.say(out, gpu_report.options_head(name, _OPTIONS_B))
                for row in measure_options(_case(name), session):
                    gpu_report.say(out, row)
        gpu_report.say(out, gpu_report.tail(time.monotonic() - began, session.left_out))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks gpu", description=__doc__)
    parser.add_argument("--model", action="append", choices=models.NAMES, help="only this; may be given several times")
    parser.add_argument("--batches", type=int, nargs="+", default=[1, 2, 4, 8, 16, 32])
    parser.add_argument("--compiled", type=int, nargs="*", default=[1, 8], help="the B that are measured compiled too")
    parser.add_argument(
        "--options", nargs="*", choices=models.NAMES, default=["sd-turbo", "sdxl"], help="whose options, one by one"
    )
    parser.add_argument("--minutes", type=float, default=25.0, help="end in this time; what is left out is named")
    parser.add_argument("--out", type=Path, default=Path("gpu.md"), help="where the table is added to")
    parser.add_argument("--models", type=Path, help="where to keep the weights between runs")
    parser.add_argument("--tiny", action="store_true", help="tiny models on any device: that it runs")
    return parser


def _case(name: str) -> Case:
    return next(case for case in CASES if case.name == name)


def _guarded(case: Case, session: Session, asked: argparse.Namespace) -> Iterator[str]:
    """The rows of a case; what goes wrong in it is one of them, and not the end of the run."""
    what = f"{case.name} at {case.steps} steps"
    if not session.has_time_for(what, 30.0):
        return
    try:
        yield from measure(case, session, batches=asked.batches, compiled=asked.compiled)
    except Exception as error:  # a run that is paid by the minute goes on with the next model
        yield gpu_report.failure(what, error)
    torch.compiler.reset()  # it holds on to models
    devices.free_memory()


def measure(case: Case, session: Session, *, batches: Sequence[int], compiled: Sequence[int]) -> Iterator[str]:
    """Rows of one model; memory that ends at some B ends the row of B, not the run."""
    source = session.build(case.name)
    choice, billions = session.choose(case, source), models.parameters(source) / 1e9
    yield gpu_report.case_head(case.name, billions, choice)
    loop = 0.0
    for chunk in (1, _BY_HAND):
        try:
            found = processes.plain(
                choice,
                session.folder / "plain",
                chunk=chunk,
                pictures=chunk,
                least_seconds=0.0 if session.is_tiny else _LEAST_SECONDS,
                seconds=max(1.0, session.left),
            )
        except processes.FailedError as error:
            yield gpu_report.failure(f"diffusers, {chunk} a call", error)
            continue
        loop = loop or found["rate"]
        yield gpu_report.row(f"diffusers, {chunk} a call", rate=found["rate"], loop=loop, peak=found["peak"])
    rates: dict[str, float] = {}
    yield from _sizes(case, session, choice, loop=loop, batches=batches, compiled=compiled, rates=rates)
    devices.free_memory()
    if rates and session.has_time_for(f"{case.name} at {case.steps} steps as the bot runs it", 20.0):
        best = Calibration(rates=rates).chunk_for(None)
        pictures = best * max(2, int(_LEAST_SECONDS * rates[str(best)] / best))
        found = processes.sit(
            replace(choice, chunk=best),
            session.folder / "sat",
            pictures=pictures,
            is_watched=True,
            seconds=session.left,
        )
        yield gpu_report.row(f"the bot's painter, B = {best}", rate=found["rate"], loop=loop, peak=found["peak"])
        yield gpu_report.shares(found["shares"])


def _sizes(
    case: Case,
    session: Session,
    choice: ModelChoice,
    *,
    loop: float,
    batches: Sequence[int],
    compiled: Sequence[int],
    rates: dict[str, float],
) -> Iterator[str]:
    """A row for each B, eager and compiled; `rates` takes the eager ones."""
    pipeline, settings = load(choice, session)
    flops = count_flops(pipeline, settings)
    for is_compiled in (False, True):
        for size in compiled if is_compiled else batches:
            what = f"B = {size}{', compiled' if is_compiled else ''}"
            expected = 2.5 * size / max(rates.values()) if rates else 0.0
            expected += _COMPILING * (is_compiled and not session.is_tiny)
            if not session.has_time_for(f"{case.name} at {case.steps} steps, {what}", expected):
                break
            try:
                used = replace(settings, chunk=size, compiled=is_compiled)
                rate, peak, is_kept = _rate(pipeline, used, session.device)
            except Exception as error:
                if not devices.is_out_of_memory(error) and not is_compiled:
                    raise
                devices.free_memory()
                yield gpu_report.failure(what, error)
                break
            if not is_compiled:
                rates[str(size)] = rate
            yield gpu_report.row(
                what, rate=rate, loop=loop, peak=peak, flops=rate * flops, matrix=session.matrix, is_kept=is_kept
            )


def load(choice: ModelChoice, session: Session) -> tuple[Pipeline, Settings]:
    """The painter's pipeline of a choice, and its settings."""
    preset = recipes.preset_for(choice)
    located = sources.locate(preset, lambda *values: None)
    build = recipes.build_for(choice, preset, session.device, located)
    if build.decoder:
        located = sources.with_decoder(located, build.decoder)
    pipeline = Pipeline.load(build, located, session.folder / "cache")
    return pipeline, recipes.settings_for(choice, preset, pipeline)


def measure_options(case: Case, session: Session) -> Iterator[str]:
    """A row for each option alone: rate, memory, and how far its pictures are off (0 to 255)."""
    source = session.build(case.name)
    decoder = models.build_decoder(session.folder, dtype=devices.torch_dtype(session.dtype), tiny=session.is_tiny)
    changes: dict[str, dict[str, Any]] = {
        "as it comes": {},
        "prompts read every time": {"cache_prompts": False},
        "channels_last on": {"channels_last": "on"},
        "channels_last off": {"channels_last": "off"},
        "a tiny decoder": {"tiny_decoder": str(decoder)},
    }
    if session.device.type == "cuda":
        changes |= {"float16": {"dtype": "float16"}, "float32": {"dtype": "float32"}, "compiled": {"compile": "on"}}
    changes |= {"fp8": {"quantize": "fp8"}}
    changes |= {"offload model": {"offload": "model"}, "offload sequential": {"offload": "sequential"}}
    plain: Sequence[object] = []
    for name, change in changes.items():
        if not session.has_time_for(f"{case.name}, {name}", 20.0):
            continue
        choice = replace(session.choose(case, source), chunk=_OPTIONS_B, **change)
        try:
            pipeline, settings = load(choice, session)
            rate, peak, _ = _rate(pipeline, settings, session.device)
            pictures = _paint(pipeline, settings, _orders(_OPTIONS_B))
        except Exception as error:  # an option that does not work here is a row as well
            yield gpu_report.option_failure(name, error)
            continue
        plain = plain or pictures
        yield gpu_report.option_row(name, rate=rate, peak=peak, plain=plain, pictures=pictures)
        del pipeline
        devices.free_memory()


def matrix_rate(device: torch.device, *, is_tiny: bool) -> float:
    """Floating-point operations a second of a large matrix product: what the card really gives."""
    side = 512 if is_tiny else 8192
    dtype = torch.float32 if device.type == "cpu" else torch.bfloat16
    one, other = (torch.randn(side, side, device=device, dtype=dtype) for _ in range(2))
    best = 0.0
    for _ in range(3 if is_tiny else 20):
        _wait(device)
        began = time.perf_counter()
        for _ in range(4):
            one @ other  # its time is wanted, not its value
        _wait(device)
        best = max(best, 4 * 2 * side**3 / (time.perf_counter() - began))
    return best


def count_flops(pipeline: Pipeline, settings: Settings) -> float:
    """Operations of one picture, its decoding included and its prompt read before."""
    short = replace(settings, chunk=1, compiled=False)
    _paint(pipeline, replace(short, steps=1), _orders(1))
    with FlopCounterMode(display=False) as counter:
        _paint(pipeline, short, _orders(1))
    return float(counter.get_total_flops())


def _rate(pipeline: Pipeline, settings: Settings, device: torch.device) -> tuple[float, int, bool]:
    """Pictures a second, the peak of the memory in bytes (0 on the CPU), and whether bits are kept.

    The call that warms up paints one of the pictures at another place among other neighbours: it must come out the
    same in the calls that are timed.
    """
    wanted, *others = _orders(settings.chunk)
    strangers = [replace(order, seed=order.seed + 1000, prompt="a mouse on the moon") for order in others]
    first = _paint(pipeline, settings, [*strangers, wanted])[-1]
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    _wait(device)
    began, calls = time.perf_counter(), 0
    pictures: Sequence[object] = ()
    while not calls or time.perf_counter() - began < _LEAST_SECONDS * (device.type != "cpu"):
        pictures = _paint(pipeline, settings, [wanted, *others])
        calls += 1
    _wait(device)
    seconds = time.perf_counter() - began
    peak = torch.cuda.max_memory_allocated(device) if device.type == "cuda" else 0
    return calls * settings.chunk / seconds, peak, _bytes(first) == _bytes(pictures[0])


def _bytes(picture: object) -> bytes:
    assert isinstance(picture, Image.Image)
    return picture.tobytes()


def _paint(pipeline: Pipeline, settings: Settings, orders: Sequence[Order]) -> Sequence[object]:
    pictures = pipeline.paint(settings, orders, lambda step, steps: None)
    if any(isinstance(picture, str) for picture in pictures):
        raise PainterError(f"{settings.model}: {pictures[0]}")
    return pictures


def _orders(count: int) -> list[Order]:
    return [Order(picture_id=number, prompt="a dog", seed=number, path=Path()) for number in range(1, count + 1)]


def _wait(device: torch.device) -> None:
    if device.type == "cuda":
        torch.cuda.synchronize(device)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

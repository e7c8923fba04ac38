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
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from benchmarks import gpu_rates, gpu_report, models, processes
from benchmarks.gpu_cases import CASES, Case, Session, load
from bot.painter.orders import ModelChoice
from bot.painter.worker import devices
from bot.painter.worker.calibration import Calibration

_COMPILING = 60.0  # seconds that compiling is expected to take
_OPTIONS_B = 4
_BY_HAND = 8


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
            matrix=gpu_rates.matrix_rate(device, is_tiny=asked.tiny),
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
                least_seconds=0.0 if session.is_tiny else gpu_rates.LEAST_SECONDS,
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
        pictures = best * max(2, int(gpu_rates.LEAST_SECONDS * rates[str(best)] / best))
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
    flops = gpu_rates.count_flops(pipeline, settings)
    for is_compiled in (False, True):
        for size in compiled if is_compiled else batches:
            what = f"B = {size}{', compiled' if is_compiled else ''}"
            expected = 2.5 * size / max(rates.values()) if rates else 0.0
            expected += _COMPILING * (is_compiled and not session.is_tiny)
            if not session.has_time_for(f"{case.name} at {case.steps} steps, {what}", expected):
                break
            try:
                used = replace(settings, chunk=size, compiled=is_compiled)
                rate, peak, is_kept = gpu_rates.measure_rate(pipeline, used, session.device)
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
            rate, peak, _ = gpu_rates.measure_rate(pipeline, settings, session.device)
            pictures = gpu_rates.paint(pipeline, settings, gpu_rates.list_orders(_OPTIONS_B))
        except Exception as error:  # an option that does not work here is a row as well
            yield gpu_report.option_failure(name, error)
            continue
        plain = plain or pictures
        yield gpu_report.option_row(name, rate=rate, peak=peak, plain=plain, pictures=pictures)
        del pipeline
        devices.free_memory()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

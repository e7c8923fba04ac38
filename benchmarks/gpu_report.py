"""The lines of the GPU's report, in Markdown: what was measured goes in, text comes out."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from typing import TextIO

import diffusers
import numpy as np
import torch

from bot.painter.orders import ModelChoice
from bot.painter.worker import devices

_HEAD = (
    "| | pictures/s | times the loop | TFLOP/s | of matrices' | peak GB | bits kept |\n"
    "|---|---:|---:|---:|---:|---:|---|\n"
)


def say(out: TextIO, text: str) -> None:
    """Print it, and put it on the disk at once: a run may be cut off at any moment."""
    print(text, end="", flush=True)
    out.write(text)
    out.flush()
    os.fsync(out.fileno())


def title(device: torch.device, matrix: float, given: Sequence[str]) -> str:
    """Device, date, versions, the command, and what a matrix product reaches."""
    now = datetime.datetime.now(datetime.UTC)
    cuda = f" (CUDA {torch.version.cuda}, cuDNN {torch.backends.cudnn.version()})" if torch.version.cuda else ""
    memory = devices.memory(device)[0]
    return (
        f"\n## {devices.label(device)}\n\n{now:%Y-%m-%d %H:%M} UTC, torch {torch.__version__}{cuda}, diffusers "
        f"{diffusers.__version__}, {(memory or 0) / 1e9:.0f} GB, {os.cpu_count()} processors. "
        f"`{' '.join(['python -m benchmarks gpu', *given])}`\n\n"
        f"A large matrix product: {matrix / 1e12:.1f} TFLOP/s. Random weights; prompts are read before.\n"
    )


def case_head(name: str, billions: float, choice: ModelChoice) -> str:
    """What the next rows are about."""
    return (
        f"\n### {name} ({billions:.2f} B), {choice.width} px, {choice.steps} steps, guidance {choice.guidance:g}, "
        f"{choice.dtype}\n\n{_HEAD}"
    )


def row(
    what: str,
    *,
    rate: float,
    loop: float,
    peak: float,
    flops: float | None = None,
    matrix: float = 0.0,
    is_kept: bool | None = None,
) -> str:
    """One measurement; `flops` a second, and `loop` the rate of one diffusers call a picture, 0 if unknown."""
    times = f"{rate / loop:.2f}" if loop else ""
    work = f"{flops / 1e12:.1f}" if flops is not None else ""
    share = f"{flops / matrix:.0%}" if flops is not None else ""
    kept = "" if is_kept is None else "yes" if is_kept else "no"
    return f"| {what} | {rate:.2f} | {times} | {work} | {share} | {peak / 1e9:.1f} | {kept} |\n"


def failure(what: str, error: Exception) -> str:
    """A row of something that could not be measured."""
    reason = "out of memory" if devices.is_out_of_memory(error) else f"{type(error).__name__}: {_line(error)}"
    return f"| {what}: {reason} | | | | | | |\n"


def shares(found: Mapping[str, float]) -> str:
    """Where the time of the bot's painter went."""
    listed = ", ".join(f"{name} {found[name]:.0%}" for name in ("text", "denoise", "decode", "idle"))
    return f"\nWhere its time goes: {listed}; beside it, encode {found['encode']:.0%} of one thread.\n"


def options_head(name: str, chunk: int) -> str:
    """What the rows of options are about."""
    return (
        f"\n### Each option alone, {name}, B = {chunk}\n\n"
        "| option | pictures/s | peak GB | off, of 255 |\n|---|---:|---:|---:|\n"
    )


def option_row(name: str, *, rate: float, peak: float, plain: Sequence[object], pictures: Sequence[object]) -> str:
    """An option's rate and memory, and how far its pictures are from the plain ones."""
    before, after = (np.asarray([np.asarray(picture) for picture in each], dtype=float) for each in (plain, pictures))
    return f"| {name} | {rate:.2f} | {peak / 1e9:.1f} | {float(np.abs(before - after).mean()):.2f} |\n"


def option_failure(name: str, error: Exception) -> str:
    """An option that does not work here."""
    return f"| {name}: {_line(error)} | | | |\n"


def tail(seconds: float, left_out: Sequence[str]) -> str:
    """How long it took, and what there was no time for."""
    rest = f" No time was left for: {'; '.join(left_out)}." if left_out else ""
    return f"\nMeasured in {seconds / 60:.1f} minutes.{rest}\n"


def _line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).strip().splitlines() if line.strip()]
    return (lines[0] if lines else type(error).__name__)[:200].replace("|", "/")

"""What a user would run without us: diffusers as its documentation shows it, in a process of its own.

`python -m benchmarks.plain JSON`: {"model": folder, "chunk": 1, "pictures": n, "folder": path, "steps": ..., ...};
answers with one line of JSON. With `chunk` 1 one call a picture as in the quick start, else calls of so many pictures.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from diffusers import AutoPipelineForText2Image


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What to paint, and where to."""

    model: str
    folder: str
    dtype: str
    chunk: int
    pictures: int
    steps: int
    guidance: float
    width: int
    height: int
    least_seconds: float = 0.0  # goes on for so long


def measure(asked: Asked) -> dict[str, float]:
    """Pictures a second, saving included, after one call to warm up; and the peak of the memory in bytes."""
    loader: Any = AutoPipelineForText2Image
    pipe = loader.from_pretrained(asked.model, torch_dtype=getattr(torch, asked.dtype))
    if torch.cuda.is_available():
        pipe.to("cuda")
    pipe.set_progress_bar_config(disable=True)
    _paint(pipe, asked, range(asked.chunk), steps=1)
    began = time.perf_counter()
    painted = 0
    while painted < asked.pictures or time.perf_counter() - began < asked.least_seconds:
        end = painted + asked.chunk if painted >= asked.pictures else min(painted + asked.chunk, asked.pictures)
        _paint(pipe, asked, range(painted, end), steps=asked.steps)
        painted = end
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    if torch.cuda.is_available():
        peak = torch.cuda.max_memory_allocated()
    return {"rate": painted / seconds, "peak": peak}


def _paint(pipe: Any, asked: Asked, seeds: Sequence[int], *, steps: int) -> None:
    prompts = [f"a cat, number {seed % 4}" for seed in seeds]
    generators = [torch.Generator("cpu").manual_seed(seed) for seed in seeds]
    is_one = len(seeds) == 1
    images = pipe(
        prompt=prompts[0] if is_one else prompts,
        num_inference_steps=steps,
        guidance_scale=asked.guidance,
        width=asked.width,
        height=asked.height,
        generator=generators[0] if is_one else generators,
    ).images
    for seed, image in zip(seeds, images, strict=True):
        image.save(f"{asked.folder}/plain-{seed}.png")


if __name__ == "__main__":
    print(json.dumps(measure(Asked(**json.loads(sys.argv[1])))))

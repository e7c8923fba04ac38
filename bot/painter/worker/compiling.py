"""Compiled parts: when compiling pays, and how it is switched on and off on a loaded pipeline.

Transformers are compiled block by block, UNets whole, and the decoder with them: few-step models spend most of their
time there. What inductor makes is kept on disk, so a restart pays for it only in part.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch._dynamo

from bot.painter.worker.loading import backbone

COLD_SECONDS = 90.0  # what compiling is taken to cost until it was measured
_GAIN = 0.15  # of the time of every picture; the least that was published for UNets (SDXL)


def pays(*, pictures: int, seconds_each: float, cost_seconds: float) -> bool:
    """Whether compiling is earned back by the pictures at hand."""
    return pictures * seconds_each * _GAIN > cost_seconds


def keep_in(folder: Path) -> None:
    """Keep compiled code there, unless the owner said where."""
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", str(folder / "inductor"))
    os.environ.setdefault("TRITON_CACHE_DIR", str(folder / "triton"))


torch._dynamo.config.recompile_limit = 64  # shapes; what comes after them would be painted plainly, with other bits


class Compiler:
    """Switches one pipeline between compiled and plain; the same weights serve both."""

    def __init__(self, pipe: Any) -> None:
        self._pipe = pipe
        self.is_on = False

    def switch(self, wanted: bool) -> None:
        """Have the pipeline compiled, or not. The work is done at the first call of each shape."""
        if wanted == self.is_on:
            return
        part, decoder = backbone(self._pipe), getattr(getattr(self._pipe, "vae", None), "decoder", None)
        if wanted:
            if getattr(part, "_repeated_blocks", None) and getattr(self._pipe, "transformer", None) is not None:
                part.compile_repeated_blocks(fullgraph=True, dynamic=False)
            else:
                part.compile(dynamic=False)
            if decoder is not None:
                decoder.compile(dynamic=False)
        else:
            for module in (part, decoder):
                for inner in module.modules() if module is not None else ():
                    inner._compiled_call_impl = None
        self.is_on = wanted

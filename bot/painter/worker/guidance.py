"""Whether a pipeline heeds a guidance and a negative prompt, or would take them and do nothing: read from its own code.

Must not know settings or orders; knows diffusers' conventions, not single models.
"""

from __future__ import annotations

import inspect
from typing import Any

from bot.painter.worker.loading import backbone

STRONG = 100.0  # a guidance that no model takes for none
_GUIDED = "do_classifier_free_guidance"  # by which most pipelines tell whether they take the trouble


def heeds_guidance(pipe: Any) -> bool:
    """Whether guidance makes a difference: some models of few steps have theirs built in, and ignore any other."""
    if "guidance_scale" not in _parameters(pipe):
        return False
    config = backbone(pipe).config
    if not hasattr(type(pipe), _GUIDED):  # the model is told it, if it learnt to be
        return bool(getattr(config, "guidance_embeds", True))
    return getattr(config, "time_cond_proj_dim", None) is not None or _is_guided(pipe, STRONG)


def knows_negative_prompt(pipe: Any) -> bool:
    """Whether a pipeline can be told what not to paint."""
    return "negative_prompt" in _parameters(pipe)


def heeds_negative_prompt(pipe: Any, guidance: float) -> bool:
    """Whether what not to paint makes a difference at this guidance: it is what guidance leads away from."""
    if not knows_negative_prompt(pipe):
        return False
    own = _parameters(pipe).get("true_cfg_scale")  # a guidance of its own, which nobody sets
    return float(own.default) > 1 if own is not None else _is_guided(pipe, guidance)


def _is_guided(pipe: Any, guidance: float) -> bool:
    """Whether the pipeline takes the trouble of guidance at this strength, which it tells of its next call."""
    if not hasattr(type(pipe), _GUIDED):
        return guidance > 1
    pipe._guidance_scale = guidance  # as every call begins
    return bool(getattr(pipe, _GUIDED))


def _parameters(pipe: Any) -> Any:
    return inspect.signature(type(pipe).__call__).parameters

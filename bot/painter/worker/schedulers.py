"""The schedulers that one model can be painted with: found by name, made from the model's own options, put in place.

Must not know orders or the protocol. A scheduler in settings is "Class option=value ...", see `samplers`.
"""

from __future__ import annotations

import inspect
import json
from typing import Any

import diffusers

from bot.errors import PainterError
from bot.painter.presets import Preset
from bot.painter.samplers import flow_scheduler, is_flow, scheduler_named, usual_name


class Schedulers:
    """Those of one pipeline; `own` is the one that its files name."""

    def __init__(self, pipe: Any) -> None:
        self._pipe = pipe
        self._config = dict(pipe.scheduler.config)
        self.own = self._used = type(pipe.scheduler).__name__

    def use(self, wanted: str) -> None:
        """Put a scheduler of settings in place. Raises PainterError for one that cannot be used here."""
        if wanted != self._used:
            self._pipe.scheduler = self._make(wanted)
            self._used = wanted

    def find(self, wanted: str) -> str:
        """A sampler or scheduler that somebody names, as settings name it for this model.

        Raises PainterError for one that diffusers does not have, that is for models of another kind, that would ignore
        a part of what is wanted, or that leaves a picture to chance.
        """
        named, flows = scheduler_named(wanted), is_flow(self.own)
        if flows:
            named = flow_scheduler(named)
        scheduler, said = self._make(named), usual_name(wanted)
        if flows != is_flow(named):
            fitting = "“Euler”" if flows else "one such as “Euler a” or “DPM++ 2M Karras”"
            raise PainterError(f"The sampler {said!r} is for models of another kind. Choose {fitting}, or none.")
        known = inspect.signature(type(scheduler).__init__).parameters
        if "noise_sampler_seed" in known:
            raise PainterError(
                f"The sampler {said!r} draws noise of its own: no seed brings a picture back. Choose another."
            )
        if ignored := [key for option in named.split()[1:] if (key := option.partition("=")[0]) not in known]:
            lacking = f"{type(scheduler).__name__} has no {', '.join(ignored)}"
            raise PainterError(f"The sampler {said!r} is not known: {lacking}. Choose it without, or another one.")
        return named

    def _make(self, wanted: str) -> Any:
        name, _, options = wanted.partition(" ")
        scheduler = getattr(diffusers, name, None) if name.endswith("Scheduler") else None
        if scheduler is None:
            raise PainterError(
                f"diffusers {diffusers.__version__} has no scheduler {name!r}. Name another one, such as “Euler a” or "
                "“DPM++ 2M Karras”."
            )
        try:
            values = dict(option.split("=", 1) for option in options.split())
            return scheduler.from_config(self._config, **{key: json.loads(value) for key, value in values.items()})
        except (ImportError, ValueError, TypeError, NotImplementedError) as error:
            reason = " ".join(str(error).split())[:200]
            said = f"The sampler {usual_name(wanted)!r} cannot be used here ({reason})"
            raise PainterError(f"{said}. Name another one.") from error


def scheduler_text(preset: Preset) -> str | None:
    """The preset's scheduler as settings name it, or None for the model's own."""
    if preset.scheduler is None:
        return None
    options = [f"{key}={json.dumps(value)}" for key, value in sorted(preset.scheduler_options.items())]
    return " ".join([preset.scheduler, *options])

"""What a prompt's own settings make of the usual ones, and how much work they may take.

Must not know how they are typed, nor how anything is painted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.domain.names import PromptId
from bot.domain.own_settings import find_greatest
from bot.domain.own_values import OwnSettings
from bot.errors import PromptError
from bot.languages import Text
from bot.painter.orders import Overrides, Settings
from bot.store.batches import Plan

_STEPS = 30  # where a server takes as many as it likes: what such servers usually do


def apply_own(usual: Settings, own: OwnSettings) -> Settings:
    """The settings of a picture whose prompt wants these; unwanted words join the usual negative prompt."""
    unwanted = [words for words in (usual.negative_prompt, own.unwanted) if words]
    return usual.overridden(
        Overrides(
            width=own.width,
            height=own.height,
            steps=own.steps,
            guidance=own.guidance,
            scheduler=own.sampler,
            negative_prompt=", ".join(unwanted) if own.unwanted else None,
        )
    )


def settle_settings(usual: Settings, owns: Sequence[OwnSettings]) -> list[Settings]:
    """The settings of every picture of a batch.

    Pictures whose prompts want the same are painted together, by themselves: so many at a time as there are, and as the
    usual number has pixels for. Others would be painted for nothing.
    """
    wanted = [apply_own(usual, own) for own in owns]
    many = Counter(wanted)
    return [each if each == usual else replace(each, chunk=_chunk(each, usual, many[each])) for each in wanted]


def settle_plans(usual: Settings, plans: Sequence[Plan], owns: Sequence[OwnSettings]) -> list[Plan]:
    """The plans of a batch with the settings of each, from what their prompts want, in the same order."""
    settled = settle_settings(usual, owns)
    return [replace(plan, settings_json=own.to_json()) for plan, own in zip(plans, settled, strict=True)]


def measure_work(settings: Settings, usual: Settings) -> float:
    """How many times the usual work a picture takes: its steps times the pixels looked at in each."""
    steps = (settings.steps or _STEPS) / (usual.steps or _STEPS)
    return steps * _measure_call(settings) / _measure_call(usual)


def find_heaviness(prompt_id: PromptId, text: str, *, usual: Settings, most: float) -> Text | None:
    """Why a prompt's own settings are too much: more than `most` times the usual work, or any at all if that is 0."""
    own = find_greatest(text)
    if own is None:
        return None
    work = measure_work(apply_own(usual, own), usual)
    if most and work <= max(1.0, most):
        return None
    allowed = {"allowed": "some" if most else "none", "most": f"{most:g}"}
    return Text("resting-heavy", number=str(prompt_id), prompt=text, work=f"{work:.3g}", **allowed)


def refuse_heavy(prompt_id: PromptId, text: str, *, usual: Settings, most: float) -> None:
    """Raise PromptError for a prompt whose own settings are too much."""
    if (why := find_heaviness(prompt_id, text, usual=usual, most=most)) is not None:
        raise PromptError(why)


def _measure_call(settings: Settings) -> int:
    """The pixels that a model looks at for one picture at each step: with guidance it looks at two."""
    return settings.width * settings.height * (2 if settings.guidance > 1 else 1)


def _chunk(settings: Settings, usual: Settings, pictures: int) -> int:
    room = usual.chunk * _measure_call(usual) // _measure_call(settings)
    needed = 1 << (pictures - 1).bit_length()  # few sizes, as each is compiled once where that pays
    return max(1, min(usual.chunk, needed, room))

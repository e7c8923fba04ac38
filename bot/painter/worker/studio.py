"""The studio: keeps one model loaded and answers prepare, paint and describe with the values of `orders` and `reports`.

Joins sources, devices, pipeline, chunks and archive; must not know pipes or JSON.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import diffusers
import torch

from bot.errors import PainterError
from bot.painter.orders import Abilities, ModelChoice, Order, Painted, Settings, Spoilt
from bot.painter.presets import Preset
from bot.painter.reports import Description, Progress
from bot.painter.worker import archive, chunks, compiling, devices, pace, recipes, safety, sources
from bot.painter.worker.loading import Build
from bot.painter.worker.pipeline import Pipeline
from bot.painter.worker.sitting import Sitting
from bot.painter.worker.sources import Located


class Studio:
    """One loaded model at a time.

    `tell` hears progress, `note` a logging level and a sentence, `on_chunk` the ids of each chunk's pictures; they are
    called from several threads. All work of torch is done on one thread of its own: threads that compute together
    belong to the thread that asked, and everything must be computed by the same ones.
    """

    def __init__(
        self,
        *,
        tell: Callable[[Progress], None],
        note: Callable[[int, str], None],
        on_chunk: Callable[[Sequence[int]], None],
    ) -> None:
        self._tell = tell
        self._note = note
        self._on_chunk = on_chunk
        self._pipeline: Pipeline | None = None
        self._loaded: Build | None = None
        self._located: tuple[Preset, bool, Located] | None = None
        self._cannot_compile = False
        self._device_thread = ThreadPoolExecutor(1, thread_name_prefix="device")
        devices.make_deterministic()

    def prepare(self, choice: ModelChoice) -> Settings:
        """Load the chosen model and say with which settings it will paint; B is measured if it never was.

        Raises PainterError.
        """
        return self._device_thread.submit(self._prepare, choice).result()

    def abilities(self, choice: ModelChoice) -> Abilities:
        """Load the chosen model and say what it can do. Raises PainterError."""
        pipeline = self._device_thread.submit(self._open, choice).result()
        return Abilities(takes_variation=pipeline.can_vary, takes_source=pipeline.can_repaint)

    def paint(
        self, choice: ModelChoice, settings: Settings, orders: Sequence[Order], is_cancelled: Callable[[], bool]
    ) -> Iterator[Painted | Spoilt]:
        """Paint with exactly these settings and store each picture; each is answered as soon as it is stored.

        Only `compiled` is added where the choice leaves it open and it pays. Raises PainterError if nothing more can be
        painted; the answers so far hold.
        """
        answers: queue.SimpleQueue[Painted | Spoilt | None] = queue.SimpleQueue()
        is_left = threading.Event()
        painting = self._device_thread.submit(
            self._paint, choice, settings, orders, answers.put, lambda: is_left.is_set() or is_cancelled()
        )
        painting.add_done_callback(lambda _: answers.put(None))
        try:
            while (answer := answers.get()) is not None:
                yield answer
            painting.result()
        finally:
            is_left.set()

    def describe(self, choice: ModelChoice) -> Description:
        """Find out the painter's preconditions without loading or downloading the model. Raises PainterError."""
        return self._device_thread.submit(self._describe, choice).result()

    def _prepare(self, choice: ModelChoice) -> Settings:
        pipeline = self._open(choice)
        settings = recipes.settings_for(choice, recipes.preset_for(choice), pipeline)
        if choice.negative_prompt and not pipeline.heeds_negative_prompt(settings.guidance):
            sentence = f"{settings.model} heeds no negative prompt at guidance {settings.guidance:g}; yours is ignored."
            self._note(logging.WARNING, sentence)
        pipeline.wear(settings)
        return pace.measured(
            settings, choice, pipeline, tell=lambda sentence: self._tell(_progress("loading", 0, 0, sentence))
        )

    def _open(self, choice: ModelChoice) -> Pipeline:
        """The pipeline of a choice where nothing has been painted yet."""
        preset = recipes.preset_for(choice)
        device = devices.pick(choice.device)
        located = self._locate(preset, choice)
        return self._load(recipes.build_for(choice, preset, device, located), located, choice)

    def _paint(
        self,
        choice: ModelChoice,
        settings: Settings,
        orders: Sequence[Order],
        answer: Callable[[Painted | Spoilt], None],
        is_cancelled: Callable[[], bool],
    ) -> None:
        preset = recipes.preset_for(choice)
        device = devices.pick(choice.device)
        located = self._locate(preset, choice)
        pipeline = self._load(recipes.rebuild_for(settings, choice, preset, device, located), located, choice)
        refusal = recipes.refusal(settings, pipeline)
        if refusal is not None:
            for order in orders:
                answer(Spoilt(picture_id=order.picture_id, reason=refusal))
            return
        devices.follow_label(settings.device)
        used = replace(settings, device=devices.label(device), stack=devices.stack())
        self._warn(settings, used, orders, pipeline)
        is_trying = not self._cannot_compile and pace.pays_to_compile(used, choice, pipeline, pictures=len(orders))
        answered: set[int] = set()

        def answer_once(found: Painted | Spoilt) -> None:
            answered.add(found.picture_id)
            answer(found)

        sitting = Sitting(
            pipeline,
            answer=answer_once,
            tell=self._tell,
            note=self._note,
            on_chunk=self._on_chunk,
            is_cancelled=is_cancelled,
        )
        try:
            if is_trying and not self._paint_compiled(sitting, used, orders):
                orders = [order for order in orders if order.picture_id not in answered]
                is_trying = False
            if not is_trying:
                sitting.paint(used, orders)
        except chunks.OutOfMemoryError:
            raise PainterError(
                f"{settings.device} has too little memory for even one picture of {settings.width} x {settings.height} "
                f"with {settings.model}. Close other programs that use it, or choose a smaller size or model."
            ) from None
        except chunks.ModelFailsError as error:
            raise PainterError(f"{settings.model} cannot paint with these settings: {error}") from None
        except archive.ArchiveError as error:
            raise PainterError(str(error)) from None

    def _paint_compiled(self, sitting: Sitting, settings: Settings, orders: Sequence[Order]) -> bool:
        """Paint with compiled parts, which nobody asked for; False if the model fails with them, and may without."""
        try:
            sitting.paint(replace(settings, compiled=True), orders)
        except chunks.ModelFailsError as error:
            self._cannot_compile = True
            text = f"Compiling {settings.model} fails here, so it paints without ({error})."
            self._note(logging.WARNING, f'{text} [model] compile = "off" spares the try.')
            return False
        return True

    def _describe(self, choice: ModelChoice) -> Description:
        preset = recipes.preset_for(choice)
        device = devices.pick(choice.device)
        total, free = devices.memory(device)
        is_checked = safety.is_checked(choice.safety_checker)
        is_present, is_reachable, size, problem = sources.is_present(preset, is_checked=is_checked), None, None, None
        if preset.is_local or not is_present:
            try:
                size = sources.size_of(preset, is_checked=is_checked)
                is_reachable = None if is_present else True
            except PainterError as error:
                is_reachable, problem = False, str(error)
        if problem is None and choice.safety_checker == safety.REQUIRED:
            problem = safety.refusal(safety.REQUIRED, sources.find_index(preset), preset.model)
        return Description(
            device=devices.label(device),
            dtype=devices.pick_dtype(choice.dtype, device, preset.dtype),
            memory_total=total,
            memory_free=free,
            torch=str(torch.__version__),
            diffusers=str(diffusers.__version__),
            model=preset.model,
            licence=preset.licence,
            memory_needed=preset.memory,
            is_present=is_present,
            is_reachable=is_reachable,
            size=size,
            problem=problem,
            devices=devices.list_all(device),
        )

    def _locate(self, preset: Preset, choice: ModelChoice) -> Located:
        """The model's files; looked for once, since a hub is asked every time."""
        is_checked = safety.is_checked(choice.safety_checker)
        if self._located is None or self._located[:2] != (preset, is_checked):
            found = sources.locate(preset, lambda *values: self._tell(_progress(*values)), is_checked=is_checked)
            self._located = preset, is_checked, found
        return self._located[2]

    def _load(self, build: Build, located: Located, choice: ModelChoice) -> Pipeline:
        """The loaded pipeline; another one is let go first, so that two never share the memory."""
        if self._pipeline is not None and self._loaded == build:
            return self._pipeline
        self._pipeline, self._loaded = None, None
        devices.free_memory()
        if build.decoder:
            located = sources.with_decoder(located, build.decoder)
        cache = None if choice.cache is None else Path(choice.cache)
        if cache is not None:
            compiling.keep_in(cache)
        device = devices.label(build.device)
        self._tell(_progress("loading", 0, 0, f"Loading {located.model} on {device} as {build.dtype}."))
        self._pipeline, self._loaded = Pipeline.load(build, located, cache), build
        return self._pipeline

    def _warn(self, stored: Settings, used: Settings, orders: Sequence[Order], pipeline: Pipeline) -> None:
        """Say what may make pictures come out other than expected."""
        for what, before, now in (("on", stored.device, used.device), ("with", stored.stack, used.stack)):
            if before != now:
                self._note(
                    logging.WARNING, f"Ordered {what} {before}, painted {what} {now}: the pixels may differ slightly."
                )
        model, limit = pipeline.located.model, pipeline.token_limit
        for order in orders if limit is not None else ():
            count = pipeline.count_tokens(order.prompt)
            if limit is not None and count > limit:
                sentence = (
                    f"Picture {order.picture_id}: of the prompt's {count} tokens {model} reads the first {limit}."
                )
                self._note(logging.WARNING, sentence)


def _progress(stage: str, done: int, total: int, sentence: str) -> Progress:
    return Progress(stage=stage, done=done, total=total, sentence=sentence)

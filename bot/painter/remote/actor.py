"""The painter's actor in a Ray cluster: the local worker's studio, whose pictures travel as bytes.

Runs on the cluster's nodes; torch is imported there, at the first question, and never where the bot is. Messages are
those of the wire, so that only plain values cross.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ray

from bot import __version__
from bot.errors import PainterError
from bot.painter import wire
from bot.painter.orders import ModelChoice, Order, Painted
from bot.painter.reports import Progress

if TYPE_CHECKING:
    from bot.painter.worker.studio import Studio

BESIDES = "besides"  # the concurrency group of what is answered while the studio paints


class Painter:
    """One studio in one process; every call is pure, so that it may be repeated after a death.

    Painting has a thread of its own, always the same: torch remembers per thread with how many threads it computes.
    """

    def __init__(self) -> None:
        self._born = uuid.uuid4().hex
        self._studio: Studio | None = None
        self._notes: list[tuple[int, str]] = []
        self._lock = threading.Lock()
        self._beats = 0
        self._progress: wire.Message | None = None

    @ray.method(concurrency_group=BESIDES)
    def identify(self) -> wire.Message:
        """Who answers: another `born` is another process."""
        return {"born": self._born, "pid": os.getpid(), "version": __version__}

    @ray.method(concurrency_group=BESIDES)
    def listen(self) -> wire.Message:
        """How many signs of life there were, and what was last told."""
        with self._lock:
            return {"beats": self._beats, "progress": self._progress}

    def describe(self, request: wire.Message) -> list[wire.Message]:
        """Answer a describe request."""
        with self._answering() as answers:
            answers.append(wire.answer_of(self._open_studio().describe(_choice_here(request))))
        return answers

    def prepare(self, request: wire.Message) -> list[wire.Message]:
        """Answer a prepare request; the model is loaded."""
        with self._answering() as answers:
            answers.append(wire.answer_of(self._open_studio().prepare(_choice_here(request))))
        return answers

    def abilities(self, request: wire.Message) -> list[wire.Message]:
        """Answer an abilities request; the model is loaded."""
        with self._answering() as answers:
            answers.append(wire.answer_of(self._open_studio().abilities(_choice_here(request))))
        return answers

    def paint(self, request: wire.Message) -> list[wire.Message]:
        """Answer the paint request of one chunk; what is painted has its PNG as `png`, instead of a file's path."""
        with self._answering() as answers, _folder() as folder:
            choice, settings = _choice_here(request), wire.settings_from(request)
            orders = list(_placed(request, folder))
            for answer in self._open_studio().paint(choice, settings, orders, lambda: False):
                message = wire.answer_of(answer)
                if isinstance(answer, Painted):
                    message["png"] = answer.path.read_bytes()
                answers.append(message)
        return answers

    def _open_studio(self) -> Studio:
        if self._studio is None:
            try:
                from bot.painter.worker.studio import Studio  # takes seconds: only when there is something to do
            except ImportError as error:
                raise PainterError(
                    f"The painter needs torch and diffusers ({error}). Install catbandit[paint,ray] on this node."
                ) from error
            self._studio = Studio(tell=self._tell, note=self._note, on_chunk=lambda picture_ids: self._beat())
        return self._studio

    @contextmanager
    def _answering(self) -> Iterator[list[wire.Message]]:
        """The answers to one request: an error is one of them, and so are the notes taken meanwhile."""
        answers: list[wire.Message] = []
        self._notes.clear()
        self._beat()
        try:
            yield answers
        except PainterError as error:
            answers.append({"say": "error", "reason": str(error)})
        answers += ({"say": "log", "level": level, "text": text} for level, text in self._notes)

    def _beat(self) -> None:
        with self._lock:
            self._beats += 1

    def _tell(self, progress: Progress) -> None:
        with self._lock:
            self._beats += 1
            self._progress = wire.answer_of(progress)

    def _note(self, level: int, text: str) -> None:
        self._notes.append((level, text))


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder for one chunk's files, named after the actor: what a killed process left, its successor clears."""
    folder = Path(tempfile.gettempdir(), f"catbandit-{ray.get_runtime_context().get_actor_id()}")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _placed(request: wire.Message, folder: Path) -> Iterator[Order]:
    """The orders with places on this computer for their pictures, and for those that they begin with."""
    for message in request["orders"]:
        source = message.get("source")
        if source and source["path"] in request["sources"]:
            path = folder / f"{message['picture_id']}.source"
            path.write_bytes(request["sources"][source["path"]])
            message["source"] = {**source, "path": str(path)}
    for order in wire.orders_from(request):
        yield replace(order, path=folder / f"{order.picture_id}.png")


def _choice_here(request: wire.Message) -> ModelChoice:
    """The choice as it is on this computer: what is kept between chunks has another folder than the bot's."""
    if request["choice"].get("cache"):
        request["choice"]["cache"] = str(Path.home() / ".cache" / "catbandit")
    return wire.choice_from(request)


def hire(node_id: str, *, gpus: float, cpus: int) -> Any:
    """Start an actor on a node; it restarts there when it dies, and no call is ever repeated by itself."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    remote: Any = ray.remote
    return (
        remote(concurrency_groups={BESIDES: 1})(Painter)
        .options(
            num_gpus=gpus,
            num_cpus=cpus,
            max_restarts=-1,
            max_task_retries=0,
            scheduling_strategy=NodeAffinitySchedulingStrategy(node_id, soft=False),
        )
        .remote()
    )

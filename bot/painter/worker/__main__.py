"""The worker's desk: JSON lines in, JSON lines out. Run as `python -m bot.painter.worker`.

By hand: `echo '{"id": 1, "do": "prepare", "choice": {"source": "kitten"}}' | python -m bot.painter.worker --finish`.
Owns the pipes and the life of the process; what is asked is the studio's business.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import queue
import signal
import sys
import threading
import traceback
from typing import TYPE_CHECKING, BinaryIO

from bot.errors import PainterError
from bot.painter import wire

if TYPE_CHECKING:
    from bot.painter.worker.studio import Studio

_BROKEN_DEVICE = 70  # exit code after an error that only a new process can get over


class Desk:
    """The two pipes: a thread takes requests in, any thread may answer."""

    def __init__(self, requests: BinaryIO, answers: BinaryIO, *, finish: bool) -> None:
        self._requests = requests
        self._answers = answers
        self._finish = finish
        self._lock = threading.Lock()
        self._cancelled: set[int] = set()
        self._waiting: queue.SimpleQueue[wire.Message | None] = queue.SimpleQueue()
        self._request_id = 0

    def listen(self) -> None:
        """Read requests until end-of-file, then leave at once, even in the middle of a chunk: the bot is gone."""
        for line in self._requests:
            try:
                message = wire.decode(line)
                message["id"], message["do"]
            except (ValueError, KeyError) as error:
                self.say({"say": "error", "reason": f"This is no request: {line!r} ({error})."})
                continue
            if message["do"] == "cancel":
                self._cancelled.add(message["id"])
            else:
                self._waiting.put(message)
        if self._finish:
            self._waiting.put(None)
        else:
            os._exit(0)

    def next(self) -> wire.Message | None:
        """Wait for the next request; None when there will be none."""
        message = self._waiting.get()
        self._request_id = message["id"] if message is not None else 0
        return message

    def is_cancelled(self) -> bool:
        """Whether nobody wants the rest of the present request."""
        return self._request_id in self._cancelled

    def say(self, message: wire.Message) -> None:
        """Answer the present request; leave if nobody listens any more."""
        try:
            with self._lock:
                self._answers.write(wire.encode({"id": self._request_id, **message}))
                self._answers.flush()
        except OSError:
            os._exit(0)


def serve(desk: Desk, studio: Studio) -> None:
    """Answer requests until there are no more. Every request ends with "done" or "error"."""
    while (request := desk.next()) is not None:
        try:
            if not desk.is_cancelled():
                _answer(request, desk, studio)
            desk.say({"say": "done"})
        except PainterError as error:
            desk.say({"say": "error", "reason": str(error)})


def _answer(request: wire.Message, desk: Desk, studio: Studio) -> None:
    match request["do"]:
        case "prepare":
            desk.say(wire.answer_of(studio.prepare(wire.choice_from(request))))
        case "abilities":
            desk.say(wire.answer_of(studio.abilities(wire.choice_from(request))))
        case "describe":
            desk.say(wire.answer_of(studio.describe(wire.choice_from(request))))
        case "paint":
            choice, settings, orders = wire.choice_from(request), wire.settings_from(request), wire.orders_from(request)
            for answer in studio.paint(choice, settings, orders, desk.is_cancelled):
                desk.say(wire.answer_of(answer))
        case other:
            known = "prepare, abilities, describe, paint and cancel"
            raise PainterError(f"The painter's worker cannot {other!r}: only {known}.")


def open_desk(*, finish: bool) -> Desk:
    """Take the pipes for the protocol alone: a library's print goes to stderr, and its children read an empty stdin."""
    requests, answers = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return Desk(os.fdopen(requests, "rb"), os.fdopen(answers, "wb"), finish=finish)


def main() -> int:
    """Serve until end-of-file on stdin."""
    parser = argparse.ArgumentParser(prog="python -m bot.painter.worker", description=__doc__)
    parser.add_argument("--finish", action="store_true", help="at end-of-file answer what was asked, then leave")
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    desk = open_desk(finish=arguments.finish)
    threading.Thread(target=desk.listen, name="stdin", daemon=True).start()
    gc.disable()  # what is imported stays: looking through it for garbage takes a seventh of the start
    try:
        from bot.painter.worker.studio import Studio  # after the pipes are safe: these imports may print, and take time
    except ImportError as error:
        desk.next()
        desk.say(
            {"say": "error", "reason": f"The painter needs torch and diffusers ({error}). Install catbandit[paint]."}
        )
        return 1
    gc.freeze()
    gc.enable()
    studio = Studio(
        tell=lambda progress: desk.say(wire.answer_of(progress)),
        note=lambda level, text: desk.say({"say": "log", "level": level, "text": text}),
        on_chunk=lambda picture_ids: desk.say({"say": "chunk", "picture_ids": list(picture_ids)}),
    )
    try:
        serve(desk, studio)
    except Exception:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(_BROKEN_DEVICE)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The desk of a worker that lets another machine paint. Run as `python -m bot.painter.remote ENGINE`, a JSON object.

By hand: `echo '{"id": 1, "do": "describe", "choice": {}}' | python -m bot.painter.remote '{"kind": "ray"}' --finish`.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import threading
import traceback
from typing import Any

from bot.painter import wire
from bot.painter.engine import EngineChoice
from bot.painter.worker.__main__ import Desk, open_desk, serve

_LEAVING = 2.0  # seconds for taking leave of the other machine; the host waits three
_FAILED = 70  # exit code after an error that nobody expected


def main() -> int:
    """Serve until end-of-file on stdin."""
    parser = argparse.ArgumentParser(prog="python -m bot.painter.remote", description=__doc__)
    parser.add_argument("engine", type=EngineChoice.from_json, help="an EngineChoice as a JSON object")
    parser.add_argument("--finish", action="store_true", help="at end-of-file answer what was asked, then leave")
    arguments = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    desk = open_desk(finish=True)
    studio: Any = None

    def listen() -> None:
        """Take requests; at their end leave at once, even in the middle of a chunk: the bot is gone."""
        desk.listen()
        if not arguments.finish:
            leaving = threading.Thread(target=lambda: studio and studio.leave(), daemon=True)
            leaving.start()
            leaving.join(_LEAVING)
            os._exit(0)

    threading.Thread(target=listen, name="stdin", daemon=True).start()
    try:
        studio = open_studio(arguments.engine, desk)
    except ImportError as error:
        desk.next()
        reason = f"The engine {arguments.engine.kind!r} needs another package ({error}). Install catbandit[ray]."
        desk.say({"say": "error", "reason": reason})
        return 1
    try:
        serve(desk, studio)
    except Exception:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(_FAILED)
    studio.leave()
    return 0


def open_studio(engine: EngineChoice, desk: Desk) -> Any:
    """The studio of that kind; each has the methods of the local worker's, and `leave`."""
    callbacks: dict[str, Any] = {
        "tell": lambda progress: desk.say(wire.answer_of(progress)),
        "note": lambda level, text: desk.say({"say": "log", "level": level, "text": text}),
    }
    if engine.kind == "ray":
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        from bot.painter.remote.cluster import ClusterStudio  # only where it is wanted: Ray takes a second

        return ClusterStudio(engine, show=lambda found: desk.say(wire.presences_message(found)), **callbacks)
    if engine.kind in ("comfyui", "images"):
        from bot.painter.remote.comfyui import ComfyServer
        from bot.painter.remote.images import ImagesServer
        from bot.painter.remote.server import ServerStudio

        if engine.kind == "comfyui":
            return ServerStudio(engine, ComfyServer, "ComfyUI", **callbacks)
        return ServerStudio(engine, ImagesServer, "the images endpoint", **callbacks)
    raise ValueError(f"There is no engine {engine.kind!r}.")


if __name__ == "__main__":
    sys.exit(main())

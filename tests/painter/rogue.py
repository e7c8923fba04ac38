"""A worker that misbehaves as its prompts say, behind the real desk and pipes. The tests run it as a painter's command.

It paints nothing: only the studio is replaced, so it starts without torch in a tenth of a second. Prompts: "die",
"hang", "slow", "shrink", "refuse", "die once PATH", "hang once PATH", "refuse once PATH" (PATH remembers it); all else
becomes a small file. ROGUE=early dies before any request is answered, ROGUE=mute says nothing at all, ROGUE=mortal dies
when it paints, ROGUE=unable does not say what it can do.
"""

import os
import signal
import sys
import time
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from bot.errors import PainterError
from bot.painter.orders import Abilities, ModelChoice, Order, Painted, Settings, Spoilt
from bot.painter.reports import Description

SETTINGS = Settings(
    model="rogue",
    revision="0",
    width=8,
    height=8,
    steps=1,
    guidance=0.0,
    negative_prompt="",
    scheduler="none",
    dtype="float32",
    device="cpu",
    chunk=2,
    stack="none",
)


class Studio:
    def __init__(self, *, tell: Any, note: Any, on_chunk: Callable[[list[int]], None]) -> None:
        self._on_chunk = on_chunk

    def prepare(self, choice: ModelChoice) -> Settings:
        print("a library that prints {", flush=True)
        os.write(1, b'{"id": 1, "say": "done"}\n')
        match os.environ.get("ROGUE"):
            case "early":
                print("the last words", file=sys.stderr, flush=True)
                os._exit(7)
            case "mute":
                time.sleep(600)
        return SETTINGS

    def abilities(self, choice: ModelChoice) -> Abilities:
        if os.environ.get("ROGUE") == "unable":
            raise PainterError("I cannot say.")
        return Abilities(takes_variation=False, takes_source=True)

    def describe(self, choice: ModelChoice) -> Description:
        known = {"device": choice.device, "is_present": True, "devices": (choice.device,)}
        return Description(**{field.name: known.get(field.name) for field in fields(Description)})  # type: ignore[arg-type]  # nobody asks for the rest

    def paint(
        self, choice: ModelChoice, settings: Settings, orders: Sequence[Order], is_cancelled: Callable[[], bool]
    ) -> Iterator[Painted | Spoilt]:
        for start in range(0, len(orders), settings.chunk):
            chunk = orders[start : start + settings.chunk]
            self._on_chunk([order.picture_id for order in chunk])
            if os.environ.get("ROGUE") == "mortal":
                os.kill(os.getpid(), signal.SIGKILL)
            for order in chunk:
                self._obey(order.prompt)
            for order in chunk:
                order.path.parent.mkdir(parents=True, exist_ok=True)
                with order.path.open("a") as file:
                    file.write("painted\n")
                order.path.with_suffix(".asked").write_text(" ".join(str(other.picture_id) for other in orders))
                order.path.with_suffix(".pid").write_text(str(os.getpid()))
                used = replace(settings, chunk=1) if order.prompt == "shrink" else settings
                yield Painted(picture_id=order.picture_id, path=order.path, sha256="", settings=used, seconds=0.0)
            if is_cancelled():
                return

    def _obey(self, prompt: str) -> None:
        verb, _, rest = prompt.partition(" ")
        if verb == "slow":
            time.sleep(0.3)
        if rest.startswith("once "):
            marker = Path(rest.removeprefix("once "))
            if marker.exists():
                return
            marker.touch()
        if verb == "refuse":
            raise PainterError("I refuse.")
        if verb == "hang":
            time.sleep(600)
        if verb == "die":
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    studio: Any = types.ModuleType("bot.painter.worker.studio")
    studio.Studio = Studio
    sys.modules["bot.painter.worker.studio"] = studio
    from bot.painter.worker.__main__ import main

    sys.exit(main())

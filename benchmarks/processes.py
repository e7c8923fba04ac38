"""Measurements in processes of their own, one after the other: what imports torch, and what must begin afresh."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.painter.child import ENVIRONMENT
from bot.painter.orders import ModelChoice


class FailedError(Exception):
    """A process ended without an answer; the text has its last words."""


class CannotError(Exception):
    """The painter refuses what is to be measured; the text is its sentence."""


def sit(
    choice: ModelChoice, folder: Path, *, pictures: int, is_watched: bool = False, seconds: float | None = None
) -> dict[str, Any]:
    """The painter as the bot runs it, its archive included: see `sitting`. Raises CannotError for what it cannot do."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = {"choice": asdict(choice), "pictures": pictures, "folder": str(folder), "is_watched": is_watched}
    found = run("-m", "benchmarks.sitting", json.dumps(asked), environment=ENVIRONMENT, seconds=seconds)
    if refusal := found.get("refusal"):
        raise CannotError(refusal)
    return found


def plain(
    choice: ModelChoice,
    folder: Path,
    *,
    chunk: int,
    pictures: int,
    least_seconds: float = 0.0,
    seconds: float | None = None,
) -> dict[str, Any]:
    """Diffusers as its documentation shows it: see `plain`. Size, steps, guidance and number type must be chosen."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = {name: getattr(choice, name) for name in ("steps", "guidance", "width", "height", "dtype")}
    asked |= {"model": choice.source, "chunk": chunk, "pictures": pictures, "folder": str(folder)}
    return run("-m", "benchmarks.plain", json.dumps({**asked, "least_seconds": least_seconds}), seconds=seconds)


def run(*arguments: str, environment: dict[str, str] | None = None, seconds: float | None = None) -> dict[str, Any]:
    """Run a module and read the JSON of its last line, within so many seconds. Raises FailedError."""
    try:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", *arguments],
            capture_output=True,
            text=True,
            check=False,  # its last words are worth more than its exit code
            env={**(environment or {}), **os.environ},
            timeout=seconds,
        )
    except subprocess.TimeoutExpired:
        raise FailedError(f"{arguments[1]} took longer than {seconds:.0f} seconds") from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        raise FailedError(f"{arguments[1]} ended with “{last[:300]}”\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found

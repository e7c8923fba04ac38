"""Encodings of prompts as files, by a key: kept whole or not at all, and the longest unused go first.

Must not know what reads prompts, nor what the key is made of. Several painters may share the folder.
"""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

log = logging.getLogger(__name__)

Encoding = list[Any]  # what encode_prompt gives for one prompt: tensors, lists of one tensor or of none, None

_ROOM = 4 * 2**30  # bytes on disk
_TRIM_EVERY = 64  # files written between two looks at the room


class Shelf:
    """A folder of encodings."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._written = 0

    def has(self, key: str) -> bool:
        """Whether there is a file of this key, damaged or not."""
        return self._path(key).exists()

    def find(self, key: str) -> Encoding | None:
        """The encoding of this key; None if it is missing, or damaged."""
        path = self._path(key)
        try:
            with safe_open(str(path), framework="pt") as file:
                kinds = json.loads(file.metadata()["kinds"])
                found = [_unpacked(file, index, kind) for index, kind in enumerate(kinds)]
            os.utime(path)
        except (OSError, SafetensorError, TypeError, KeyError, ValueError):
            return None
        return found

    def keep(self, key: str, encoding: Encoding) -> None:
        """Keep an encoding; a full disk, or a kind that is not known, only means that it is read again."""
        if not all(_kind(part) for part in encoding):
            return
        path = self._path(key)
        partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
        tensors = {
            str(index): _tensor(part) for index, part in enumerate(encoding) if _kind(part) in ("tensor", "list")
        }
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            save_file(tensors, partial, {"kinds": json.dumps([_kind(part) for part in encoding])})
            partial.replace(path)
        except (OSError, SafetensorError) as error:
            log.warning("A prompt's encoding could not be kept in %s: %s", self._folder, error)
            partial.unlink(missing_ok=True)
            return
        self._written += 1
        if self._written % _TRIM_EVERY == 1:
            self._trim()

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.safetensors"

    def _trim(self) -> None:
        """Remove the encodings that were not used for longest, where there are too many."""
        files = sorted(
            ((status.st_mtime, status.st_size, path) for path in self._folder.rglob("*") if (status := _status(path))),
            reverse=True,
        )
        total = 0
        for _, size, path in files:
            total += size
            if total > _ROOM:
                path.unlink(missing_ok=True)


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat() if path.is_file() else None
    except OSError:  # another painter removed it
        return None


def _kind(part: Any) -> str:
    """How a part of an encoding is stored; empty for what cannot be."""
    if part is None:
        return "none"
    if part == []:  # Z-Image's negative prompt, where there is no guidance
        return "nothing"
    if isinstance(part, torch.Tensor):
        return "tensor"
    is_list = isinstance(part, list) and len(part) == 1 and isinstance(part[0], torch.Tensor)
    return "list" if is_list else ""


def _tensor(part: Any) -> torch.Tensor:
    return (part[0] if isinstance(part, list) else part).detach().cpu().contiguous()


def _unpacked(file: Any, index: int, kind: str) -> Any:
    if kind in ("none", "nothing"):
        return None if kind == "none" else []
    tensor = file.get_tensor(str(index))
    return [tensor] if kind == "list" else tensor

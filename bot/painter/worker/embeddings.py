"""Prompt embeddings: a model reads a prompt once, and its text encoders stay away until one is new.

Works on any pipeline with `encode_prompt`: on the object that method is hidden by one that looks here first. Every
prompt is read alone, cached or not, so that neither its neighbours nor the cache can change a picture's bits. What a
pipeline gives for several prompts is put together from what it gave for each. Encodings of different lengths do not go
into one call: the longest would decide how the others are computed. Must not know orders or the protocol.
"""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import torch

from bot.painter.worker.encodings import Encoding, Shelf

Item = dict[str, str]  # the arguments that differ from prompt to prompt

# Pipelines whose sequences are as long as their prompts, and to multiples of what they fill them up themselves.
_AS_LONG_AS_PROMPTS = {"ZImagePipeline": 32, "QwenImagePipeline": 1}


class UnevenError(Exception):
    """The prompts of one call are read at different lengths; `kinds` tells which are alike, in the prompts' order."""

    def __init__(self, kinds: Sequence[object]) -> None:
        super().__init__("prompts of different lengths in one call")
        self.kinds = kinds


class Embeddings:
    """The encodings of one loaded model. `folder` None keeps nothing.

    `identity` names all that decides an encoding besides the arguments: model, revision, number type, device, versions.
    `read_text` is a context in which the text encoders are there.
    """

    def __init__(
        self,
        folder: Path | None,
        *,
        identity: Callable[[], Sequence[str]],
        read_text: Callable[[], AbstractContextManager[None]],
    ) -> None:
        self._shelf = None if folder is None else Shelf(folder)
        self._identity = identity
        self._read_text = read_text
        self._upcoming: list[str] = []
        self._multiple = 0  # 0: encodings have one length, as far as is known

    def expect(self, prompts: Iterable[str]) -> None:
        """Say which prompts are coming: all new ones are read while the text encoders are there."""
        self._upcoming = list(dict.fromkeys(prompts))

    @property
    def is_as_long_as_prompts(self) -> bool:
        """Whether prompts of different lengths cannot be painted in one call."""
        return self._multiple > 0

    def serve(self, pipe: Any) -> None:
        """Put the cache before a pipeline's `encode_prompt`, if it has one of the usual form.

        That then raises UnevenError for prompts that do not go into one call.
        """
        self._multiple = _AS_LONG_AS_PROMPTS.get(type(pipe).__name__, 0)
        original = getattr(pipe, "encode_prompt", None)
        if original is None or "prompt" not in inspect.signature(original).parameters:
            return
        signature = inspect.signature(original)

        def encode_prompt(*arguments: Any, **named: Any) -> Any:
            bound = signature.bind(*arguments, **named)
            bound.apply_defaults()
            given = dict(bound.arguments)
            given.update(given.pop("kwargs", {}))
            joined = self._encode(original, given)
            if joined is None:
                with self._read_text():
                    return original(*arguments, **named)
            return joined

        pipe.encode_prompt = encode_prompt

    def _encode(self, original: Callable[..., Any], given: dict[str, Any]) -> Any:
        """The encodings of the prompts given, in the form of the pipeline; None where it must do it itself."""
        prompts = given["prompt"]
        if not _is_texts(prompts, None) or any(value is not None for name, value in given.items() if "embeds" in name):
            return None
        varying = [name for name, value in given.items() if _is_texts(value, len(prompts))]
        fixed = {name: value for name, value in given.items() if name not in varying}
        options = sorted(f"{name}={value!r}" for name, value in fixed.items() if name != "device")
        base = json.dumps([*self._identity(), getattr(original, "__qualname__", ""), *options])
        items = [{name: given[name][index] for name in varying} for index in range(len(prompts))]

        def read(item: Item) -> Encoding:
            found = original(**fixed, **{name: [text] for name, text in item.items()})
            return list(found) if isinstance(found, tuple) else [found]

        encodings = self._all_of(items, base, read)
        kinds = [tuple(_size(part, self._multiple or 1) for part in encoding) for encoding in encodings]
        if len(set(kinds)) > 1:
            raise UnevenError(kinds)
        return _join(encodings, given.get("device"))

    def _all_of(self, items: list[Item], base: str, read: Callable[[Item], Encoding]) -> list[Encoding]:
        """One encoding per item: from the disk, or read now, together with those that are coming."""
        keys = [_key(base, item) for item in items]
        found = {key: None if self._shelf is None else self._shelf.find(key) for key in keys}
        if any(encoding is None for encoding in found.values()):
            with self._read_text():
                for key, item in zip(keys, items, strict=True):
                    if found[key] is None:
                        found[key] = self._read_and_keep(key, item, read)
                for prompt in self._upcoming:
                    item = {**items[0], "prompt": prompt}
                    key = _key(base, item)
                    if self._shelf is not None and key not in found and not self._shelf.has(key):
                        self._read_and_keep(key, item, read)
        return [found[key] or [] for key in keys]

    def _read_and_keep(self, key: str, item: Item, read: Callable[[Item], Encoding]) -> Encoding:
        encoding = read(item)
        if self._shelf is not None:
            self._shelf.keep(key, encoding)
        return encoding


def _key(base: str, item: Item) -> str:
    return hashlib.sha256(json.dumps([base, item], sort_keys=True).encode()).hexdigest()


def _is_texts(value: Any, count: int | None) -> bool:
    is_list = isinstance(value, list) and all(isinstance(text, str) for text in value)
    return is_list and count in (None, len(value))


def _size(part: Any, multiple: int) -> tuple[int, ...]:
    """A part's shape, sequences that the pipeline fills up itself as long as they will be."""
    if isinstance(part, list) and len(part) == 1 and isinstance(part[0], torch.Tensor):
        length, *rest = part[0].shape
        return (-(-length // multiple) * multiple, *rest)
    return tuple(part.shape) if isinstance(part, torch.Tensor) else ()


def _join(encodings: list[Encoding], device: Any) -> Any:
    """Several prompts' encodings as the pipeline gives them for all at once; None where they do not fit together."""
    joined: list[Any] = []
    for parts in zip(*encodings, strict=True):
        if all(part is None for part in parts):
            joined.append(None)
        elif all(isinstance(part, list) for part in parts):
            joined.append([tensor.to(device) for part in parts for tensor in part])
        elif all(isinstance(part, torch.Tensor) for part in parts):
            if any(part.shape != parts[0].shape for part in parts):
                return None
            if parts[0].shape[:1] == (1,):
                joined.append(torch.cat([part.to(device) for part in parts]))
            elif all(torch.equal(part, parts[0]) for part in parts):  # the same for all, as positions are
                joined.append(parts[0].to(device))
            else:
                return None
        else:
            return None
    return joined[0] if len(joined) == 1 else tuple(joined)

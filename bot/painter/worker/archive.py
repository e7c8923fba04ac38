"""The archived picture: a lossless PNG that carries its recipe as A1111, Forge and Civitai read it.

Owns the file format and the rule that a file is there whole or not at all. Must not know torch or diffusers.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from bot import __version__
from bot.painter.orders import Order, Settings, Source
from bot.painter.samplers import usual_names

# Level 1 costs a third of the default's time for 6 % more bytes (painting.md).
_COMPRESSION = 1
# What Pillow raises for files that are missing, cut off, damaged, not pictures, or absurdly large.
UNREADABLE = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, Image.DecompressionBombError)
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class ArchiveError(Exception):
    """A picture could not be stored; the text is a sentence with the folder and the remedy."""


def pixels_sha256(image: Image.Image) -> str:
    """The hash of the RGB bytes, row by row: the same for the same picture, however the file is compressed."""
    return hashlib.sha256(image.convert("RGB").tobytes()).hexdigest()


def parameters(order: Order, settings: Settings) -> str:
    """The recipe in the form of A1111's `create_infotext`: prompt, negative prompt, and one line of values."""
    sampler, schedule = usual_names(settings.scheduler)
    values = {
        "Steps": settings.steps,
        "Sampler": sampler,
        "Schedule type": schedule,
        "CFG scale": f"{settings.guidance:g}",
        "Seed": order.seed,
        "Size": f"{settings.width}x{settings.height}",
        "Model hash": settings.revision[:10],
        "Model": settings.model,
        "RNG": "CPU",
        "Batch size": settings.chunk,
        "Variation seed": order.variation.seed if order.variation else None,
        "Variation seed strength": f"{order.variation.strength:g}" if order.variation else None,
        "Lora": ", ".join(f"{a.source}: {a.weight:g}" for a in settings.adapters) or None,
        "Denoising strength": f"{order.source.strength:g}" if order.source else None,
        "Version": f"catbandit {__version__}",
    }
    line = ", ".join(f"{key}: {_quote(str(value))}" for key, value in values.items() if value is not None)
    negative = f"\nNegative prompt: {settings.negative_prompt}" if settings.negative_prompt else ""
    return f"{order.prompt}{negative}\n{line}"


def store(image: Image.Image, path: Path, text: str) -> None:
    """Write the PNG under `path` whole or not at all, with `text` as its `parameters`.

    Raises ArchiveError when the folder cannot be written or its disk is full.
    """
    _write(path, lambda file: image.save(file, format="PNG", compress_level=_COMPRESSION, pnginfo=_chunk(text)))


def store_file(png: bytes, path: Path) -> None:
    """Write what `store` wrote on another machine under `path`, whole or not at all. Raises ArchiveError as it does."""
    _write(path, lambda file: file.write(png))


def _write(path: Path, write: Callable[[BinaryIO], object]) -> None:
    partial = path.with_name(path.name + ".partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        _remove(partial)
        raise ArchiveError(_sentence(error, path)) from error


def read_parameters(path: Path) -> str:
    """The `parameters` text of a stored picture. Raises KeyError where there is none."""
    with Image.open(path) as image:
        image.load()
        return str(image.info["parameters"])


def source_refusal(source: Source) -> str | None:
    """Why a picture cannot be begun with this one, or None. The whole file is read if its pixels are known."""
    name = source.path.name
    try:
        with Image.open(source.path) as image:
            if source.sha256 is None:
                image.verify()
            elif pixels_sha256(image) != source.sha256:
                return f"The picture {name} to begin with is not the one that the recipe names: its file was changed."
    except UNREADABLE as error:
        return f"The picture {name} to begin with cannot be read ({error})."
    return None


def _chunk(text: str) -> PngInfo:
    """Latin-1 goes into tEXt and everything else into iTXt as UTF-8, as A1111 itself does it with Pillow."""
    chunk = PngInfo()
    whole = text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    chunk.add_text("parameters", whole)
    return chunk


def _quote(value: str) -> str:
    """A1111's rule: a value with a comma, a colon or a line break is a JSON string."""
    return json.dumps(value, ensure_ascii=False) if re.search(r"[,:\n]", value) else value


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:  # a read-only disk: there is nothing to remove either
        return


def _sentence(error: OSError, path: Path) -> str:
    folder = path.parent
    if error.errno in _NO_SPACE:
        return f"The disk is full: {path.name} could not be written to {folder}. Free some space there and try again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"The folder {folder} may not be written ({error.strerror}). Give the bot's user permission to write there."
        )
    return f"The picture {path.name} could not be written to {folder}: {error.strerror or error}. Check that folder."

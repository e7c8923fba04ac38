"""The install's own secret: the key under which voters are hashed. Made once, readable by the owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.errors import StoreError

_BYTES = 32


def load_voter_key(path: Path) -> bytes:
    """Read the key, or make it. Raises StoreError if it is damaged: with another key no vote could be withdrawn."""
    try:
        text = path.read_text("ascii").strip()
    except FileNotFoundError:
        return _make(path)
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"The voters' key {path} cannot be read: {error}.") from None
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise StoreError(
            f"The voters' key {path} is damaged: restore it from a backup; the votes cannot do without it."
        )
    return key


def _make(path: Path) -> bytes:
    key = secrets.token_bytes(_BYTES)
    try:
        write_private(path, key.hex() + "\n")
    except OSError as error:
        raise StoreError(
            f"The voters' key {path} cannot be written ({error.strerror or error}): "
            "storage.folder in config.toml has to be a folder that the bot may write."
        ) from None
    return key


def write_private(path: Path, text: str) -> None:
    """Write a file whole or not at all, readable by its owner only (on Windows: as its folder is)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    file = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    partial.replace(path)

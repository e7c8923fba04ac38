"""Where a model's files are, which revision of them, and how they get here. Knows folders and the Hugging Face hub.

Must not know how files become a pipeline. Only safetensors and text files are fetched; nothing fetched is executed.
"""

from __future__ import annotations

import errno
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from diffusers import DiffusionPipeline
from huggingface_hub import HfApi, constants, hf_hub_download
from huggingface_hub.errors import (
    GatedRepoError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from bot.errors import PainterError
from bot.painter.orders import Adapter
from bot.painter.presets import Preset, WeightsFile

Tell = Callable[[str, int, int, str], None]  # stage, done, total, sentence

_CONTENT = (".json", ".txt", ".model", ".safetensors")
_TEXT = (".json", ".txt")
_CHECKER = "safety_checker/"
_LORA = "pytorch_lora_weights.safetensors"
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)


@dataclass(frozen=True, kw_only=True)
class Located:
    """A model's files on this computer, and the names under which pictures remember them."""

    folder: Path
    model: str
    revision: str
    unet: Path | None = None
    lora: Path | None = None
    decoder: Path | None = None
    decoder_revision: str = ""


def locate(preset: Preset, tell: Tell, *, is_checked: bool = True) -> Located:
    """Find a model's files, downloading what is missing; its safety checker only where pictures are to be checked.

    Raises PainterError with the remedy.
    """
    if preset.is_local:
        folder = Path(preset.source)
        if not (folder / "model_index.json").is_file():
            raise PainterError(f"The folder {folder} holds no diffusers pipeline: it has no model_index.json.")
        return Located(folder=folder, model=preset.model, revision=_content_hash(folder))
    with _watching_downloads(preset.source, tell):
        folder = _fetch_pipeline(preset, is_checked=is_checked)
        unet = _fetch_file(preset.unet) if preset.unet else None
        lora = _fetch_file(preset.lora) if preset.lora else None
    extras = [path.parent.name for path in (unet, lora) if path is not None]  # .../snapshots/COMMIT/file
    return Located(folder=folder, model=preset.model, revision="+".join([folder.name, *extras]), unet=unet, lora=lora)


def with_decoder(located: Located, source: str) -> Located:
    """The files with those of a tiny decoder: a hub id or a folder. Raises PainterError with the remedy."""
    folder = Path(source).expanduser()
    if folder.is_dir():
        return replace(located, decoder=folder, decoder_revision=_content_hash(folder))
    with _explaining(source):
        names = ("config.json", "diffusion_pytorch_model.safetensors")
        folder = [Path(hf_hub_download(source, name)) for name in names][0].parent  # noqa: RUF015  # both are wanted
    return replace(located, decoder=folder, decoder_revision=folder.name)


def locate_adapter(adapter: Adapter) -> tuple[Path, str]:
    """An adapter's file and its revision: a hub's commit or a hash. Raises PainterError with the remedy."""
    path = Path(adapter.source).expanduser()
    if path.is_dir():
        path = _only_weights(adapter.source, sorted(path.glob("*.safetensors")))
    if path.is_file():
        status = path.stat()
        revision = _file_hash(path, status.st_size, status.st_mtime_ns)[:40]
        if adapter.revision not in (None, revision):
            raise PainterError(
                f"The adapter {adapter.source!r} is not the one that was wanted ({revision} now, {adapter.revision} "
                "then), and paints other pictures. Restore its file."
            )
        return path, revision
    path = _fetch_adapter(adapter)
    return path, path.parent.name  # .../snapshots/COMMIT/file


def _only_weights(source: str, found: list[Path]) -> Path:
    for path in found:
        if path.name == _LORA or len(found) == 1:
            return path
    raise PainterError(
        f"The folder {source!r} holds {len(found)} safetensors files, none called {_LORA}: name the adapter's file."
    )


def _fetch_adapter(adapter: Adapter) -> Path:
    """A hub adapter: "owner/name", or "owner/name/file.safetensors" where a repository holds several."""
    owner, _, rest = adapter.source.partition("/")
    name, _, filename = rest.partition("/")
    if not owner or not name:
        raise PainterError(
            f"There is no adapter {adapter.source!r}: it is neither a file nor a folder nor a hub id. "
            "Correct [model] adapters."
        )
    return _fetch_file(WeightsFile(repository=f"{owner}/{name}", filename=filename or _LORA, revision=adapter.revision))


def is_present(preset: Preset, *, is_checked: bool = True) -> bool:
    """Whether nothing needs to be downloaded."""
    if preset.is_local:
        return (Path(preset.source) / "model_index.json").is_file()
    try:
        _fetch_pipeline(preset, is_checked=is_checked, local_files_only=True)
        for extra in (preset.unet, preset.lora):
            if extra is not None:
                _fetch_file(extra, local_files_only=True)
    except PainterError:
        return False
    return True


def find_index(preset: Preset) -> Path:
    """Where a model's index lies; one on the hub is fetched, and nothing else. Raises PainterError."""
    if preset.is_local:
        return Path(preset.source) / "model_index.json"
    return _fetch_file(WeightsFile(repository=preset.source, filename="model_index.json", revision=preset.revision))


def size_of(preset: Preset, *, is_checked: bool = True) -> int:
    """The bytes of the weights that are used: on this computer, or on the hub. Raises PainterError if it cannot say."""
    if preset.is_local:
        folder = Path(preset.source)
        files = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*.safetensors")}
        return sum(path.stat().st_size for name, path in files.items() if is_checked or not name.startswith(_CHECKER))
    with _explaining(preset.source):
        found = HfApi().model_info(preset.source, revision=preset.revision, files_metadata=True, timeout=10)
    sizes = {file.rfilename: file.size or 0 for file in found.siblings or () if "/" in file.rfilename}
    weights = {name: size for name, size in sizes.items() if name.endswith(".safetensors")}
    if not is_checked:
        weights = {name: size for name, size in weights.items() if not name.startswith(_CHECKER)}
    chosen = {name: size for name, size in weights.items() if f".{preset.variant}." in name} or weights
    return sum(chosen.values())


def _fetch_pipeline(preset: Preset, *, is_checked: bool, local_files_only: bool = False) -> Path:
    downloader: Any = DiffusionPipeline
    left_out = {} if preset.unet is None else {"unet": None}  # gigabytes that would be replaced anyway
    left_out |= {} if is_checked else {"safety_checker": None}  # or that nobody would ask
    with _explaining(preset.source):
        folder = downloader.download(
            preset.source,
            revision=preset.revision,
            variant=preset.variant,
            use_safetensors=True,
            local_files_only=local_files_only,
            **left_out,
        )
        if preset.unet is not None:
            hf_hub_download(
                preset.source, "unet/config.json", revision=Path(folder).name, local_files_only=local_files_only
            )
    return Path(folder)


def _fetch_file(file: WeightsFile, *, local_files_only: bool = False) -> Path:
    with _explaining(file.repository):
        return Path(
            hf_hub_download(file.repository, file.filename, revision=file.revision, local_files_only=local_files_only)
        )


@contextmanager
def _explaining(repository: str) -> Iterator[None]:
    """Turn the hub's many errors into sentences."""
    try:
        yield
    except Exception as error:
        raise _sentence(repository, error) from error


def _sentence(repository: str, error: BaseException) -> PainterError:
    """The hub's error in our words. diffusers wraps it in errors of its own, so the whole chain is looked at."""
    chain = [error]
    while (cause := chain[-1].__cause__) is not None:
        chain.append(cause)
    for link in chain:
        if isinstance(link, GatedRepoError):
            return PainterError(
                f"The model {repository!r} wants its licence accepted: do so on https://huggingface.co/{repository}, "
                "then run `hf auth login` or set HF_TOKEN."
            )
        if isinstance(link, RevisionNotFoundError):
            return PainterError(f"The model {repository!r} has no such revision. Correct or remove [model] revision.")
        if isinstance(link, RepositoryNotFoundError):
            return PainterError(
                f"There is no model {repository!r} on the Hugging Face hub, and no such folder here. Check the "
                "spelling; for a private one set HF_TOKEN."
            )
        if isinstance(link, OSError) and link.errno in _NO_ROOM:
            return PainterError(
                f"The model {repository!r} cannot be stored in {constants.HF_HUB_CACHE}: {link.strerror}. Make room "
                "there, or move it with the environment variable HF_HOME."
            )
    reason = (str(chain[-1]).strip().splitlines() or [type(chain[-1]).__name__])[0][:160]
    return PainterError(
        f"The model {repository!r} is not on this computer, and the Hugging Face hub ({constants.ENDPOINT}) did not "
        f'give it ({reason}). Check the connection, or set [model] source to a local folder or to "kitten".'
    )


@contextmanager
def _watching_downloads(repository: str, tell: Tell) -> Iterator[None]:
    """Report how the hub's cache grows, every two seconds while it grows: silence means that nothing comes."""
    folder = Path(constants.HF_HUB_CACHE) / f"models--{repository.replace('/', '--')}" / "blobs"
    is_over = threading.Event()
    tell("loading", 0, 0, f"Looking for {repository} on this computer and on the hub.")

    def watch() -> None:
        seen = _bytes_in(folder)
        began, first = time.monotonic(), seen
        while not is_over.wait(2):
            now = _bytes_in(folder)
            if now > seen:
                rate = (now - first) / (time.monotonic() - began) / 1e6
                tell("downloading", now, 0, f"Downloading {repository}: {now / 1e6:.0f} MB so far, {rate:.1f} MB/s.")
            seen = now

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        watcher.join()


def _bytes_in(folder: Path) -> int:
    total = 0
    for path in folder.glob("*"):
        try:
            total += path.stat().st_size
        except OSError:  # renamed while we looked
            continue
    return total


def _content_hash(folder: Path) -> str:
    """A hash of a local model's configuration and weights, 40 hex digits like a commit; line ends do not count."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix in _CONTENT and path.is_file() and not name.startswith("."):
            status = path.stat()
            total.update(f"{name}\0{_file_hash(path, status.st_size, status.st_mtime_ns)}\n".encode())
    return total.hexdigest()[:40]


@lru_cache(maxsize=4096)
def _file_hash(path: Path, size: int, mtime_ns: int) -> str:
    """A file's hash, remembered while its size and time stay the same."""
    if path.suffix in _TEXT:
        return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

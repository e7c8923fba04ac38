"""Which device paints, with which numbers, how much memory there is, and what its errors mean."""

from __future__ import annotations

import gc
import os

import diffusers
import torch

from bot.errors import PainterError

_KINDS = ("cuda", "mps", "cpu")
_DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
_MEMORY_WORDS = (
    "out of memory",
    "can't allocate memory",
    "not enough memory",
    "cannot allocate memory",
    "could not allocate",
    "invalid buffer size",
)


def pick(wanted: str) -> torch.device:
    """The device for "auto", "cuda", "cuda:1", "mps" or "cpu". Raises PainterError for one that is not there."""
    if wanted == "auto":
        kind = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
        return torch.device(kind)
    kind, _, index = wanted.partition(":")
    if kind not in _KINDS or (index and not index.isdecimal()):
        raise PainterError(f"There is no device {wanted!r}. Set [model] device to auto, cuda, cuda:0, mps or cpu.")
    count = torch.cuda.device_count()
    if kind == "cuda" and int(index or 0) >= count:
        raise PainterError(
            f"The device {wanted!r} is not there: torch {torch.__version__} sees {count} CUDA devices. "
            'Install the driver and a CUDA build of torch, or set [model] device = "auto".'
        )
    if kind == "mps" and not torch.backends.mps.is_available():
        raise PainterError('The device "mps" needs a Mac with Apple silicon. Set [model] device = "auto".')
    return torch.device(wanted)


def list_all(device: torch.device) -> tuple[str, ...]:
    """All devices of this kind as "auto" would use them: every card, or the one there is."""
    if device.type == "cuda" and device.index is None:
        return tuple(f"cuda:{index}" for index in range(torch.cuda.device_count()))
    return (str(device),)


def pick_dtype(wanted: str, device: torch.device, preferred: str | None) -> str:
    """The number type's name: as wanted, else float32 on the CPU, else the preset's, else what the card is good at."""
    if wanted != "auto":
        if wanted not in _DTYPES:
            raise PainterError(f"There is no dtype {wanted!r}. Set [model] dtype to auto, {', '.join(_DTYPES)}.")
        return wanted
    if device.type == "cpu":
        return "float32"
    if preferred is not None:
        return preferred
    return "bfloat16" if device.type == "cuda" and torch.cuda.get_device_capability(device) >= (8, 0) else "float16"


def torch_dtype(name: str) -> torch.dtype:
    """The torch type of that name."""
    return _DTYPES[name]


def label(device: torch.device) -> str:
    """The device as settings remember it: everything about it that decides a picture's bits.

    On the CPU that is the instruction set and the number of threads: one thread and two give different bits (measured).
    """
    match device.type:
        case "cuda":
            return f"cuda ({torch.cuda.get_device_name(device)})"
        case "cpu":
            return f"cpu ({torch.backends.cpu.get_cpu_capability()}, {torch.get_num_threads()} threads)"
        case kind:
            return kind


def follow_label(stored: str) -> None:
    """Use as many CPU threads as the stored settings did, so that their pictures come out the same."""
    inside = stored.partition("(")[2].rstrip(")").split(", ")
    if stored.startswith("cpu (") and len(inside) == 2 and inside[1].split(" ")[0].isdecimal():
        threads = int(inside[1].split(" ")[0])
        if threads != torch.get_num_threads() and threads <= 4 * (os.cpu_count() or 1):
            torch.set_num_threads(threads)


def stack() -> str:
    """The versions that decide a picture's bits."""
    return f"torch {torch.__version__}, diffusers {diffusers.__version__}"


def make_deterministic() -> None:
    """Prefer the same bits over the last few percent of speed."""
    torch.backends.cudnn.benchmark = False
    torch.backends.cudnn.deterministic = True


def memory(device: torch.device) -> tuple[int | None, int | None]:
    """Total and free bytes of the accelerator, or of the computer when the CPU paints."""
    if device.type == "cuda":
        free, total = torch.cuda.mem_get_info(device)
        return total, free
    if device.type == "mps":
        total = torch.mps.recommended_max_memory()
        return total, total - torch.mps.driver_allocated_memory()
    try:
        page = os.sysconf("SC_PAGE_SIZE")
        return page * os.sysconf("SC_PHYS_PAGES"), page * os.sysconf("SC_AVPHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not on Windows
        return None, None


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error of torch is about memory: a class of its own on CUDA, only words on the CPU and on Apple's."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    if not isinstance(error, RuntimeError):
        return False
    words = str(error).lower().strip()
    # oneDNN says nothing else when it finds no memory for its scratch space.
    return words == "could not create a primitive" or any(known in words for known in _MEMORY_WORDS)


def is_fatal(error: BaseException) -> bool:
    """Whether the accelerator itself failed: nothing works any more in this process after that."""
    is_accelerator = isinstance(error, torch.AcceleratorError) or "CUDA error" in str(error)
    return is_accelerator and not is_out_of_memory(error)


def finish(device: torch.device) -> None:
    """Wait until the device has done all that it was told, so that the clock tells of it."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


def free_memory() -> None:
    """Give back what the allocators keep."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    elif torch.backends.mps.is_available():
        torch.mps.empty_cache()

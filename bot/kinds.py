"""What a key may hold: durations, sizes, cron expressions, devices; each says in a sentence what it expected.

And what all sections are.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot.domain.quiet import QuietHours
from bot.languages import list_languages
from bot.schedule import Cron

RETIREMENT_SHARE = 0.05
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)")
_DEVICE = re.compile(r"auto|cpu|mps|cuda(:\d+)?")
_DEVICES = 'expected "auto", "cpu", "mps", "cuda" or "cuda:1", or a list such as ["cuda:0", "cuda:1"]'
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kMGT]?B)")
_LONGEST = timedelta(days=3650)
TOKEN = re.compile(r"[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}")  # what Discord's tokens look like
_UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def _read_duration(value: object) -> object:
    if isinstance(value, timedelta):
        return value
    if not isinstance(value, str) or not (found := _DURATION.fullmatch(value.strip())):
        raise ValueError('expected a duration such as "30s", "15m", "24h" or "7d"')
    try:
        duration = timedelta(**{_UNITS[found[2]]: float(found[1])})
    except OverflowError:
        duration = timedelta.max
    if duration > _LONGEST:
        raise ValueError(f"expected a duration of at most {_LONGEST.days} days")
    return duration


def read_never(value: object) -> object:
    return None if value == "never" else value


def _read_devices(value: object) -> object:
    devices = (value,) if isinstance(value, str) else value
    if not isinstance(devices, list | tuple) or not devices:
        raise ValueError(_DEVICES)
    if not all(isinstance(device, str) and _DEVICE.fullmatch(device) for device in devices):
        raise ValueError(_DEVICES)
    return tuple(devices)


def _read_share(value: object) -> object:
    """A share of 0..1, or true for the usual one and false for none."""
    if isinstance(value, bool):
        return RETIREMENT_SHARE if value else None
    if not isinstance(value, int | float):
        raise ValueError("expected a share such as 0.05, true or false")
    return value


def _read_size(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    if not isinstance(value, str) or not (found := _SIZE.fullmatch(value.strip())):
        raise ValueError('expected a size such as "500 MB" or "1 GB"')
    return int(float(found[1]) * 1_000 ** ("kMGT".find(found[2][0]) + 1))


def _read_zone(value: object) -> object:
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(str(value))
    except (KeyError, ValueError, OSError):
        raise ValueError('expected a time zone such as "Europe/Berlin" or "UTC"') from None


def _check_cron(value: str) -> str:
    try:
        return Cron(value, ZoneInfo("UTC")).text
    except ValueError as error:
        raise ValueError(f"{error}; expected such as “0 */4 * * *” for every four hours") from None


def _check_span(value: str) -> str:
    QuietHours.parse(value)
    return value


def _check_written(value: object) -> object:
    """Refuse a path with a sign that nobody meant: "D:\\new" in double quotes holds a line break."""
    if isinstance(value, str) and any(sign < " " for sign in value):
        raise ValueError("expected a path; in double quotes a backslash begins a special sign: write / instead")
    return value


def check_token_file(value: Path) -> Path:
    if TOKEN.search(str(value)):
        raise ValueError("this looks like the token itself: write the token into a file and name the file here")
    return value


def check_language(value: str) -> str:
    if value != "auto" and value not in list_languages():
        known = ", ".join(f'"{language}" ({name})' for language, name in list_languages().items())
        raise ValueError(f'expected "auto" for the server\'s own language, or one of {known}')
    return value


Duration = Annotated[timedelta, BeforeValidator(_read_duration)]
RetirementShare = Annotated[Annotated[float, Field(gt=0, le=1)] | None, BeforeValidator(_read_share)]
Span = Annotated[str, AfterValidator(_check_span)]
Size = Annotated[int, BeforeValidator(_read_size)]
Zone = Annotated[ZoneInfo, BeforeValidator(_read_zone)]
Crontab = Annotated[str, AfterValidator(_check_cron)]
Place = Annotated[Path, BeforeValidator(_check_written)]
Snowflake = Annotated[int, Field(gt=0, lt=2**63)]
Emoji = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^\S+$")]
Devices = Annotated[tuple[str, ...], BeforeValidator(_read_devices)]
Idle = Annotated[Duration, Field(gt=timedelta(0))]
Side = Annotated[int, Field(ge=64, le=4096, multiple_of=8)]


class Section(BaseModel):
    """A section of keys: frozen, its defaults checked too, and a key that it does not know is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, validate_default=True)

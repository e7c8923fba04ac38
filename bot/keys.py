"""What the owner may set: the sections and keys of config.toml, their defaults, and what each may hold.

What kinds of values there are is in `kinds`; the keys of [engine], which depend on one another, are in `engine_keys`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo

from bot.domain.policy import PROFILES, Profile
from bot.domain.voting import Ballot
from bot.engine_keys import Engine
from bot.kinds import (
    RETIREMENT_SHARE,
    Crontab,
    Devices,
    Duration,
    Emoji,
    Idle,
    Place,
    RetirementShare,
    Section,
    Side,
    Size,
    Snowflake,
    Span,
    Zone,
    check_language,
    check_token_file,
    read_never,
)
from bot.schedule import Cron

_NOT_THE_PROFILES = {"profile", "control", "propose_retirement"}
DISCORD_API = "https://discord.com/api/v10"


def _check_ballot(dislike: tuple[str, ...], others: ValidationInfo) -> tuple[str, ...]:
    """Refuse an emoji that means both; where the likes are wrong themselves, that is said there."""
    Ballot.of(others.data.get("like", ()), dislike)
    return dislike


class Discord(Section):
    """Where the bot lives."""

    guild: Snowflake
    channel: Snowflake
    curator_channel: Snowflake | None = None
    curator_roles: tuple[Snowflake, ...] = ()
    language: Annotated[str, AfterValidator(check_language)] = "auto"
    token_file: Annotated[Place, AfterValidator(check_token_file)] = Path("token")
    api: Annotated[str, Field(pattern=r"^https?://\S+$")] = DISCORD_API


class Schedule(Section):
    """When things happen."""

    timezone: Zone = ZoneInfo("UTC")
    batches: Crontab = "0 */4 * * *"
    digest: Crontab = "0 20 * * *"
    quiet: tuple[Span, ...] = ()
    only_when_idle: bool = False
    weekly: Crontab | None = None
    monthly: Crontab | None = None


class Batch(Section):
    """What is painted at a time."""

    size: Annotated[int, Field(ge=1, le=500)] = 8
    seed: Literal["each", "shared"] = "each"
    own_work: Annotated[float, Field(ge=0, le=1000)] = 8.0
    children_a_day: Annotated[int, Field(ge=0, le=10_000)] = 24


class Votes(Section):
    """What counts as a like."""

    like: Annotated[tuple[Emoji, ...], Field(min_length=1)] = ("👍",)
    dislike: Annotated[tuple[Emoji, ...], AfterValidator(_check_ballot)] = ("👎",)
    likes_needed: Annotated[int, Field(ge=1)] = 1
    window: Annotated[Duration, Field(gt=timedelta(0))] = timedelta(hours=24)
    sweep: Annotated[Duration, Field(gt=timedelta(0))] = timedelta(minutes=15)


Share = Annotated[float, Field(ge=0, le=1)]


class Suggestions(Section):
    """How many prompts each member may suggest; 0: none."""

    open: Annotated[int, Field(ge=0, le=100)] = 3
    daily: Annotated[int, Field(ge=0, le=1000)] = 5


class Learning(Section):
    """How the learner thinks: a named profile, and what differs from it; what is not set is the profile's."""

    profile: Literal["recommended", "c3"] = "recommended"
    prior: Literal["fitted", "fixed"] | None = None
    prior_mean: Annotated[float, Field(gt=0, lt=1)] | None = None
    prior_strength: Annotated[float, Field(gt=0, le=10_000)] | None = None
    exposure: bool | None = None
    delay: bool | None = None
    carry_over: bool | None = None
    sharpness: Annotated[float, Field(ge=1, le=100)] | None = None
    cap: Literal["auto", "none"] | Annotated[float, Field(gt=0, le=1)] | None = None
    debut: Share | None = None
    floor: Share | None = None
    words: bool | None = None
    control: Share = 0.0
    propose_retirement: RetirementShare = RETIREMENT_SHARE

    def to_profile(self) -> Profile:
        """The profile with what the owner has changed of it."""
        changes = {key: value for key, value in self.model_dump(exclude=_NOT_THE_PROFILES).items() if value is not None}
        if changes.get("cap") == "none":
            changes["cap"] = None
        named = PROFILES[self.profile]
        return replace(named, **changes, name=f"{named.name}, changed") if changes else named


class Adapter(Section):
    """A LoRA on top of the model."""

    source: Annotated[str, Field(min_length=1)]
    weight: Annotated[float, Field(ge=-10, le=10)] = 1.0
    revision: str | None = None


class Model(Section):
    """What paints, and how."""

    source: Annotated[str, Field(min_length=1)] = "kitten"
    revision: str | None = None
    width: Side | None = None
    height: Side | None = None
    steps: Annotated[int, Field(ge=1, le=200)] | None = None
    guidance: Annotated[float, Field(ge=0, le=50)] | None = None
    negative_prompt: str | None = None
    device: Devices = ("auto",)
    dtype: Literal["auto", "float32", "float16", "bfloat16"] = "auto"
    chunk: Annotated[int, Field(ge=1, le=64)] | None = None
    scheduler: Annotated[str, Field(min_length=1)] | None = None
    adapters: tuple[Adapter, ...] = ()
    tiny_decoder: Annotated[str, Field(min_length=1)] = "auto"
    compile: Literal["auto", "on", "off"] = "auto"
    channels_last: Literal["auto", "on", "off"] = "auto"
    quantize: Literal["none", "fp8"] = "none"
    offload: Literal["auto", "none", "model", "sequential"] = "auto"
    cache_prompts: bool = True
    unload_after: Annotated[Idle | None, BeforeValidator(read_never)] = timedelta(minutes=15)
    safety_checker: Literal["required", "if available", "off"] = "if available"


class Posting(Section):
    """How pictures come to the channel."""

    pace: Annotated[Duration, Field(ge=timedelta(0))] = timedelta(seconds=5)
    publish: Literal["all", "liked in review"] = "all"
    digest_size: Annotated[int, Field(ge=1, le=12)] = 9
    pin_digest: bool = False


class Storage(Section):
    """Where everything is kept."""

    folder: Place = Path("data")
    backups: Annotated[int, Field(ge=0, le=1000)] = 7
    disk_reserve: Size = 10**9  # bytes
    keep_unliked: Annotated[Duration, Field(ge=timedelta(days=1))] | None = None


class Health(Section):
    """Where to ask how the bot is doing."""

    port: Annotated[int, Field(ge=1, le=65535)] | None = None


class Log(Section):
    """How the log is written."""

    format: Literal["text", "json"] = "text"


class Config(Section):
    """The whole configuration; paths are absolute once loaded."""

    discord: Discord
    schedule: Schedule = Schedule()
    batch: Batch = Batch()
    votes: Votes = Votes()
    suggestions: Suggestions = Suggestions()
    learning: Learning = Learning()
    model: Model = Model()
    engine: Engine = Engine()
    posting: Posting = Posting()
    storage: Storage = Storage()
    health: Health = Health()
    log: Log = Log()

    @property
    def batches_cron(self) -> Cron:
        return Cron(self.schedule.batches, self.schedule.timezone)

    @property
    def digest_cron(self) -> Cron:
        return Cron(self.schedule.digest, self.schedule.timezone)

    @property
    def editions(self) -> dict[Literal["weekly", "monthly"], Cron]:
        """When the digests that look back further are due, those that are wanted."""
        crons: dict[Literal["weekly", "monthly"], str | None] = {
            "weekly": self.schedule.weekly,
            "monthly": self.schedule.monthly,
        }
        return {name: Cron(text, self.schedule.timezone) for name, text in crons.items() if text is not None}

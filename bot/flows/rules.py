"""The owner's rules as plain values: what the flows need of the configuration."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.domain.policy import Profile
from bot.domain.voting import Ballot


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How this installation paints, counts and posts. `folder` is the data folder, `voter_key` the install's secret."""

    folder: Path
    voter_key: bytes = field(repr=False)
    ballot: Ballot
    likes_needed: int
    window: timedelta
    profile: Profile
    control: float  # the share of pictures whose prompt is chosen blindly, to compare with
    planned: float  # pictures in a fortnight
    timezone: ZoneInfo  # the owner's: whose days count
    batch_size: int
    is_seed_shared: bool
    pace: timedelta
    upload_limit: int  # bytes
    digest_size: int  # pictures on the contact sheet
    open_suggestions: int = 3  # of one member at a time
    daily_suggestions: int = 5  # of one member in 24 hours
    retirement_share: float | None = 0.05  # of an even chance of being the best, below which retiring is proposed
    disk_reserve: int = 0  # bytes that stay free: with less, painting pauses
    is_reviewed_first: bool = False  # a drawn picture is posted only once somebody likes it in a review
    pins_digest: bool = False
    own_work: float = 8.0  # times the usual work that a prompt's own settings may take; 0: they may not be
    children_a_day: int = 24  # pictures painted because somebody wants more like another one

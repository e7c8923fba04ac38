"""What the owner wants, as the values that the flows, the painter and the chat work with.

Must not open anything but the voters' key.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.domain.policy import FORTNIGHT
from bot.domain.quiet import QuietHours
from bot.domain.voting import Ballot
from bot.flows.politeness import Politeness
from bot.flows.rules import Rules
from bot.keys import Config
from bot.languages import Language
from bot.painter.load import index_of, measure_loads
from bot.painter.orders import ModelChoice
from bot.secrets import load_voter_key
from bot.store.backups import KEY

CACHE = "cache"  # in the data folder: what the painter can make again
UPLOAD_LIMIT = 10 * 1024 * 1024  # Discord's default for a file, in bytes; boosted servers allow more


def rules_of(config: Config, *, at: datetime) -> Rules:
    """The owner's rules; makes the voters' key at the first call. Raises StoreError."""
    return Rules(
        folder=config.storage.folder,
        voter_key=load_voter_key(config.storage.folder / KEY),
        ballot=Ballot.of(config.votes.like, config.votes.dislike),
        likes_needed=config.votes.likes_needed,
        window=config.votes.window,
        profile=config.learning.to_profile(),
        control=config.learning.control,
        timezone=config.schedule.timezone,
        planned=config.batch.size * config.batches_cron.often(at, timedelta(hours=FORTNIGHT)),
        batch_size=config.batch.size,
        is_seed_shared=config.batch.seed == "shared",
        pace=config.posting.pace,
        upload_limit=UPLOAD_LIMIT,
        digest_size=config.posting.digest_size,
        disk_reserve=config.storage.disk_reserve,
        open_suggestions=config.suggestions.open,
        daily_suggestions=config.suggestions.daily,
        retirement_share=config.learning.propose_retirement,
        is_reviewed_first=config.posting.publish == "liked in review",
        pins_digest=config.posting.pin_digest,
        own_work=config.batch.own_work,
        children_a_day=config.batch.children_a_day,
    )


def politeness_of(config: Config) -> Politeness:
    """How the owner wants the GPU to be shared."""
    cards = [index_of(device) for device in config.model.device]
    return Politeness(
        quiet=tuple(QuietHours.parse(span) for span in config.schedule.quiet),
        timezone=config.schedule.timezone,
        measure_load=(lambda: measure_loads(cards)) if config.schedule.only_when_idle else None,
    )


def language_of(config: Config) -> Language | None:
    """The language that the owner wants posts to be in; None for the server's own."""
    return None if config.discord.language == "auto" else Language(config.discord.language)


def model_of(config: Config) -> ModelChoice:
    """What the owner wants to paint with."""
    chosen = config.model.model_dump(exclude={"device", "unload_after"})
    chosen |= {"device": config.model.device[0], "batch": config.batch.size}
    return ModelChoice.of({**chosen, "cache": str(config.storage.folder / CACHE)})

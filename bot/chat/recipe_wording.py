"""How a picture was made, in plain words: its settings, why its prompt was drawn, what became of it.

Pure: a card and a language in, an embed out; settings of another version are shown as they are stored.
"""

from __future__ import annotations

import discord

from bot.chat import embeds, phrases, wording
from bot.domain.beliefs import Belief
from bot.domain.standings import MASS
from bot.flows.curate import PictureCard
from bot.languages import Language, say
from bot.painter.orders import Settings
from bot.store.pictures import Picture


def recipe(card: PictureCard, *, language: Language) -> discord.Embed:
    """How a picture was made, and why its prompt was drawn, in plain words."""
    picture, standing = card.picture, card.standing
    embed = discord.Embed(
        title=say("recipe-title", language, number=str(picture.id)),
        description=wording.escape(wording.elide(picture.prompt, 600)),
        colour=embeds.COLOUR,
    )
    embed.add_field(name=say("recipe-settings", language), value=_settings(picture, language), inline=False)
    draw, chance = wording.percent(picture.draw, language), wording.percent(picture.chance, language)
    why = _why(card, draw, chance, language)
    embed.add_field(name=say("recipe-why-title", language), value=why, inline=False)
    now = say(
        "recipe-now",
        language,
        mean=wording.percent(standing.mean, language),
        span=wording.span(standing.low, standing.high, language),
        record=wording.record(standing.record.likes, standing.record.trials, language),
    )
    embed.add_field(name=say("recipe-now-title", language), value=now, inline=False)
    return embed.add_field(name=say("recipe-verdict-title", language), value=_verdict(picture, language), inline=False)


def _why(card: PictureCard, draw: str, chance: str, language: Language) -> str:
    """Why this prompt: drawn, and what it beat; or a debut, or chosen blindly; or how it came from its parent."""
    picture = card.picture
    if card.parent_words is not None:
        return phrases.how_varied(picture, card.parent_words, language)
    if picture.kind == "study":
        return say("recipe-why-study", language)
    if picture.way == "debut":
        return say("recipe-why-debut", language, chance=chance)
    if picture.way == "blind":
        return say("recipe-why-blind", language, chance=chance)
    lines = [say("recipe-why", language, draw=draw, chance=chance)]
    if picture.rival is not None and picture.rival_draw is not None:
        rival = wording.escape(wording.elide_prompt(picture.rival, 120))
        drew = wording.percent(picture.rival_draw, language)
        lines.append(say("recipe-why-rival", language, rival=rival, draw=drew))
    if picture.alpha is not None and picture.beta is not None:
        belief = Belief(picture.alpha, picture.beta)
        mean, span = wording.percent(belief.mean, language), wording.span(*belief.interval(MASS), language)
        lines.append(say("recipe-why-belief", language, mean=mean, span=span))
    return wording.join_sentences(lines, language)


def _settings(picture: Picture, language: Language) -> str:
    """The recipe's lines; settings of another version are shown as they are stored."""
    lines = [say("recipe-seed", language, seed=str(picture.seed))]
    try:
        settings = Settings.from_json(picture.settings_json)
    except (TypeError, ValueError):
        lines.append(wording.escape(wording.elide(picture.settings_json, 400)))
    else:
        model = wording.escape(wording.elide(settings.model, 100))
        size = f"{settings.width} × {settings.height}"
        sampler = wording.escape(settings.scheduler)
        lines += [
            say("recipe-model", language, model=model, revision=wording.escape(settings.revision[:8])),
            say("recipe-size", language, size=size, steps=settings.steps),
            say("recipe-guidance", language, guidance=f"{settings.guidance:g}", sampler=sampler),
        ]
        if settings.negative_prompt:
            without = wording.escape(wording.elide(settings.negative_prompt, 150))
            lines.append(say("recipe-without", language, without=without))
    return "\n".join(lines)


def _verdict(picture: Picture, language: Language) -> str:
    """The likes so far, and when they are judged, as Discord shows times: in the reader's own zone and words."""
    if picture.settled_at is None and picture.closes_at is not None:
        return say(
            "likes-so-far", language, likes=picture.likes, judged=discord.utils.format_dt(picture.closes_at, "R")
        )
    return say("likes", language, likes=picture.likes)

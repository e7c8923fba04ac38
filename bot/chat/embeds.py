"""How beliefs, lists and figures look: plain values and a language in, discord.Embed values out.

Pure: no clock, no network, no database. All texts of members are escaped; nothing exceeds Discord's limits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import discord

from bot.chat import phrases, prompt_wording, wording
from bot.domain.odds import Odds
from bot.domain.standings import MASS, Standing
from bot.flows import captions
from bot.flows.curate import PromptCard
from bot.flows.stats import Stats, say_learnt, say_times
from bot.languages import Language, say
from bot.store.pictures import Picture

Link = Callable[[int], str]
"""From a message's id to its address."""

PAGE = 15
COLOUR = 0xE8A33D
MOST_DESCRIPTION = 4_000
_PROMPT_IN_LIST = 80


def standing_line(standing: Standing, language: Language) -> str:
    """A prompt in one line: number, words, counts, mean and interval."""
    record = standing.record
    line = wording.prompt_line(record.prompt_id, record.prompt, language, most=_PROMPT_IN_LIST)
    retired = [] if record.is_active else [say("standing-retired", language)]
    mean, span = wording.percent(standing.mean, language), wording.span(standing.low, standing.high, language)
    rate = say("believed", language, mean=mean, span=span)
    known = " · ".join([rate, wording.record(record.likes, record.trials, language), *retired])
    return f"{line}\n{known}"


def page_of(standings: Sequence[Standing], page: int) -> Sequence[Standing]:
    """One page of a list; a page beyond the last is the last."""
    page = min(page, max(1, -(-len(standings) // PAGE)))
    return standings[(page - 1) * PAGE : page * PAGE]


def prompt_list(standings: Sequence[Standing], *, which: str, page: int, language: Language) -> discord.Embed:
    """One page of prompts in order of what is believed of them; a page beyond the last shows the last."""
    pages = max(1, -(-len(standings) // PAGE))
    page, shown = min(page, pages), page_of(standings, page)
    embed = discord.Embed(
        title=say(f"prompts-title-{which}", language),
        description=wording.join_lines([standing_line(s, language) for s in shown], language, most=MOST_DESCRIPTION)
        or say("prompts-none", language),
        colour=COLOUR,
    )
    foot = [say("prompts-count", language, prompts=len(standings)), interval_note(language)]
    if pages > 1:
        shown_next = str(page % pages + 1)
        foot.append(say(f"prompts-page-{which}", language, page=str(page), pages=str(pages), next=shown_next))
    return embed.set_footer(text=" · ".join(foot))


def odds_list(odds: Sequence[Odds], *, page: int, language: Language) -> discord.Embed:
    """One page of the odds, the best first; a page beyond the last shows the last."""
    pages = max(1, -(-len(odds) // PAGE))
    page = min(page, pages)
    lines = [phrases.odds_line(one, language) for one in odds[(page - 1) * PAGE : page * PAGE]]
    embed = discord.Embed(
        title=say("odds-title", language),
        description=wording.join_lines(lines, language, most=MOST_DESCRIPTION) or say("prompts-none", language),
        colour=COLOUR,
    )
    return embed.set_footer(text=phrases.odds_note(len(odds), language, page=page, pages=pages))


def prompt_card(card: PromptCard, *, link: Link, language: Language) -> discord.Embed:
    """Everything about one prompt: what is believed of it, its counts, its best pictures."""
    standing, record = card.standing, card.standing.record
    state = "active" if record.is_active else "retired"
    mean, span = wording.percent(standing.mean, language), wording.span(standing.low, standing.high, language)
    known = wording.record(record.likes, record.trials, language)
    lines = [
        f"**{wording.escape(wording.elide(card.prompt.text, 400))}**",
        f"`{wording.bar(standing.mean, standing.low, standing.high)}`",
        say("prompt-card-rate", language, mean=mean, span=span),
        say("prompt-card-counts", language, pictures=record.pictures, record=known),
        say(f"prompt-state-{state}", language),
    ]
    lines += prompt_wording.carrying_parts(card.parts, language)
    if card.theme is not None:
        lines.append(say("prompt-theme", language, theme=wording.escape(card.theme.name)))
    if card.prompt.suggested_by is not None:
        lines.append(say("prompt-suggested-by", language, member=f"<@{card.prompt.suggested_by}>"))
    if card.best:
        best = tuple(_picture_link(p, link, language) for p in card.best)
        lines.append(say("prompt-card-best", language, pictures=best))
    title = say("prompt-card-title", language, number=str(record.prompt_id))
    embed = discord.Embed(title=title, description="\n".join(lines), colour=COLOUR)
    return embed.set_footer(text=interval_note(language))


def top_list(pictures: Sequence[Picture], *, days: int | None, link: Link, language: Language) -> discord.Embed:
    """The best loved pictures of the last days, or of all time, and by what they are ranked."""
    lines = [
        f"**{rank}.** {_picture_link(p, link, language)} · {wording.escape(wording.elide(p.prompt, _PROMPT_IN_LIST))}"
        for rank, p in enumerate(pictures, 1)
    ]
    embed = discord.Embed(
        title=captions.top_title(days, language),
        description=wording.join_lines(lines, language, most=MOST_DESCRIPTION) or say("top-none", language),
        colour=COLOUR,
    )
    return embed.set_footer(text=say("top-ranking", language)) if pictures else embed


def stats(stats: Stats, *, language: Language) -> discord.Embed:
    """Is it learning, in one sentence; what was judged and won, and what waits where."""
    vitals, changes = stats.vitals, stats.changes
    lines = [
        f"**{say_learnt(stats.ratio, language)}**",
        say("stats-judged", language, days=stats.days, pictures=stats.pictures, likes=stats.likes),
    ]
    if stats.control is not None:
        control = say_times(stats.control, language)
        lines.append(say("stats-control", language, times=control))
    lines += [
        say("stats-prompts", language, prompts=vitals.prompts),
        say(
            "stats-waiting",
            language,
            unpainted=vitals.unpainted,
            unposted=vitals.unposted,
            unsettled=vitals.unsettled,
            change=_signed(changes.unsettled),
        ),
        say(
            "stats-ever",
            language,
            posted=vitals.posted,
            posted_more=_signed(changes.posted),
            judged=vitals.settled,
            judged_more=_signed(changes.settled),
            liked=vitals.liked,
            liked_more=_signed(changes.liked),
        ),
    ]
    embed = discord.Embed(title=say("stats-title", language), description="\n".join(lines), colour=COLOUR)
    return embed.set_footer(text=say("stats-note", language))


def _signed(change: int) -> str:
    """A change with its sign: “+5”, “−2”, “±0”."""
    return f"{'+' if change > 0 else '−' if change else '±'}{abs(change):,}"


def _picture_link(picture: Picture, link: Link, language: Language) -> str:
    label = f"#{picture.id}" if picture.message_id is None else f"[#{picture.id}]({link(picture.message_id)})"
    return say("picture-likes", language, picture=label, likes=picture.likes)


def interval_note(language: Language) -> str:
    """What the spans beside means are."""
    return say("interval-note", language, percent=f"{100 * MASS:.0f}")

"""How beliefs, lists and recipes look: plain values and a language in, discord.Embed values out.

Pure: no clock, no network, no database. All texts of members are escaped; nothing exceeds Discord's limits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import discord

from bot.chat import phrases, prompt_wording, wording
from bot.domain.beliefs import Belief
from bot.domain.odds import Odds
from bot.domain.standings import MASS, Standing
from bot.flows import captions
from bot.flows.curate import PictureCard, PromptCard
from bot.flows.ports import DigestPost, TopPicture
from bot.flows.stats import Stats, say_learnt, say_times
from bot.languages import Language, say
from bot.painter.orders import Settings
from bot.store.pictures import Picture

Link = Callable[[int], str]
"""From a message's id to its address."""

PAGE = 15
_COLOUR = 0xE8A33D
_MOST_DESCRIPTION = 4_000
_MOST_SHOWN = 5  # in words below a digest, whose curves show more
_PROMPT_IN_LIST = 80
_PROMPT_IN_DIGEST = (80, 40, 20, 0)  # characters of each prompt: the most that lets the message fit
_MOST_IN_DIGEST = 12
_MOST_WITH_PROMPT = 3  # in a digest: the sheet shows the others, and their prompts hang with them


def standing_line(standing: Standing, language: Language) -> str:
    """A prompt in one line: number, words, counts, mean and interval."""
    record = standing.record
    text = wording.escape(wording.elide(record.prompt, _PROMPT_IN_LIST))
    retired = [] if record.is_active else [say("standing-retired", language)]
    mean, span = wording.percent(standing.mean, language), wording.span(standing.low, standing.high, language)
    rate = say("believed", language, mean=mean, span=span)
    known = " · ".join([rate, wording.record(record.likes, record.trials, language), *retired])
    return f"**#{record.prompt_id}** {text}\n{known}"


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
        description=wording.join_lines([standing_line(s, language) for s in shown], language, most=_MOST_DESCRIPTION)
        or say("prompts-none", language),
        colour=_COLOUR,
    )
    foot = [say("prompts-count", language, prompts=len(standings)), _interval_note(language)]
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
        description=wording.join_lines(lines, language, most=_MOST_DESCRIPTION) or say("prompts-none", language),
        colour=_COLOUR,
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
    embed = discord.Embed(title=title, description="\n".join(lines), colour=_COLOUR)
    return embed.set_footer(text=_interval_note(language))


def top_list(pictures: Sequence[Picture], *, days: int | None, link: Link, language: Language) -> discord.Embed:
    """The best loved pictures of the last days, or of all time, and by what they are ranked."""
    lines = [
        f"**{rank}.** {_picture_link(p, link, language)} · {wording.escape(wording.elide(p.prompt, _PROMPT_IN_LIST))}"
        for rank, p in enumerate(pictures, 1)
    ]
    embed = discord.Embed(
        title=captions.top_title(days, language),
        description=wording.join_lines(lines, language, most=_MOST_DESCRIPTION) or say("top-none", language),
        colour=_COLOUR,
    )
    return embed.set_footer(text=say("top-ranking", language)) if pictures else embed


def recipe(card: PictureCard, *, language: Language) -> discord.Embed:
    """How a picture was made, and why its prompt was drawn, in plain words."""
    picture, standing = card.picture, card.standing
    embed = discord.Embed(
        title=say("recipe-title", language, number=str(picture.id)),
        description=wording.escape(wording.elide(picture.prompt, 600)),
        colour=_COLOUR,
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
    embed = discord.Embed(title=say("stats-title", language), description="\n".join(lines), colour=_COLOUR)
    return embed.set_footer(text=say("stats-note", language))


def _signed(change: int) -> str:
    """A change with its sign: “+5”, “−2”, “±0”."""
    return f"{'+' if change > 0 else '−' if change else '±'}{abs(change):,}"


def digest_text(post: DigestPost, *, link: Link, language: Language) -> str:
    """The digest's own lines: number, date, counts, and the top cats with their likes and links."""
    for most in _PROMPT_IN_DIGEST:
        text = _digest_text(post, link, language, prompt_characters=most)
        if len(text) <= wording.MOST_CONTENT:
            break
    return text


def _digest_text(post: DigestPost, link: Link, language: Language, *, prompt_characters: int) -> str:
    counts = say("digest-counts", language, painted=post.painted, liked=post.liked, unseen=post.unseen)
    on = date.fromisoformat(post.title_on)
    lines = [wording.digest_heading(post.digest_id, on, language, edition=post.edition), counts]
    if post.lesson is not None and prompt_characters:
        lines.append(phrases.lesson(post.lesson, language, characters=prompt_characters))
    if post.ratio is not None:
        lines.append(say_learnt(post.ratio, language))
    for rank, top in enumerate(post.top[:_MOST_IN_DIGEST], 1):
        shown = prompt_characters if rank <= _MOST_WITH_PROMPT else 0
        thanks = phrases.credit(top.credit, language, is_new=top.is_new) if prompt_characters else ""
        lines.append(f"**{rank}.** {_top_line(top, link, language, prompt_characters=shown)}{thanks}")
    if not post.top:
        lines.append(say("digest-none", language))
    if post.new_count and prompt_characters:
        lines.append(phrases.new_prompts(post.new, post.new_count, language, characters=prompt_characters))
    return "\n".join([*lines, f"-# {say('made-by-ai', language)}"])


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
    why = say("recipe-why", language, draw=draw, chance=chance)
    lines = [why]
    if picture.rival is not None and picture.rival_draw is not None:
        rival = wording.escape(wording.elide(picture.rival, 120))
        drew = wording.percent(picture.rival_draw, language)
        lines.append(say("recipe-why-rival", language, rival=rival, draw=drew))
    if picture.alpha is not None and picture.beta is not None:
        belief = Belief(picture.alpha, picture.beta)
        mean, span = wording.percent(belief.mean, language), wording.span(*belief.interval(MASS), language)
        lines.append(say("recipe-why-belief", language, mean=mean, span=span))
    return wording.join_sentences(lines, language)


def digest_embed(post: DigestPost, *, language: Language) -> discord.Embed | None:
    """The leading prompts; None if there is no prompt."""
    leading = [s for s in post.standings if s.record.is_active][:_MOST_SHOWN]
    if not leading:
        return None
    embed = discord.Embed(
        title=say("beliefs-title", language),
        description=wording.join_lines([standing_line(s, language) for s in leading], language, most=_MOST_DESCRIPTION),
        colour=_COLOUR,
    )
    return embed.set_footer(text=_interval_note(language))


def _top_line(top: TopPicture, link: Link, language: Language, *, prompt_characters: int) -> str:
    line = f"[#{top.picture_id}]({link(top.message_id)}) · {say('likes', language, likes=top.likes)}"
    return f"{line} · {wording.escape(wording.elide(top.prompt, prompt_characters))}" if prompt_characters else line


def _picture_link(picture: Picture, link: Link, language: Language) -> str:
    label = f"#{picture.id}" if picture.message_id is None else f"[#{picture.id}]({link(picture.message_id)})"
    return say("picture-likes", language, picture=label, likes=picture.likes)


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


def _interval_note(language: Language) -> str:
    return say("interval-note", language, percent=f"{100 * MASS:.0f}")

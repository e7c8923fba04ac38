"""What is said while people look and judge: comparisons, variations, reviews, odds and studies.

Pure: plain values in, text out, like `wording`, whose figures and escapes it uses. Must not know Discord's objects.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.chat import wording
from bot.domain.lessons import Lesson
from bot.domain.odds import Odds
from bot.domain.prompts import find_change
from bot.domain.standings import MASS
from bot.domain.study import Findings
from bot.flows.ports import SheetPost
from bot.flows.rewording import Choice
from bot.languages import Language, Text, say
from bot.store.pictures import Picture

_PROMPT = 80
_CELLS = 20
_SHEET = re.compile(r"\*\*[^*#]*#(\d+)\*\*")  # in whichever language it was posted


def progress(done: int, total: int, language: Language) -> str:
    """How far the painting has come."""
    full = _CELLS * done // total
    return f"{say('progress', language, done=done, total=total)}\n`{'█' * full}{'░' * (_CELLS - full)}`"


def sheet_done(post: SheetPost, language: Language) -> str:
    """What stands above a sheet: what it shows, and how to get one of its pictures."""
    names = [wording.escape(wording.elide_prompt(prompt, _PROMPT)) for prompt in post.prompts]
    if len(names) == 1:
        lines = [say("sheet-one", language, seeds=post.seeds), names[0]]
    else:
        lines = [say("sheet-many", language, prompts=len(names)), *(f"{n}. {name}" for n, name in enumerate(names, 1))]
    numbers = say("sheet-numbers", language, first=str(post.first), last=str(post.last))
    note = wording.join_sentences([numbers, say("made-by-ai", language)], language)
    return "\n".join([*lines, f"-# {note}"])


def sheet_in_channel(batch_id: int, text: str, language: Language) -> str:
    """A sheet for the channel, as its asker could not be answered any more."""
    return f"{say('sheet-heading', language, number=str(batch_id))}\n{text}"


def find_sheet_number(content: str) -> int | None:
    """The number that `sheet_in_channel` wrote at the beginning of a message."""
    found = _SHEET.match(content)
    return int(found[1]) if found and not content.startswith("**#") else None


def like_parent(parent_id: int, language: Language) -> str:
    """Whose child a picture is, behind its prompt."""
    return say("child-of", language, number=str(parent_id))


def child_done(child: Picture, parent_words: str, *, link: str, language: Language) -> str:
    """Said when a child hangs: how it came from its parent."""
    values = {"number": str(child.parent_id), "child": str(child.id), "link": link}
    if child.prompt != parent_words:
        return say("child-done-words", language, **values, **_change(parent_words, child.prompt))
    if child.beginning is not None:
        percent = wording.percent(child.beginning.strength, language)
        return say("child-done-over", language, **values, percent=percent)
    strength = child.variation[1] if child.variation is not None else 0.0
    return say("child-done", language, **values, percent=wording.percent(strength, language))


def how_varied(child: Picture, parent_words: str, language: Language) -> str:
    """How a child was made, for its recipe: what it begins with, and which words are others."""
    number = str(child.parent_id)
    if child.beginning is not None:
        percent = wording.percent(child.beginning.strength, language)
        lines = [say("recipe-why-over", language, number=number, percent=percent)]
    elif child.variation is not None:
        seed, strength = child.variation
        moved = wording.percent(strength, language)
        lines = [say("recipe-why-child", language, number=number, seed=str(seed), strength=moved)]
    else:
        lines = [say("recipe-why-noise", language, number=number)]
    if child.prompt != parent_words:
        lines.append(say("recipe-why-words", language, **_change(parent_words, child.prompt)))
    return wording.join_sentences(lines, language)


def part_now(choice: Choice, language: Language) -> str:
    """The label of a menu of parts: which slot it is of, and what fills that now."""
    now = wording.elide(choice.now, _PROMPT)
    if choice.slot.options:
        return say("part-now-inline", language, now=now)
    return say("part-now", language, slot=choice.slot.name, now=now)


def _change(before: str, after: str) -> dict[str, str]:
    old, new = find_change(before, after)
    return {"before": _quoted(old), "after": _quoted(new)}


def _quoted(words: str) -> str:
    return wording.escape(wording.elide(words, 2 * _PROMPT))


def review_over(*, seen: int, liked: int, left: int, newer: int, language: Language) -> str:
    """The end of a review."""
    if not seen and not left and not newer:
        return say("review-nothing", language)
    lines = [say("review-over", language, seen=seen, liked=liked)]
    if left:
        lines.append(say("review-left", language, left=left))
    if newer:
        lines.append(say("review-newer", language, newer=newer))
    return wording.join_sentences(lines, language)


def picture_place(place: int, picture_id: int, prompt: str, language: Language) -> str:
    """The alt text of a picture on a page."""
    picture = wording.picture_alt(picture_id, prompt, language)
    return wording.elide(say("alt-review", language, place=place, picture=picture), wording.MOST_ALT)


def lesson(learnt: Lesson, language: Language, *, characters: int) -> str:
    """What was learnt since the last digest, in one sentence from the numbers."""
    change = learnt.change
    record = wording.record(change.likes, change.trials, language)
    if change.new_trials < change.trials:
        record = say("digest-lately", language, record=record, likes=change.new_likes, trials=change.new_trials)
    prompt = wording.escape(wording.elide_prompt(change.prompt, characters))
    how = "more" if learnt.is_praise else "less"
    return say(f"digest-learnt-{how}", language, prompt=prompt, record=record)


def credit(person: int | None, language: Language, *, is_new: bool) -> str:
    """Who is to thank for a prompt, shown by name and not called; and whether it is new."""
    thanks = f" · {say('digest-credit', language, person=f'<@{person}>')}" if person is not None else ""
    return thanks + (f" · {say('digest-new', language)}" if is_new else "")


def new_prompts(prompts: Sequence[str], count: int, language: Language, *, characters: int) -> str:
    """The prompts of the last week."""
    names = [
        say("quoted", language, prompt=wording.escape(wording.elide_prompt(prompt, characters))) for prompt in prompts
    ]
    if count > len(prompts):
        names.append(say("digest-new-rest", language, more=count - len(prompts)))
    return say("digest-new-prompts", language, prompts=tuple(names))


def draws(number: float, language: Language) -> str:
    """How many draws, as one says it: whole ones, and no more digits than are known."""
    if number >= 1_000:
        return say("odds-over", language)
    return f"{number:.1f}" if number < 3 else f"{number:.0f}"


def odds_line(odds: Odds, language: Language) -> str:
    """A prompt's odds in two lines."""
    standing = odds.standing
    record = standing.record
    line = say(
        "odds-line",
        language,
        mean=wording.percent(standing.mean, language),
        span=wording.span(standing.low, standing.high, language),
        draws=draws(odds.draws, language),
        low=draws(odds.draws_low, language),
        high=draws(odds.draws_high, language),
        within=wording.percent(odds.within, language),
    )
    return f"{wording.prompt_line(record.prompt_id, record.prompt, language, most=_PROMPT)}\n{line}"


def odds_note(count: int, language: Language, *, page: int, pages: int) -> str:
    """What stands below the odds."""
    foot = [
        say("prompts-count", language, prompts=count),
        say("odds-note", language, percent=f"{100 * MASS:.0f}"),
    ]
    if pages > 1:
        following = str(page % pages + 1)
        foot.append(say("odds-page", language, page=str(page), pages=str(pages), next=following))
    return " · ".join(foot)


def study_hangs(number: int, *, posted: int, spoilt: int, language: Language) -> str:
    """Said when all of a study hangs."""
    text = say("study-hangs", language, number=str(number), posted=posted)
    return wording.join_sentences([text, say("study-spoilt", language, spoilt=spoilt)], language) if spoilt else text


def study_result(number: int, findings: Findings | None, *, people: int, likes: int, is_over: bool) -> list[Text]:
    """What a study found, in two sentences for everybody, or why nothing."""
    if not people:
        return [Text("study-unjudged", number=str(number))]
    if findings is None:
        return [Text("study-alike", number=str(number), likes=likes)]
    return [_study_found(number, findings, is_over=is_over), _study_advice(findings)]


def _study_found(number: int, findings: Findings, *, is_over: bool) -> Text:
    parts = {"prompt": findings.prompt, "seed": findings.seed, "rest": findings.rest}
    shares = {name: Text("percent", figure=f"{100 * part.share:.0f}") for name, part in parts.items()}
    spans = {
        name: Text("percent-span", low=f"{100 * part.low:.0f}", high=f"{100 * part.high:.0f}")
        for name, part in parts.items()
    }
    return Text(
        "study-found",
        number=str(number),
        early="no" if is_over else "yes",
        prompt=shares["prompt"],
        seed=shares["seed"],
        rest=shares["rest"],
        prompt_span=spans["prompt"],
        seed_span=spans["seed"],
        rest_span=spans["rest"],
    )


def _study_advice(findings: Findings) -> Text:
    """The second sentence: what to do about it, or that it is too early to say."""
    prompt, seed, rest = findings.prompt, findings.seed, findings.rest
    if prompt.low > max(seed.high, 0.1):
        return Text("study-advice-prompt")
    if seed.low > max(prompt.high, 0.1):
        return Text("study-advice-seed")
    return Text("study-advice-luck") if rest.low > 0.5 else Text("study-advice-early")

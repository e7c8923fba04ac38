"""What is said of proposals: on the curators' board, to the members who suggested, and in answers.

Pure: plain values in, texts out. Whatever members wrote is escaped; people are named without calling them.
"""

from __future__ import annotations

from bot.chat import wording
from bot.flows.privacy import Kept
from bot.languages import Language, Text, render, say
from bot.store.proposals import Proposal

_MOST_PROMPT = 600
_TINY = 0.0001


def name_person(user_id: int | None) -> str | Text:
    """A person as Discord shows them by name, which calls nobody where mentions are switched off."""
    return Text("somebody") if user_id is None else f"<@{user_id}>"


def show_prompt(text: str) -> str:
    """A prompt's words as they may stand in a message."""
    return wording.escape(wording.elide_prompt(text, _MOST_PROMPT))


def board_message(proposal: Proposal, language: Language) -> str:
    """A proposal as it hangs on the curators' board, before the decision and after it."""
    retirement = proposal.kind == "retirement"
    lines = (_retirement if retirement else _suggestion)(proposal, language)
    lines.insert(1, f"> {show_prompt(proposal.text)}")
    return "\n".join(lines)


def _suggestion(proposal: Proposal, language: Language) -> list[str]:
    number, member = str(proposal.id), name_person(proposal.suggested_by)
    if proposal.verdict is None:
        return [render(Text("board-suggestion", number=number, member=member), language)]
    heading = Text("board-suggestion-heading", number=number, member=member)
    end = {
        "accepted": Text(
            "board-suggestion-accepted", curator=name_person(proposal.decided_by), prompt=str(proposal.prompt_id)
        ),
        "declined": Text("board-suggestion-declined", curator=name_person(proposal.decided_by)),
        "withdrawn": Text("board-suggestion-withdrawn"),
    }[proposal.verdict]
    return [render(heading, language), render(end, language)]


def _retirement(proposal: Proposal, language: Language) -> list[str]:
    number, prompt = str(proposal.id), str(proposal.prompt_id)
    if proposal.verdict is None:
        known = wording.record(proposal.likes or 0, proposal.trials or 0, language)
        reason = Text("board-retirement-reason", record=known, chance=_chance(proposal.chance or 0.0))
        return [
            say("board-retirement", language, number=number, prompt=prompt),
            render(reason, language),
        ]
    end = {
        "accepted": Text("board-retirement-accepted", curator=name_person(proposal.decided_by)),
        "declined": Text("board-retirement-declined", curator=name_person(proposal.decided_by)),
        "withdrawn": Text("board-retirement-withdrawn"),
    }[proposal.verdict]
    return [say("board-retirement-heading", language, number=number, prompt=prompt), render(end, language)]


def _chance(chance: float) -> Text:
    """A small chance in plain words."""
    return Text("chance-tiny") if chance < _TINY else Text("chance-one-in", number=round(1 / chance))


def labels(kind: str, language: Language) -> tuple[str, str]:
    """What the two buttons say: for yes and for no."""
    if kind == "retirement":
        return say("button-retire", language), say("button-keep", language)
    return say("button-approve", language), say("button-decline", language)


def told(proposal: Proposal, language: Language) -> str:
    """The private word to whoever suggested a prompt, once it is decided."""
    prompt = show_prompt(proposal.text)
    if proposal.verdict == "accepted":
        return say("suggestion-told-accepted", language, prompt=prompt, number=str(proposal.prompt_id))
    return say("suggestion-told-declined", language, prompt=prompt)


def decided_before(proposal: Proposal) -> Text:
    """The answer to a curator who pressed after the decision."""
    curator = name_person(proposal.decided_by)
    if proposal.verdict == "accepted":
        return Text("proposal-already-accepted", curator=curator)
    if proposal.verdict == "declined":
        return Text("proposal-already-declined", curator=curator)
    return Text("proposal-already-withdrawn")


def blocked(user_id: int, *, is_blocked: bool, is_new: bool) -> Text:
    """The answer to a curator who blocked or unblocked a member."""
    member = name_person(user_id)
    if is_blocked:
        return Text("member-blocked", member=member) if is_new else Text("member-blocked-already", member=member)
    return Text("member-unblocked", member=member) if is_new else Text("member-not-blocked", member=member)


def kept(found: Kept, language: Language) -> str:
    """What is kept of a person."""
    texts = []
    is_named = bool(found.prompts or found.proposals)
    if found.shown and not found.votes:
        texts.append(Text("privacy-only-shown", shown=found.shown))
    elif is_named and not found.votes:
        texts.append(Text("privacy-no-votes"))
    else:
        texts.append(Text("privacy-kept", votes=found.votes))
        if found.shown:
            texts.append(Text("privacy-shown", shown=found.shown))
    if is_named:
        texts.append(Text("privacy-named", prompts=found.prompts, proposals=found.proposals))
    if found.is_blocked:
        texts.append(Text("privacy-blocked"))
    return wording.join_sentences([render(text, language) for text in texts], language)


def forgotten(found: Kept, language: Language) -> str:
    """The answer to whoever asked to be forgotten."""
    texts = [Text("privacy-forgotten", votes=found.votes)]
    if found.prompts or found.proposals:
        texts.append(Text("privacy-unnamed", prompts=found.prompts, proposals=found.proposals))
    return wording.join_sentences([render(text, language) for text in texts], language)

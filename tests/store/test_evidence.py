"""What the learner is told: the same from rows as from the events that made them."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.learner import Learner
from bot.domain.names import PictureId, PromptId, Voter
from bot.domain.policy import Evidence, Profile
from bot.flows.settle import settle
from bot.store import batches, counts, pictures, posts, prompts, votes
from bot.store.database import Database, Transaction
from bot.store.evidence import gather
from tests.samples import make_rules
from tests.store.conftest import BALLOT, HOUR, LIKE, NOON, add_batch, add_prompts, post

HOURS = 24.0
FIXED = Profile(prior="fixed")  # the fitted one goes on from the last fit, and only one of the two chooses here
Event = tuple[str, int]

# What happens every five hours.
happenings = st.lists(
    st.tuples(
        st.sampled_from(["batch", "batch", "like", "like", "delete", "look", "switch", "rest"]), st.integers(0, 99)
    ),
    min_size=1,
    max_size=25,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(happenings=happenings)
async def test_the_rows_tell_the_learner_what_the_events_would_have(
    tmp_path_factory: Any, happenings: list[Event]
) -> None:
    folder = tmp_path_factory.mktemp("evidence")
    rules = make_rules(folder, profile=FIXED)
    learner, rng = Learner(FIXED, window=HOURS), np.random.default_rng(1)
    model, hour, painted = 0, 0.0, 0
    async with Database.open(folder / "catbandit.db") as database:
        async with database.transaction() as tx:
            ids = await add_prompts(tx, "one", "two", "three")
        for prompt in ids:
            learner.add_prompt(prompt, at=0.0, text=("one", "two", "three")[prompt - 1])
        for what, number in happenings:
            hour += 5.0
            now = NOON + hour * HOUR
            learner.choose(1, at=hour, rng=rng)  # closes the windows that are over
            await settle(database, rules, model=str(model), now=now)
            async with database.transaction() as tx:
                await counts.mark_model(tx, str(model))
                if what == "batch":
                    painted = await _post_batch(tx, learner, ids, number, painted, str(model), hour)
                elif what == "switch":
                    model = number % 2
                    learner.switch_model(model, at=hour)
                elif painted and what in ("like", "delete", "look"):
                    await _befall(tx, learner, what, 1 + number % painted, hour)
        now = NOON + hour * HOUR
        async with database.reading() as tx:
            known = await gather(tx, model=str(model), likes_needed=1, window=timedelta(hours=HOURS), now=now)
        _assert_same(known.evidence, learner.evidence(at=hour))


async def _post_batch(
    tx: Transaction, learner: Learner, ids: list[PromptId], number: int, painted: int, model: str, hour: float
) -> int:
    chosen = [ids[number % 3], ids[number % 2]]
    batch = await add_batch(tx, f"slot {painted}", chosen, at=NOON + hour * HOUR)
    await tx.execute("UPDATE pictures SET model = ? WHERE batch_id = ?", (model, batch))
    for offset, prompt in enumerate(chosen, 1):
        await post(tx, PictureId(painted + offset), at=NOON + hour * HOUR, model=model)
        learner.posted(painted + offset, prompt=prompt, batch=batch, at=hour)
    return painted + len(chosen)


async def _befall(tx: Transaction, learner: Learner, what: str, number: int, hour: float) -> None:
    at = NOON + hour * HOUR
    picture = await pictures.get_picture(tx, PictureId(number))
    if picture.deleted_at is not None or picture.settled_at is not None:
        return
    if what == "like":
        await votes.mark_votes(tx, {(picture.id, Voter("v")): LIKE}, ballot=BALLOT, at=at)
        await votes.count_likes(tx, [picture.id])
        await batches.mark_seen(tx, [picture.batch_id], at)
        learner.liked(number, at=hour)
    elif what == "look":
        await batches.mark_seen(tx, [picture.batch_id], at)
        learner.seen(picture.batch_id, at=hour)
    elif not picture.likes and picture.message_id is not None:
        await posts.mark_deleted(tx, [picture.message_id], at)
        learner.deleted(number, at=hour)


def _assert_same(rows: Evidence, events: Evidence) -> None:
    for field in dataclasses.fields(Evidence):
        if field.name == "last_prior":
            continue
        one, other = getattr(rows, field.name), getattr(events, field.name)
        if isinstance(one, np.ndarray) and field.name in ("like_age", "like_limit"):
            one, other = np.sort(one), np.sort(other)  # a sample: its order says nothing
        if isinstance(one, np.ndarray):
            np.testing.assert_allclose(one, other, atol=1e-6, err_msg=field.name)
        elif isinstance(one, float):
            assert abs(one - other) < 1e-6, field.name
        else:
            assert one == other, field.name


async def test_a_prompt_whose_picture_waits_to_be_posted_has_had_its_debut(database: Database) -> None:
    async with database.transaction() as tx:
        ids = await add_prompts(tx, "one", "two")
        await add_batch(tx, "slot", [ids[0]])
        await prompts.mark_retired(tx, ids[1], NOON)
        known = await gather(tx, model=None, likes_needed=1, window=24 * HOUR, now=NOON)
    assert known.evidence.pictures.tolist() == [1, 0]
    assert known.evidence.is_active.tolist() == [True, False]
    assert [prompt.text for prompt in known.prompts] == ["one", "two"]

"""What happens when a batch is due: settle, choose, store the recipes; then `hang` paints and posts them."""

from __future__ import annotations

import json
import logging
import math
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.controls import with_controls
from bot.domain.names import BatchId
from bot.domain.policy import Assumptions, Choice, Decision
from bot.domain.seeds import draw_seeds
from bot.flows.compose import compose
from bot.flows.hang import Hung, hang_batch, hang_unfinished
from bot.flows.learning import choose, look
from bot.flows.own_settings import settle_plans
from bot.flows.resting import leave_resting, tell_resting
from bot.flows.room import make_sure_of_room
from bot.flows.settle import settle
from bot.flows.workshop import Workshop
from bot.languages import Text
from bot.painter.orders import Settings
from bot.store import batches, counts, parts
from bot.store.batches import Plan
from bot.store.evidence import Known

log = logging.getLogger(__name__)

NO_PROMPTS = Text("no-prompts")
ALL_REST = Text("prompts-rest")
_DONE = Text("batch-done")


@dataclass(frozen=True, kw_only=True)
class BatchReport:
    """What became of a slot: posted, spoilt and held pictures, or why there were none."""

    slot: str
    batch_id: BatchId | None = None
    posted: int = 0
    spoilt: int = 0
    held: int = 0
    skipped: Text | None = None


async def paint_batch(workshop: Workshop, *, slot: str) -> BatchReport:
    """Paint and post the batch of this slot, after finishing what earlier ones left undone.

    A slot that has had its batch is left alone; one without active prompts is noted as skipped. Raises PainterError
    (NoRoomError if the disk is nearly full) or GalleryError; what was done until then is stored, and calling again goes
    on from there.
    """
    database = workshop.database
    finished = await hang_unfinished(workshop)
    async with database.reading() as tx:
        batch_id = await batches.find_batch(tx, slot)
    if batch_id is not None:
        return _report(slot, batch_id, finished[batch_id]) if batch_id in finished else _report_done(slot)
    await make_sure_of_room(workshop)
    settings = await workshop.painter.prepare()
    async with database.transaction() as tx:
        await counts.mark_model(tx, settings.model)
    closed_at = workshop.clock()  # before the comparison: windows that close during it are settled the next time
    if await workshop.compare_votes():
        await settle(database, workshop.rules, model=settings.model, now=closed_at)
    else:
        log.warning("the votes could not be compared with the channel: no verdicts this time")
    async with database.reading() as tx:
        known = await look(tx, workshop.rules, model=settings.model, now=workshop.clock())
        reason = ALL_REST if known.evidence.is_active.any() else NO_PROMPTS
        known, resting = await leave_resting(tx, known, workshop, usual=settings, on=_today(workshop))
    await tell_resting(workshop, resting)
    if not known.evidence.is_active.any():
        async with database.transaction() as tx:
            if await batches.find_batch(tx, slot) is None:
                await batches.add_skipped(tx, slot=slot, at=workshop.clock(), reason=reason.id)
        return BatchReport(slot=slot, skipped=reason)
    batch_id = await _plan(workshop, slot, known, settings)
    if batch_id is None:
        return _report_done(slot)
    return _report(slot, batch_id, await hang_batch(workshop, batch_id))


def _report(slot: str, batch_id: BatchId, hung: Hung) -> BatchReport:
    return BatchReport(slot=slot, batch_id=batch_id, posted=hung.posted, spoilt=hung.spoilt, held=hung.held)


def _report_done(slot: str) -> BatchReport:
    return BatchReport(slot=slot, skipped=_DONE)


async def _plan(workshop: Workshop, slot: str, known: Known, settings: Settings) -> BatchId | None:
    """Choose the prompts and the seeds, and store the recipes; None if another call was faster."""
    rules = workshop.rules
    decision = await choose(known, rules, count=rules.batch_size, rng=workshop.rng)
    seeds = draw_seeds(rules.batch_size, is_shared=rules.is_seed_shared, rng=workshop.rng)
    choices = with_controls(decision, known.evidence.is_active, share=rules.control, rng=workshop.rng)
    plans = [_plan_of(choice, seed, decision, known) for choice, seed in zip(choices, seeds, strict=True)]
    composed = await compose(
        workshop.database,
        rules,
        [known.prompts[choice.index].text for choice in choices],
        model=settings.model,
        on=_today(workshop),
        now=workshop.clock(),
        rng=workshop.rng,
    )
    plans = [replace(plan, painted=one.painted) for plan, one in zip(plans, composed, strict=True)]
    plans = settle_plans(settings, plans, [one.own for one in composed])
    async with workshop.database.transaction() as tx:
        if await batches.find_batch(tx, slot) is not None:
            return None
        batch_id = await batches.add_batch(
            tx,
            slot=slot,
            at=workshop.clock(),
            plans=plans,
            model=settings.model,
            settings_json=settings.to_json(),
            pool=int(known.evidence.is_active.sum()),
            assumptions=_to_json(decision.assumptions),
        )
        await parts.add_to_batch(tx, batch_id, [one.part_ids for one in composed])
        return batch_id


def _today(workshop: Workshop) -> date:
    """The owner's date, by which themes hold."""
    return workshop.clock().astimezone(workshop.politeness.timezone).date()


def _plan_of(choice: Choice, seed: int, decision: Decision, known: Known) -> Plan:
    """The recipe of one picture, with the reasons for its prompt."""
    at = choice.index
    alpha, beta = float(decision.alpha[at]), float(decision.beta[at])
    is_drawn = not math.isnan(choice.draw)
    has_rival = choice.beaten is not None and choice.beaten_draw is not None
    return Plan(
        prompt_id=known.prompts[at].id,
        seed=seed,
        draw=choice.draw if is_drawn else alpha / (alpha + beta),
        chance=choice.chance,
        way=choice.reason,
        alpha=alpha,
        beta=beta,
        rival_id=known.prompts[choice.beaten].id if has_rival and choice.beaten is not None else None,
        rival_draw=choice.beaten_draw if has_rival else None,
    )


def _to_json(assumptions: Assumptions) -> str:
    """What the learner took for granted, for people who look at it later."""
    curve = assumptions.curve
    return json.dumps(
        {
            "mean": assumptions.prior.mean,  # in full: the next fit begins here, and nought is no rate
            "strength": assumptions.prior.strength,
            "correlation": assumptions.correlation,
            "unseen": round(assumptions.unseen, 4),
            "sharpness": round(assumptions.sharpness, 3),
            "fatigue": round(assumptions.fatigue, 4),
            "cap": round(assumptions.cap, 4),
            "shared": round(assumptions.shared, 4),
            "delay": [[round(age, 2), round(share, 4)] for age, share in zip(curve.ages, curve.shares, strict=True)],
        }
    )

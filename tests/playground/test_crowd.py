"""The simulated crowd: tastes, exact rates, deeds."""

import asyncio
import contextlib
import itertools

import numpy as np
import pytest

from bot.playground import Playground
from bot.playground.crowd import REFERENCE_POOL, Crowd, decide, liked_by_enough, make_tastes, words


@pytest.mark.parametrize("seed", [1, 2, 3, 7, 11])
def test_rates_over_a_pool_are_spread_around_fifteen_percent(seed):
    tastes = make_tastes(6, seed)
    rates = [liked_by_enough([one.lasting(prompt) for one in tastes], 1) for prompt in REFERENCE_POOL]
    assert np.mean(rates) == pytest.approx(0.15, abs=0.001)
    assert min(rates) < 0.05
    assert 0.4 < max(rates) < 0.75


def test_the_same_seed_gives_the_same_crowd_and_another_another():
    assert make_tastes(6, 7) == make_tastes(6, 7) != make_tastes(6, 8)


def test_words_are_found_with_their_synonyms():
    assert words("An orange cat in a cardboard box, wearing a bow tie!") == {"ginger", "box", "bow tie"}
    assert words("") == set()


def test_enough_likes_are_counted_exactly():
    chances = [0.1, 0.5, 0.7]
    for needed in (1, 2, 3):
        exact = sum(
            np.prod([chance if liked else 1 - chance for chance, liked in zip(chances, outcome, strict=True)])
            for outcome in itertools.product([True, False], repeat=3)
            if sum(outcome) >= needed
        )
        assert liked_by_enough(chances, needed) == pytest.approx(exact)
    assert liked_by_enough([], 1) == 0.0


def test_deeds_agree_with_the_true_rate():
    tastes, prompt = make_tastes(6, 7), "an orange cat loaf in a box"
    likes, pictures = 0, 4000
    for ordinal in range(pictures):
        deeds = [decide(one, prompt, np.random.default_rng([7, index, ordinal])) for index, one in enumerate(tastes)]
        likes += any(one is not None and one.emoji[0] == "👍" and one.withdrawn_after is None for one in deeds)
    rate = liked_by_enough([one.lasting(prompt) for one in tastes], 1)
    assert abs(likes / pictures - rate) < 4 * np.sqrt(rate * (1 - rate) / pictures)


async def test_the_crowd_reacts_to_new_pictures_only(playground, bot):
    crowd = Crowd(playground, members=12, seed=7, pace_seconds=0.01)
    assert len({one.id for one in crowd.members}) == 12
    task = asyncio.create_task(crowd.run())
    await playground.owner.say(None, "||an orange cat loaf in a box||")
    await bot.channel.send("no picture ||a cat in a box||")
    for _ in range(12):
        await bot.post("an orange cat loaf in a box wearing a crown")
    await playground.wait_for(lambda: any(one.reactions for one in playground.messages()))
    assert not any(one.reactions for one in playground.messages()[:2])
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def test_a_crowd_that_starts_again_does_the_same(start):
    """Deeds hang on the seed and the picture's place in the channel, not on when the crowd runs."""

    def is_at_rest() -> bool:
        return not any("Crowd._do" in repr(task.get_coro()) for task in asyncio.all_tasks())

    async def likes(interrupted: bool) -> list[dict[str, int]]:
        async with Playground(speed=100) as playground:
            bot = await start(playground)
            for _ in range(8):
                await bot.post("an orange cat loaf in a box wearing a crown")
            for is_last in (False, True) if interrupted else (True,):
                crowd = asyncio.create_task(Crowd(playground, seed=3, pace_seconds=0.01).run())
                await playground.wait_for(lambda: any(one.reactions for one in playground.messages()))
                if is_last:
                    await asyncio.sleep(0)  # the second crowd has looked at what hangs
                    await playground.wait_for(is_at_rest)
                crowd.cancel()
                await asyncio.wait([crowd])
            return [{key: len(users) for key, users in one.reactions.items()} for one in playground.messages()]

    assert await likes(False) == await likes(True)

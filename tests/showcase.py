"""The pictures of the README and the docs, made by the real bot: `python -m tests.showcase [--out docs/pictures]`.

The bot paints for the playground's crowd for some minutes; then a curator asks for what the pictures show. Each is
what a person would see: an attachment as it was posted, or the page on a phone (which needs a Chromium).
"""

from __future__ import annotations

import argparse
import asyncio
import io
import itertools
import logging
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image
from pydantic import SecretStr

from bot.app import App, build_app
from bot.config import check_config
from bot.flows.children import paint_child
from bot.flows.curate import add_prompt, add_starters
from bot.flows.digest import post_digest
from bot.flows.hang import hang_batch
from bot.flows.paint_batch import BatchReport
from bot.flows.recipe import archive_path
from bot.flows.wishes import Nearby, OtherWords, Over, Wish
from bot.flows.workshop import Workshop
from bot.installation import now
from bot.painter.orders import Order, Painted
from bot.playground import Answer, Member, MessageView
from bot.playground.crowd import Crowd
from bot.playground.server import Playground
from bot.sheets.grid import grid_sheet
from bot.starter import list_starters
from bot.store import batches, pictures
from bot.store.batches import Plan
from bot.store.pictures import Picture

TOKEN = "demo.token.of-the-showcase"  # opens nothing but the playground
BATCHES = 16
PAINTED = 180.0  # seconds that a batch or a sheet may take on a slow machine
COMPARED = {
    "first": "an orange cat asleep on a sofa",
    "second": "a black and white cat at night under the moon",
    "third": "a calico cat on the beach",
    "fourth": "a siamese cat by the window",
}
NEW = ("a ginger cat in a box", "a white cat wearing a crown")
PARENT, PARENTS_SEED = "a ginger cat sitting in a box", 12
SEEDED = (
    "an orange and white cat in the snow",
    "a calico cat on the beach",
    "portrait of a siamese cat, blue eyes",
    "a black cat wearing a golden crown",
)
SEEDS = range(3, 9)
MORE: dict[str, tuple[Wish, ...]] = {
    "Its noise moved by 5, 15 and 30 %": tuple(map(Nearby, Nearby.STRENGTHS)),
    "Painted over: 35, 55 and 75 % anew": tuple(map(Over, Over.STRENGTHS)),
    "The same noise, one part changed: black, sleeping, at night": (
        OtherWords("a black cat sitting in a box"),
        OtherWords("a ginger cat sleeping in a box"),
        OtherWords("a ginger cat sitting at night"),
    ),
}
AGE = timedelta(days=30)  # of the first prompts: those that come later are new


@dataclass(frozen=True)
class Stage:
    """The running bot, a curator to ask it, and where the pictures go."""

    playground: Playground
    app: App
    curator: Member
    out: Path

    def keep(self, data: bytes, name: str, *, width: int) -> None:
        """Store a picture as PNG of few colours, which is small, at most so wide."""
        with Image.open(io.BytesIO(data)) as picture:
            whole = picture.convert("RGB")
        height = round(whole.height * width / whole.width)
        if whole.width > width:
            whole = whole.resize((width, height), Image.Resampling.LANCZOS)
        path = self.out / f"{name}.png"
        rare = Image.Quantize.MAXCOVERAGE  # keeps colours that there is little of, as of eyes
        few = whole.quantize(256, method=rare, kmeans=3, dither=Image.Dither.FLOYDSTEINBERG)
        few.save(path, "PNG", optimize=True)
        print(f"{path}: {whole.width} x {whole.height}, {path.stat().st_size / 1000:.0f} kB", flush=True)

    async def ask(self, command: str, **values: object) -> Answer:
        """Run a command as the curator and wait for its picture."""
        answer = await self.curator.run(command, patience=PAINTED, **values)
        await self.playground.wait_for(lambda: bool(answer.files), PAINTED)
        return answer


async def main(out: Path) -> None:
    """Make all pictures."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="catbandit-showcase-") as folder:
        async with perform(Path(folder), out) as stage:
            await show_seeds(stage)
            await show_sheets(stage)
            await show_children(stage)
            await show_study(stage)
            await show_digests(stage)
            await show_phone(stage)


@asynccontextmanager
async def perform(folder: Path, out: Path) -> AsyncIterator[Stage]:
    """Let the bot paint for the crowd until there is something to show."""
    done, painted = 0, asyncio.Event()

    def note(report: BatchReport) -> None:
        nonlocal done
        done += 1
        print(f"batch {done} of {BATCHES}: {report.posted} pictures posted", flush=True)
        if done >= BATCHES:
            painted.set()

    async with Playground(port=0, token=TOKEN) as playground:
        crowd = Crowd(playground, members=9, pace_seconds=2.0, pool=list_starters(), strength=1.5, mean_rate=0.3)
        values = {
            "discord": {
                "guild": playground.guild_id,
                "channel": playground.channel_id,
                "curator_roles": [playground.curator_role_id],
                "api": playground.api_url,
            },
            "schedule": {"batches": "*/5 * * * * *", "digest": "0 0 1 1 *"},
            "batch": {"size": 6},
            "learning": {"cap": 0.12},  # several prompts in few minutes: there is more to see
            "votes": {"window": "90s"},
            "posting": {"pace": "0ms"},
            "storage": {"folder": str(folder / "data"), "disk_reserve": "100 MB"},
        }
        async with build_app(check_config(values, folder / "config.toml"), on_batch=note, is_hasty=True) as app:
            await add_starters(app.database, list_starters(), now=now() - AGE)
            await add_starters(app.database, NEW, now=now())
            curator = playground.add_member("Cora", roles=[playground.curator_role_id])
            stop, looking = asyncio.Event(), asyncio.create_task(crowd.run())
            running = asyncio.create_task(app.run(SecretStr(TOKEN), stop=stop))
            await asyncio.wait({running, asyncio.create_task(painted.wait())}, return_when=asyncio.FIRST_COMPLETED)
            app.rounds.rest()
            await asyncio.sleep(8)  # the crowd looks at the last ones
            try:
                yield Stage(playground, app, curator, out)
            finally:
                looking.cancel()
                stop.set()
                await asyncio.gather(running, looking, return_exceptions=True)


async def show_sheets(stage: Stage) -> None:
    """Prompts at the same seeds, and one prompt over many."""
    compared = await stage.ask("compare", **COMPARED, seeds=4)
    stage.keep(compared.files[0].data, "compare", width=560)
    spread = await stage.ask("spread", prompt=COMPARED["first"], seeds=18)
    stage.keep(spread.files[0].data, "spread", width=640)


async def show_seeds(stage: Stage) -> None:
    """What the bundled model makes of a few prompts and seeds."""

    async def paint(workshop: Workshop) -> dict[tuple[int, int], Path]:
        places = dict(enumerate(itertools.product(SEEDED, SEEDS)))
        folder = workshop.rules.folder / "seeds"
        orders = [
            Order(picture_id=number, prompt=prompt, seed=seed, path=folder / f"{number}.png")
            for number, (prompt, seed) in places.items()
        ]
        answers = [answer async for answer in workshop.painter.paint(await workshop.painter.prepare(), orders)]
        assert all(isinstance(answer, Painted) for answer in answers)
        return {divmod(order.picture_id, len(SEEDS)): order.path for order in orders}

    cells = await stage.app.rounds.run(paint)
    subtitle = "rows: prompts; columns: seeds; painted by the bundled model"
    sheet = grid_sheet(list(SEEDED), [str(seed) for seed in SEEDS], cells, title="Prompts and seeds", subtitle=subtitle)
    stage.keep(sheet.data, "seeds", width=885)


async def show_children(stage: Stage) -> None:
    """A picture, and more like it in every way."""
    run, folder = stage.app.rounds.run, stage.app.rules.folder
    parent = await run(_paint_parent)
    cells = {(row, 0): folder / archive_path(parent.id) for row in range(len(MORE))}
    for row, wishes in enumerate(MORE.values()):
        for column, wish in enumerate(wishes, 1):
            child = await run(
                lambda workshop, wish=wish: paint_child(workshop, slot=repr(wish), parent_id=parent.id, wish=wish)
            )
            cells[row, column] = folder / archive_path(child.picture.id)
    subtitle = f"{PARENT} · left: the picture itself"
    sheet = grid_sheet(list(MORE), [""] * 4, cells, title="More like this", subtitle=subtitle)
    stage.keep(sheet.data, "children", width=560)


async def _paint_parent(workshop: Workshop) -> Picture:
    """Paint and post a picture of a seed that shows much."""
    settings = await workshop.painter.prepare()
    prompt = await add_prompt(workshop.database, PARENT, added_by=None, now=now())
    plan = Plan(prompt_id=prompt.id, seed=PARENTS_SEED, way="asked")
    async with workshop.database.transaction() as tx:
        batch_id = await batches.add_batch(
            tx, slot="parent", at=now(), plans=[plan], model=settings.model, settings_json=settings.to_json()
        )
    await hang_batch(workshop, batch_id)
    async with workshop.database.reading() as tx:
        (parent,) = await pictures.list_of_batch(tx, batch_id)
    return parent


async def show_study(stage: Stage) -> None:
    """A study that the crowd has judged."""
    begun = await stage.curator.run("study start", patience=PAINTED, **COMPARED, fifth=NEW[0], seeds=6)
    await stage.playground.wait_for(lambda: "30 pictures hang" in begun.content, PAINTED)
    await asyncio.sleep(8)
    found = await stage.ask("study result")
    stage.keep(found.files[0].data, "study", width=600)
    print(found.content, flush=True)


async def show_digests(stage: Stage) -> None:
    """The daily digest's two pictures, and a weekly edition's sheet."""
    for edition, name in (("daily", "digest"), ("weekly", "weekly")):
        on = datetime.now(UTC).date()
        report = await stage.app.rounds.run(
            lambda workshop, on=on, edition=edition: post_digest(workshop, slot=edition, on=on, edition=edition)
        )
        assert report.message_id is not None
        message = stage.playground.message(report.message_id)
        assert message is not None
        stage.keep(message.attachments[0].data, name, width=640 if edition == "daily" else 560)
        if edition == "daily":
            stage.keep(message.attachments[1].data, "beliefs", width=700)


async def show_phone(stage: Stage) -> None:
    """A review's page and a digest as a phone shows them."""
    from playwright.async_api import async_playwright

    from tests.browser import CHROMIUM, FLAGS

    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": 390, "height": 1600}, device_scale_factor=2, has_touch=True)
        await page.goto(stage.playground.page_url)
        await page.wait_for_selector("#connection[data-kind=online]", state="attached")
        await page.tap("#open-sidebar")
        await page.select_option("#act-as", str(stage.curator.id))
        await page.tap("#close-sidebar")
        await page.locator(".notice").wait_for(state="detached")
        answer = await stage.ask("review")
        (row, *_) = answer.components
        message_id = answer.message_id
        assert message_id is not None
        await stage.curator.press(message_id, row["components"][1]["custom_id"])
        await stage.playground.wait_for(lambda: is_liked(answer))
        shown = page.locator(f"#message-{message_id}")
        await shown.locator(".component.success").wait_for()
        await page.wait_for_function("[...document.images].every((image) => image.complete)")
        stage.keep(await shown.screenshot(), "review", width=480)
        await browser.close()


def is_liked(message: Answer | MessageView) -> bool:
    """Whether a button of the page is green."""
    return any(one["style"] == 3 for row in message.components for one in row["components"])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.showcase", description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/pictures"))
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(main(parser.parse_args().out))
    sys.exit(0)

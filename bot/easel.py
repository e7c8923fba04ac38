"""Painting by hand: one picture without Discord, and stored pictures again."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

from bot.domain.names import PictureId
from bot.domain.own_settings import read_own
from bot.domain.parts import put
from bot.domain.prompts import clean_prompt
from bot.domain.seeds import SEEDS
from bot.engines import painter_for
from bot.errors import PainterError
from bot.flows.own_settings import apply_own
from bot.flows.recipe import archive_path, bring_back, order_of
from bot.installation import open_database
from bot.keys import Config
from bot.owner import model_of
from bot.painter.orders import ModelChoice, Order, Painted, Settings
from bot.painter.pool import PainterPool
from bot.painter.reports import Progress
from bot.store import files, pictures


def _say(progress: Progress) -> None:
    print(progress.sentence)


async def paint_one(config: Config | None, prompt: str, *, seed: int | None, out: Path) -> int:
    """Paint one picture with the configured model, or with the bundled one if there is no configuration.

    Of every choice in the prompt the first option is taken.
    """
    words, own = read_own(clean_prompt(prompt), lambda text: put(text, {}))
    if out.suffix.lower() != ".png":
        raise PainterError(f"Pictures are written as PNG, and {out.name} would say something else: try {out.stem}.png.")
    if seed is None:
        seed = secrets.randbelow(SEEDS)
    elif not 0 <= seed < SEEDS:
        raise PainterError(f"The seed {seed} is out of range: it goes from 0 to {SEEDS - 1}.")
    async with _painter(config) as painter:
        usual = replace(await painter.prepare(), chunk=1)  # nobody else is painted
        settings, overrides = apply_own(usual, own).beside(usual)
        order = Order(picture_id=0, prompt=words, seed=seed, path=out.absolute(), overrides=overrides)
        painted = await _paint(painter, settings, order)
    print(f"{painted.path}: seed {seed}, {painted.seconds:.1f} s")
    return 0


async def repaint(config: Config, number: int, *, out: Path | None) -> int:
    """Paint a stored recipe again, after what it is painted over if that is gone; status 1 if the pixels are not those
    of the first time. What is in the archive is replaced by the same pixels only.
    """
    folder = config.storage.folder.absolute()
    async with open_database(config) as database, database.reading() as tx:
        picture = await pictures.get_picture(tx, PictureId(number))
    place = out.absolute() if out else folder / archive_path(number)
    is_kept = out is None and place.exists()
    path = place.with_suffix(".again.png") if is_kept else place
    async with _painter(config) as painter:
        if picture.beginning is not None:
            async with open_database(config) as database:
                lost = await bring_back(database, painter, folder, picture.beginning.picture_id)
            if lost is not None:
                raise PainterError(lost)
        order = order_of(picture, path, folder=folder)
        painted = await _paint(painter, Settings.from_json(picture.settings_json), order)
    if is_kept and picture.sha256 in (None, painted.sha256):
        path.replace(place)
    if out is None and picture.path is None and picture.sha256 == painted.sha256:  # it had been removed to make room
        async with open_database(config) as database, database.transaction() as tx:
            await files.mark_found(tx, picture.id, archive_path(number))
    if picture.sha256 is None or painted.sha256 == picture.sha256:
        print(f"{place}: {'identical to the first' if picture.sha256 else 'painted for the first time'}")
        return 0
    kept = f"; {place.name} stays as it is" if is_kept else ""
    print(f"{path}: differs from the first{kept}; the stack or the device is another than then")
    return 1


def _painter(config: Config | None) -> PainterPool:
    if config is None:
        return PainterPool(ModelChoice(), on_progress=_say)
    return painter_for(config, model_of(config), on_progress=_say)


async def _paint(painter: PainterPool, settings: Settings, order: Order) -> Painted:
    async for answer in painter.paint(settings, [order]):
        if isinstance(answer, Painted):
            return answer
        raise PainterError(answer.reason)
    raise PainterError("The painter gave no answer: see the log above.")

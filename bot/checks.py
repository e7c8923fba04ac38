"""`catbandit check`: every precondition with a verdict and a remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.arguments import to_type
from bot.chat.checkup import check_discord
from bot.config import find_token, load_config
from bot.engines import painter_for
from bot.errors import CatbanditError
from bot.flows.curate import list_standings
from bot.flows.files import Differences, compare_files
from bot.flows.settle import find_differences
from bot.flows.verdicts import Verdict
from bot.installation import now, open_database
from bot.keys import Config
from bot.owner import model_of, politeness_of, rules_of
from bot.painter.reports import Description
from bot.sheets.fonts import undrawable
from bot.store.prompts import search_prompts
from bot.store.themes import list_resting

_GIGABYTE = 10**9
_LITTLE_DISK = 2 * _GIGABYTE
_SIGNS = {True: "ok  ", None: "note", False: "FAIL"}


async def check(path: Path) -> int:
    """Check everything, print a line for each, and return 1 if anything would keep the bot from working."""
    config = load_config(path)
    verdicts = [Verdict(name="configuration", is_ok=True, says=f"{path} is sound", remedy=None)]
    _show(verdicts)
    for part in (_check_discord, _check_schedule, _check_disk, _check_database, _check_painter):
        try:
            found = await part(config, path)
        except CatbanditError as error:
            found = [Verdict(name=part.__name__.removeprefix("_check_"), is_ok=False, says=str(error), remedy=None)]
        _show(found)
        verdicts += found
    bad = sum(verdict.is_ok is False for verdict in verdicts)
    ready = f"Everything is ready: {to_type('run', config=path)}"
    print(f"\n{bad} of {len(verdicts)} checks failed." if bad else f"\n{ready}")
    return 1 if bad else 0


def _show(verdicts: list[Verdict]) -> None:
    for verdict in verdicts:
        print(f"{_SIGNS[verdict.is_ok]}  {verdict.name}: {verdict.says}")
        if verdict.remedy and not verdict.is_ok:
            print(f"      -> {verdict.remedy}")


async def _check_discord(config: Config, _path: Path) -> list[Verdict]:
    token = find_token(config)
    discord = config.discord
    return await check_discord(
        discord.api,
        token.get_secret_value(),
        discord.guild,
        discord.channel,
        curator_channel_id=discord.curator_channel,
        pins_digest=config.posting.pin_digest,
    )


async def _check_schedule(config: Config, _path: Path) -> list[Verdict]:
    zone = config.schedule.timezone
    verdicts = []
    for name, cron in (("batches", config.batches_cron), ("digest", config.digest_cron), *config.editions.items()):
        upcoming = cron.upcoming(now())
        says = f"next at {upcoming.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})" if upcoming else "never happens"
        remedy = None if upcoming else f"schedule.{name} names no moment that comes: change it"
        verdicts.append(Verdict(name=name, is_ok=upcoming is not None, says=says, remedy=remedy))
    if (measure := politeness_of(config).measure_load) is not None:
        load = await measure()
        verdicts.append(
            Verdict(
                name="idle GPU",
                is_ok=None if load is None else True,
                says="nvidia-smi does not tell the GPU's load" if load is None else f"the GPU is in use by {load:.0%}",
                remedy="schedule.only_when_idle has no effect here: it needs an NVIDIA card and its nvidia-smi",
            )
        )
    return verdicts


async def _check_disk(config: Config, _path: Path) -> list[Verdict]:
    folder = config.storage.folder
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free = shutil.disk_usage(existing).free
    reserve = config.storage.disk_reserve
    says = f"{free / _GIGABYTE:.1f} GB free for {folder}; painting pauses below {reserve / _GIGABYTE:g} GB"
    is_ok = False if free < reserve else True if free > max(_LITTLE_DISK, 2 * reserve) else None
    remedy = (
        "a picture of 1024 x 1024 takes about 1.7 MB: free some space, move storage.folder, or change "
        "storage.disk_reserve"
    )
    return [Verdict(name="disk", is_ok=is_ok, says=says, remedy=remedy)]


async def _check_database(config: Config, path: Path) -> list[Verdict]:
    rules = rules_of(config, at=now())
    async with open_database(config) as database:
        differences = await find_differences(database)
        files = await compare_files(database, rules.folder)
        active = await list_standings(database, rules, now=now(), is_active=True)
        async with database.reading() as tx:
            resting = await list_resting(tx, now().astimezone(config.schedule.timezone).date())
            has_retired = bool(await search_prompts(tx, "", is_active=False, most=1))
    painted = [standing for standing in active if standing.record.prompt_id not in resting]
    missing = undrawable("".join(standing.record.prompt for standing in active))
    return [
        Verdict(
            name="database",
            is_ok=not differences,
            says=differences[0] if differences else f"{database.path} is sound, its figures follow from its rows",
            remedy="please report this; restore a backup if you have one",
        ),
        _judge_files(files, rules.folder, path),
        _judge_prompts(len(painted), resting=len(active) - len(painted), has_retired=has_retired, path=path),
        Verdict(
            name="fonts",
            is_ok=None if missing else True,
            says=f"no font here has {missing[:20]}" if missing else "the sheets can show every prompt",
            remedy="install a font that has these letters, such as fonts-noto-cjk for Korean and Chinese",
        ),
    ]


def _judge_prompts(painted: int, *, resting: int, has_retired: bool, path: Path) -> Verdict:
    """Whether there is something to paint; if not, what to do depends on what there is."""
    if resting:
        says = f"{painted} active, and {resting} more while their theme holds"
        remedy = "nothing is painted until a theme holds: add a prompt without one, with /prompt add in Discord"
    elif has_retired:
        says = f"{painted} active"
        remedy = "bring one back with /prompt revive in Discord, or add one with /prompt add"
    else:
        says = f"{painted} active"
        remedy = f"add one with /prompt add in Discord; {to_type('init', config=path)} offers some of ours"
    return Verdict(name="prompts", is_ok=True if painted else None, says=says, remedy=remedy)


def _judge_files(files: Differences, folder: Path, path: Path) -> Verdict:
    says, remedy = "every picture's file is where its row says", None
    if files.is_absent:
        says = f"rows name files, and {folder} holds no pictures"
        remedy = "mount the disk they are on, or go on without: each can be painted again"
    elif files.missing:
        says = f"picture files are gone, {len(files.missing)} in all, such as that of #{files.missing[0]}"
        remedy = f"{to_type(f'repaint {files.missing[0]}', config=path)} brings it back"
    return Verdict(name="archive", is_ok=None if remedy else True, says=says, remedy=remedy)


async def _check_painter(config: Config, _path: Path) -> list[Verdict]:
    async with painter_for(config, model_of(config)) as painter:
        found = await painter.describe()
    where = "present" if found.is_present else "is downloaded at the first batch"
    size = f", {found.size / _GIGABYTE:.2f} GB" if found.size else ""
    versions = [f"{name} {version}" for name in ("torch", "diffusers") if (version := getattr(found, name))]
    parts = [found.device, found.dtype, *versions]
    memory = f", {found.memory_free / _GIGABYTE:.1f} GB free" if found.memory_free is not None else ""
    return [
        *_engine_verdicts(found),
        Verdict(
            name="model",
            is_ok=found.problem is None,
            says=found.problem or f"{found.model} {where}{size} (licence: {found.licence})",
            remedy=None,
        ),
        Verdict(
            name="device",
            is_ok=True if not found.device.startswith("cpu") or config.model.source == "kitten" else None,
            says=f"{', '.join(filter(None, parts))}{memory}; memory needed: {found.memory_needed}",
            remedy="without a GPU this model takes minutes a picture: check the driver, or use the bundled model",
        ),
    ]


def _engine_verdicts(found: Description) -> list[Verdict]:
    """Who paints, where that is not this computer."""
    if found.engine is None:
        return []
    is_ok = None if found.remark else True
    return [Verdict(name="engine", is_ok=is_ok, says=found.engine, remedy=found.remark)]

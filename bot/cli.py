"""The command line: runs the command that is asked for, and speaks errors as sentences.

What a command needs is imported when it runs: `--help` and mistakes are answered at once.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence

from bot.arguments import CONFIG, Command, make_parser
from bot.errors import CatbanditError
from bot.terminal import log_as_json, set_up_output, stop_on_signals


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `catbandit`; returns the exit status: 0 done, 1 could not, 2 wrong arguments, 130 interrupted."""
    parser = make_parser(_COMMANDS)
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 2
    set_up_output(is_verbose=options.verbose)
    try:
        return int(options.command(options))
    except CatbanditError as error:
        print(f"catbandit: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130


def _init(options: argparse.Namespace) -> int:
    from bot.setup import init

    return asyncio.run(init(options.config, api=options.api))


def _check(options: argparse.Namespace) -> int:
    from bot.checks import check

    return asyncio.run(check(options.config))


def _run(options: argparse.Namespace) -> int:
    from bot.app import build_app
    from bot.config import find_token, load_config

    config = load_config(options.config)
    token = find_token(config)
    if config.log.format == "json":
        log_as_json()

    async def run() -> None:
        stop = asyncio.Event()
        stop_on_signals(stop)
        async with build_app(config) as app:
            await app.run(token, stop=stop)

    asyncio.run(run())
    return 0


def _backup(options: argparse.Namespace) -> int:
    from bot.config import load_config
    from bot.installation import now
    from bot.store.backups import back_up

    folder = load_config(options.config).storage.folder
    print(asyncio.run(back_up(folder, (options.to or folder / "backups").absolute(), at=now())))
    return 0


def _restore(options: argparse.Namespace) -> int:
    from bot.config import load_config
    from bot.installation import now
    from bot.store.backups import restore
    from bot.store.lock import only_instance

    folder = load_config(options.config).storage.folder
    with only_instance(folder):
        aside = asyncio.run(restore(options.backup, folder, at=now()))
    print(f"{options.backup} is restored." + (f" What was there before is in {aside}." if aside else ""))
    return 0


def _learning(options: argparse.Namespace) -> int:
    from bot.config import load_config
    from bot.flows.assumptions import show_assumptions
    from bot.installation import open_database

    config = load_config(options.config)

    async def show() -> None:
        async with open_database(config) as database:
            learning = await show_assumptions(database, profile=config.learning.to_profile().name)
        print("\n".join(learning.sentences))
        if learning.sheet is not None:
            options.out.write_bytes(learning.sheet)
            print(f"The picture is {options.out}.")

    asyncio.run(show())
    return 0


def _prompts(options: argparse.Namespace) -> int:
    from bot.config import load_config
    from bot.takeaway import export_prompts, import_prompts

    deed = export_prompts if options.deed == "export" else import_prompts
    return asyncio.run(deed(load_config(options.config), options.file))


def _parts(options: argparse.Namespace) -> int:
    from bot.config import load_config
    from bot.takeaway import export_parts, import_parts

    config = load_config(options.config)
    if options.deed == "export":
        return asyncio.run(export_parts(config, options.file))
    return asyncio.run(import_parts(config, options.file, slot=options.slot))


def _export(options: argparse.Namespace) -> int:
    from bot.config import load_config
    from bot.takeaway import export_all

    return asyncio.run(export_all(load_config(options.config), options.folder, is_parquet=options.parquet))


def _paint(options: argparse.Namespace) -> int:
    from bot.config import load_config
    from bot.easel import paint_one

    path = options.config or (CONFIG if CONFIG.exists() else None)
    config = None if path is None else load_config(path)
    return asyncio.run(paint_one(config, options.prompt, seed=options.seed, out=options.out))


def _repaint(options: argparse.Namespace) -> int:
    from bot.config import load_config
    from bot.easel import repaint

    return asyncio.run(repaint(load_config(options.config), options.picture, out=options.out))


def _demo(options: argparse.Namespace) -> int:
    from bot.demo import Show, run_demo

    show = Show(
        folder=options.folder,
        is_headless=options.headless,
        batches=options.batches,
        is_fresh=options.fresh,
        port=options.port,
        opens_browser=not (options.headless or options.no_browser),
        language=options.language,
    )
    return asyncio.run(run_demo(show))


def _simulate(options: argparse.Namespace) -> int:
    from bot.simulate import Trial, show_coverage, simulate

    chosen = {
        "families": options.families,
        "sizes": options.sizes,
        "prompts": options.prompts,
        "rules": options.rules,
        "worlds": options.worlds,
    }
    trial = Trial(
        **{name: value for name, value in chosen.items() if value is not None},
        own_rules=tuple(options.rule),
        against=options.against,
        seed=options.seed,
        processes=options.processes,
        shows_each=options.each,
        out=options.out,
        json=options.json,
    )
    if options.coverage:
        return show_coverage(trial)
    if options.config is None:
        return simulate(trial)
    from bot.config import load_config
    from bot.installation import now
    from bot.whatif import ask

    return ask(load_config(options.config), trial, at=now())


_COMMANDS: dict[str, Command] = {
    "init": _init,
    "check": _check,
    "run": _run,
    "repaint": _repaint,
    "backup": _backup,
    "restore": _restore,
    "learning": _learning,
    "prompts": _prompts,
    "parts": _parts,
    "export": _export,
    "paint": _paint,
    "demo": _demo,
    "simulate": _simulate,
}

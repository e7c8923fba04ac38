"""The command line: reads arguments, runs one command, and speaks errors as sentences."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import signal
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot import __version__
from bot.errors import CatbanditError

log = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `catbandit`; returns the exit status: 0 done, 1 could not, 2 wrong arguments, 130 interrupted."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.command is None:
        parser.print_help()
        return 2
    _set_up_output(options.verbose)
    try:
        return int(options.command(options))
    except CatbanditError as error:
        print(f"catbandit: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="catbandit", description="Paints cats, and learns which prompts people love.")
    parser.add_argument("--version", action="version", version=f"catbandit {__version__}")
    parser.add_argument("--verbose", action="store_true", help="say more in the log")
    commands = parser.add_subparsers(metavar="COMMAND", title="commands (catbandit COMMAND --help says more)")
    parser.set_defaults(command=None)

    def add(name: str, command: object, text: str, *, needs_config: bool = True) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        added.set_defaults(command=command)
        if needs_config:
            added.add_argument("--config", type=Path, default=Path("config.toml"), help="default: config.toml")
        return added

    init = add("init", _init, "ask for the token and the channel, write config.toml, print the invite link")
    init.add_argument("--api", default="https://discord.com/api/v10", help="Discord's API; another address for a proxy")
    add("check", _check, "check everything the bot needs, and say what to do where something is missing")
    add("run", _run, "run the bot")
    repaint = add("repaint", _repaint, "paint a stored picture again, identical on the same stack")
    repaint.add_argument("picture", type=int, help="the number above the picture")
    repaint.add_argument("--out", type=Path, help="where to write it; default: its place in the archive")
    backup = add("backup", _backup, "copy the database while the bot runs, and check the copy")
    backup.add_argument("--to", type=Path, help="the folder for it; default: the data folder's backups")
    restore = add("restore", _restore, "put a backup in the place of the database; the bot must not be running")
    restore.add_argument("backup", type=Path, help="the backup's folder")
    learning = add("learning", _learning, "show what the learner takes for granted, in words and as a picture")
    learning.add_argument("--out", type=Path, default=Path("learning.webp"), help="default: learning.webp")
    taken = add("prompts", _prompts, "write all prompts with their records to a file, or add those of a file")
    taken.add_argument("deed", choices=("export", "import"))
    taken.add_argument("file", type=Path, help="a CSV with a column “prompt”; import also takes one prompt a line")
    export = add("export", _export, "write the judged pictures with their records as a data set for training")
    export.add_argument("folder", type=Path, help="a new folder, or an earlier export, which goes on")
    export.add_argument("--parquet", action="store_true", help="also as one Parquet file (needs the extra: export)")
    paint = add("paint", _paint, "paint one picture of a prompt, without Discord", needs_config=False)
    paint.add_argument("prompt", help='what to paint, such as "a ginger cat in a box"')
    paint.add_argument(
        "--config", type=Path, help="whose model paints; default: config.toml, or the bundled one without"
    )
    paint.add_argument("--seed", type=int, help="0 to 4294967295; default: random")
    paint.add_argument("--out", type=Path, default=Path("cat.png"), help="default: cat.png")
    demo = add("demo", _demo, "run the real bot against a local stand-in for Discord", needs_config=False)
    demo.add_argument("--headless", action="store_true", help="no browser; one batch after the other")
    demo.add_argument("--batches", type=_count, help="stop after so many batches and print the result")
    demo.add_argument("--folder", type=Path, default=Path(".demo"), help="where the demo keeps its things")
    demo.add_argument("--fresh", action="store_true", help="forget earlier runs of the demo in that folder")
    demo.add_argument("--port", type=_port, default=8377, help="the page's port; another is taken if it is in use")
    demo.add_argument("--language", type=_language, default="en", help="the server's; default: en")
    demo.add_argument("--no-browser", action="store_true", help="only print the page's address")
    simulate = add("simulate", _simulate, "try learning rules on simulated servers, side by side", needs_config=False)
    simulate.add_argument("--config", type=Path, help="simulate your own server, from its database; nothing is written")
    simulate.add_argument("--worlds", type=_count, help="worlds of each family and size; default: 2, with --config 8")
    simulate.add_argument("--families", type=_names, help="separated by commas; default: all")
    simulate.add_argument("--sizes", type=_names, help="small, middle, big; default: small,middle")
    simulate.add_argument("--prompts", type=_names, help="so many instead of 20 to 500 at random: 20,100,500")
    simulate.add_argument("--rules", type=_names, help="which rules to try, separated by commas")
    simulate.add_argument("--rule", action="append", default=[], metavar="FILE.py:CLASS", help="try your own rule too")
    simulate.add_argument("--against", default="c3", help="the rule that ratios are taken to; default: c3")
    simulate.add_argument("--seed", type=int, default=1, help="default: 1; the same seed draws the same worlds")
    simulate.add_argument("--processes", type=_count, help="default: one per processor")
    simulate.add_argument("--each", action="store_true", help="print every family's figures in full")
    simulate.add_argument("--coverage", action="store_true", help="how often “what blind choice would win” is right")
    simulate.add_argument("--out", type=Path, help="draw a picture, such as simulation.png")
    simulate.add_argument("--json", type=Path, help="write all figures")
    return parser


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _language(text: str) -> str:
    from bot.languages import list_languages

    if text not in list_languages():
        raise argparse.ArgumentTypeError(f"there is no {text!r}, only {', '.join(list_languages())}")
    return text


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 65535, not {text!r}")
    return int(text)


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, not {text!r}")
    return int(text)


def _set_up_output(is_verbose: bool) -> None:
    """Log to stderr; any console can print what we say, if need be with replacements."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    logging.basicConfig(
        level=logging.DEBUG if is_verbose else logging.INFO,
        format="%(asctime)s %(levelname)-7s %(name)s: %(message)s",
        datefmt="%Y-%m-%d %H:%M:%S",
    )
    for library in ("discord", "apscheduler", "aiosqlite", "aiohttp", "PIL", "asyncio"):
        logging.getLogger(library).setLevel(logging.WARNING)
    for chatty in ("discord.client", "discord.state"):  # they warn of voice and of intents that are not wanted here
        logging.getLogger(chatty).setLevel(logging.ERROR)
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)  # what matters is told by bot.schedule


class _JsonLines(logging.Formatter):
    """One JSON object a line: at, level, logger, text, and the traceback as error where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat()
        line = {"at": at, "level": record.levelname, "logger": record.name, "text": record.getMessage()}
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def _log_as_json() -> None:
    for handler in logging.getLogger().handlers:
        handler.setFormatter(_JsonLines())


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set `stop` at Ctrl-C and at SIGTERM; a second Ctrl-C interrupts at once."""
    loop = asyncio.get_running_loop()

    def ask(*_: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        log.info("stopping")
        loop.call_soon_threadsafe(stop.set)

    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), ask)


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
        _log_as_json()

    async def run() -> None:
        stop = asyncio.Event()
        stop_on_signals(stop)
        async with build_app(config) as app:
            await app.run(token, stop=stop)

    asyncio.run(run())
    return 0


def _backup(options: argparse.Namespace) -> int:
    from bot.app import now
    from bot.config import load_config
    from bot.store.backups import back_up

    folder = load_config(options.config).storage.folder
    print(asyncio.run(back_up(folder, (options.to or folder / "backups").absolute(), at=now())))
    return 0


def _restore(options: argparse.Namespace) -> int:
    from bot.app import now
    from bot.config import load_config
    from bot.store.backups import restore
    from bot.store.lock import only_instance

    folder = load_config(options.config).storage.folder
    with only_instance(folder):
        aside = asyncio.run(restore(options.backup, folder, at=now()))
    print(f"{options.backup} is restored." + (f" What was there before is in {aside}." if aside else ""))
    return 0


def _learning(options: argparse.Namespace) -> int:
    from bot.app import open_database
    from bot.config import load_config
    from bot.flows.assumptions import show_assumptions

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


def _export(options: argparse.Namespace) -> int:
    from bot.config import load_config
    from bot.takeaway import export_all

    return asyncio.run(export_all(load_config(options.config), options.folder, is_parquet=options.parquet))


def _paint(options: argparse.Namespace) -> int:
    from bot.config import load_config
    from bot.easel import paint_one

    usual = Path("config.toml")
    path = options.config or (usual if usual.exists() else None)
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
        "prompts": options.prompts and tuple(map(_count, options.prompts)),
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
    from bot.app import now
    from bot.config import load_config
    from bot.whatif import ask

    return ask(load_config(options.config), trial, at=now())

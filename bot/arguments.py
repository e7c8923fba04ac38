"""What can be asked at the command line: the commands, their options, the words that explain them, how one is typed.

Must not know what the commands do.
"""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bot import __version__

CONFIG = Path("config.toml")
"""The configuration where none is named."""

Command = Callable[[argparse.Namespace], int]
_Add = Callable[..., argparse.ArgumentParser]


def make_parser(commands: Mapping[str, Command]) -> argparse.ArgumentParser:
    """Return the parser; what it reads has `command`, the function of that name, or None where none was asked for."""
    parser = argparse.ArgumentParser(prog="catbandit", description="Paints cats, and learns which prompts people love.")
    parser.add_argument("--version", action="version", version=f"catbandit {__version__}")
    parser.add_argument("--verbose", action="store_true", help="say more in the log")
    listed: Any = parser.add_subparsers(metavar="COMMAND", title="commands (catbandit COMMAND --help says more)")
    parser.set_defaults(command=None)

    def add(name: str, text: str, *, needs_config: bool = True) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = listed.add_parser(
            name, help=text, description=text[0].upper() + text[1:] + "."
        )
        added.set_defaults(command=commands[name])
        if needs_config:
            added.add_argument("--config", type=Path, default=CONFIG, help=f"default: {CONFIG}")
        return added

    for group in (_add_bot, _add_records, _add_trials, _add_simulate):
        group(add)
    return parser


def to_type(command: str, *, config: Path) -> str:
    """A command as it can be typed as it stands: this program as it was called, with the configuration in use."""
    name = sys.argv[0] if Path(sys.argv[0]).stem == "catbandit" else "catbandit"
    words = [name, *command.split(), *(["--config", str(config)] if config != CONFIG else [])]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def _add_bot(add: _Add) -> None:
    """The bot on a server, and its pictures and database."""
    init = add("init", "ask for the token and the channel, write config.toml, print the invite link")
    init.add_argument("--api", default="https://discord.com/api/v10", help="Discord's API; another address for a proxy")
    add("check", "check everything the bot needs, and say what to do where something is missing")
    add("run", "run the bot")
    repaint = add("repaint", "paint a stored picture again, identical on the same stack")
    repaint.add_argument("picture", type=int, help="the number above the picture")
    repaint.add_argument("--out", type=Path, help="where to write it; default: its place in the archive")
    backup = add("backup", "copy the database while the bot runs, and check the copy")
    backup.add_argument("--to", type=Path, help="the folder for it; default: the data folder's backups")
    restore = add("restore", "put a backup in the place of the database; the bot must not be running")
    restore.add_argument("backup", type=Path, help="the backup's folder")


def _add_records(add: _Add) -> None:
    """What was learnt, taken out of the database or put into it."""
    learning = add("learning", "show what the learner takes for granted, in words and as a picture")
    learning.add_argument("--out", type=Path, default=Path("learning.webp"), help="default: learning.webp")
    taken = add("prompts", "write all prompts with their records to a file, or add those of a file")
    taken.add_argument("deed", choices=("export", "import"))
    taken.add_argument("file", type=Path, help="a CSV with a column “prompt”; import also takes one prompt a line")
    parts = add("parts", "write the lists that fill the slots of prompts to a file, or add the options of one")
    parts.add_argument("deed", choices=("export", "import"))
    parts.add_argument("file", type=Path, help="a CSV with “slot” and “option”; import also takes one option a line")
    parts.add_argument("--slot", help="import: whose options a file of one a line has; default: the file's name")
    export = add("export", "write the judged pictures with their records as a data set for training")
    export.add_argument("folder", type=Path, help="a new folder, or an earlier export, which goes on")
    export.add_argument("--parquet", action="store_true", help="also as one Parquet file (needs the extra: export)")


def _add_trials(add: _Add) -> None:
    """What can be tried without a server."""
    paint = add("paint", "paint one picture of a prompt, without Discord", needs_config=False)
    paint.add_argument("prompt", help='what to paint, such as "a ginger cat in a box"')
    paint.add_argument(
        "--config", type=Path, help="whose model paints; default: config.toml, or the bundled one without"
    )
    paint.add_argument("--seed", type=int, help="0 to 4294967295; default: random")
    paint.add_argument("--out", type=Path, default=Path("cat.png"), help="default: cat.png")
    demo = add("demo", "run the real bot against a local stand-in for Discord", needs_config=False)
    demo.add_argument("--headless", action="store_true", help="no browser; one batch after the other")
    demo.add_argument("--batches", type=_count, help="stop after so many batches and print the result")
    demo.add_argument("--folder", type=Path, default=Path(".demo"), help="where the demo keeps its things")
    demo.add_argument("--fresh", action="store_true", help="forget earlier runs of the demo in that folder")
    demo.add_argument("--port", type=_port, default=8377, help="the page's port; another is taken if it is in use")
    demo.add_argument("--language", type=_language, default="en", help="the server's; default: en")
    demo.add_argument("--no-browser", action="store_true", help="only print the page's address")


def _add_simulate(add: _Add) -> None:
    simulate = add("simulate", "try learning rules on simulated servers, side by side", needs_config=False)
    simulate.add_argument("--config", type=Path, help="simulate your own server, from its database; nothing is written")
    simulate.add_argument("--worlds", type=_count, help="worlds of each family and size; default: 2, with --config 8")
    simulate.add_argument("--families", type=_names, help="separated by commas; default: all")
    simulate.add_argument("--sizes", type=_names, help="small, middle, big; default: small,middle")
    simulate.add_argument("--prompts", type=_counts, help="so many instead of 20 to 500 at random: 20,100,500")
    simulate.add_argument("--rules", type=_names, help="which rules to try, separated by commas")
    simulate.add_argument("--rule", action="append", default=[], metavar="FILE.py:CLASS", help="try your own rule too")
    simulate.add_argument("--against", default="c3", help="the rule that ratios are taken to; default: c3")
    simulate.add_argument("--seed", type=int, default=1, help="default: 1; the same seed draws the same worlds")
    simulate.add_argument("--processes", type=_count, help="default: one per processor")
    simulate.add_argument("--each", action="store_true", help="print every family's figures in full")
    simulate.add_argument("--coverage", action="store_true", help="how often “what blind choice would win” is right")
    simulate.add_argument("--out", type=Path, help="draw a picture, such as simulation.png")
    simulate.add_argument("--json", type=Path, help="write all figures")


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


def _counts(text: str) -> tuple[int, ...]:
    return tuple(map(_count, _names(text)))


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1, not {text!r}")
    return int(text)

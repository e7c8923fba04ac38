"""Imports go one way: every module is parsed, and each room may import only the rooms below it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path.relative_to(ROOT) for path in (ROOT / "bot").rglob("*.py"))

# The longest name that fits a module is its room; bot.cli and the like, which nobody imports, are commands.
ROOMS = {
    "bot": "version",
    "bot.errors": "errors",
    "bot.languages": "languages",
    "bot.domain": "domain",
    "bot.store": "store",
    "bot.sheets": "sheets",
    "bot.flows": "flows",
    "bot.chat": "chat",
    "bot.playground": "playground",
    "bot.simulation": "simulation",
    "bot.painter": "painter",
    "bot.painter.orders": "orders",
    "bot.painter.reports": "orders",
    "bot.painter.samplers": "orders",
    "bot.painter.worker": "worker",
    "bot.painter.remote": "remote",
    "bot.schedule": "schedule",
    "bot.config": "config",
    "bot.keys": "config",
    "bot.engine_keys": "config",
    "bot.kinds": "config",
    "bot.complaints": "config",
    "bot.misplaced": "config",
    "bot.secrets": "secrets",
    "bot.starter": "starter",
    "bot.health": "health",
    "bot.app": "app",
    "bot.installation": "app",
    "bot.owner": "app",
    "bot.engines": "engines",
    "bot.__main__": "commands",
    "bot.arguments": "commands",
    "bot.checks": "commands",
    "bot.cli": "commands",
    "bot.demo": "commands",
    "bot.easel": "commands",
    "bot.scoreboard": "commands",
    "bot.setup": "commands",
    "bot.takeaway": "commands",
    "bot.terminal": "commands",
    "bot.parquet": "parquet",
    "bot.simulate": "commands",
    "bot.whatif": "commands",
}

FOR_ALL = {"errors", "languages", "version"}
BELOW_FLOWS = {"store", "sheets", "orders", "domain"}
BELOW_APP = {"chat", "schedule", "painter", "flows", "config", "secrets", "health"} | BELOW_FLOWS
MAY_IMPORT = {
    "version": set[str](),
    "errors": set[str](),
    "languages": set[str](),
    "domain": set[str](),
    "store": {"domain"},
    "sheets": {"domain"},
    "simulation": {"domain"},
    "orders": set[str](),
    "flows": BELOW_FLOWS,
    "painter": {"orders"},
    "worker": {"painter", "orders"},
    "remote": {"worker", "painter", "orders"},
    "chat": {"flows", "store", "orders", "domain"},
    "playground": set[str](),  # a stand-in for Discord knows nothing of the bot
    "schedule": set[str](),
    "config": {"schedule", "domain"},
    "secrets": set[str](),
    "starter": set[str](),
    "health": {"flows"},
    "parquet": {"domain"},
    "engines": {"painter", "orders", "config"},
    "app": {"engines"} | BELOW_APP,
    "commands": {"app", "engines", "parquet", "playground", "simulation", "starter"} | BELOW_APP,
}

MAY_USE = {
    "discord": {"chat"},
    "aiosqlite": {"store"},
    "sqlite3": {"store"},
    "apscheduler": {"schedule"},
    "PIL": {"sheets", "worker", "remote"},
    "ray": {"remote"},
    "torch": {"worker"},
    "diffusers": {"worker"},
    "transformers": {"worker"},
    "safetensors": {"worker"},
    "huggingface_hub": {"worker"},
    "pydantic": {"config", "app", "commands"},
    "prometheus_client": {"health"},
    "pyarrow": {"parquet"},
    "fluent": {"languages"},
    "babel": {"languages"},
    "tomllib": {"config", "commands"},
}

WITHOUT_CLOCK_AND_CHANCE = {"domain", "simulation", "store", "sheets", "flows", "orders", "languages"}
CLOCK_AND_CHANCE = {"now", "utcnow", "today", "time", "monotonic", "default_rng", "urandom", "uuid4", "randbelow"}
CHANCE = {"random", "secrets", "uuid"}


def name_of(path: Path) -> str:
    """The module's dotted name."""
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def room_of(module: str) -> str:
    """The room of a module, or of a name in it."""
    parts = module.split(".")
    for length in range(len(parts), 1, -1):
        if room := ROOMS.get(".".join(parts[:length])):
            return room
    return "version" if len(parts) == 1 or parts[1] == "__version__" else "nowhere"


def imports_of(path: Path) -> Iterator[str]:
    """Everything that a module imports, anywhere in it, by full name."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def tree_of(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text("utf-8"), str(path))


def of_rooms(*rooms: str) -> list[Path]:
    return [path for path in MODULES if room_of(name_of(path)) in rooms]


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_imports_only_from_its_own_room_and_those_below(path: Path) -> None:
    room = room_of(name_of(path))
    assert room != "nowhere", f"{path} is in no room: add it to ROOMS"
    above = {
        name
        for name in imports_of(path)
        if name.split(".")[0] == "bot" and room_of(name) not in MAY_IMPORT[room] | {room, *FOR_ALL}
    }
    assert above == set()


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_library_is_used_only_in_the_rooms_that_know_it(path: Path) -> None:
    room = room_of(name_of(path))
    strange = {name for name in imports_of(path) if room not in MAY_USE.get(name.split(".")[0], {room})}
    assert strange == set()


@pytest.mark.parametrize("path", of_rooms("domain"), ids=str)
def test_the_domain_is_pure(path: Path) -> None:
    strange = {
        name
        for name in imports_of(path)
        if name.split(".")[0] not in {*sys.stdlib_module_names, "numpy", "bot"} or name.split(".")[0] == "asyncio"
    }
    assert strange == set()
    assert not [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.AsyncFunctionDef | ast.Await)]


@pytest.mark.parametrize("path", of_rooms(*WITHOUT_CLOCK_AND_CHANCE), ids=str)
def test_time_and_chance_are_arguments(path: Path) -> None:
    called = {
        node.func.attr
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert called & CLOCK_AND_CHANCE == set()
    assert {name.split(".")[0] for name in imports_of(path)} & CHANCE == set()


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_opens_with_what_it_owns_and_has_a_noun_for_a_name(path: Path) -> None:
    assert ast.get_docstring(tree_of(path)), f"{path} says nothing about itself"
    assert not {"utils", "helpers", "common", "manager", "handler", "data", "info"} & set(path.with_suffix("").parts)


def test_the_bots_process_loads_neither_torch_nor_diffusers_nor_ray() -> None:
    modules = ", ".join(
        name_of(path)
        for path in MODULES
        if room_of(name_of(path)) not in ("worker", "remote") and path.stem != "__main__"
    )
    check = (
        f"import sys, {modules}; print([m for m in ('torch', 'diffusers', 'transformers', 'ray') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr

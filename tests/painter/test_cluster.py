"""A real Ray cluster of several nodes on this computer: what a killed painter, node or head costs, and what not."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
import pytest_asyncio
from PIL import Image

from bot.errors import PainterError
from bot.painter.engine import EngineChoice, command_for
from bot.painter.host import PainterProcess
from bot.painter.orders import (
    Abilities,
    ModelChoice,
    Order,
    Overrides,
    Painted,
    Settings,
    Source,
    Spoilt,
    Variation,
)
from bot.painter.reports import Presence, Progress
from bot.painter.worker import archive
from tests.painter.conftest import ROOT, THUMBNAIL, order

# Read when Ray is imported, here and in all its processes: the cluster keeps to the loopback, whatever the name.
os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
pytest.importorskip("ray", reason="the extra [ray] is not installed")
pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(sys.platform == "win32", reason="a cluster of several nodes on one computer, and POSIX signals"),
    # Ray's own start-up leaves pipes and sockets to the garbage collector, in this process too.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

ROGUE = Path(__file__).with_name("rogue_cluster.py")
LIVELY = {  # a dead node is noticed in seconds instead of half a minute
    "health_check_initial_delay_ms": 500,
    "health_check_period_ms": 500,
    "health_check_timeout_ms": 3000,
    "health_check_failure_threshold": 4,
}


SMALL = {"object_store_memory": 10**8}


def find_port() -> int:
    """One that nobody uses at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


class Nodes:
    """The cluster: a head without room for painters, and nodes of one CPU each."""

    def __init__(self) -> None:
        from ray.cluster_utils import Cluster

        port = find_port()
        head = {"num_cpus": 0, "include_dashboard": False, "_system_config": LIVELY, **SMALL}
        head |= {"ray_client_server_port": port}
        self._cluster: Any = Cluster(initialize_head=True, head_node_args=head)
        self.address: str = self._cluster.address
        self.client_address = f"ray://127.0.0.1:{port}"

    def join(self) -> Any:
        """One more node."""
        return self._cluster.add_node(num_cpus=1, **SMALL)

    def kill(self, node: Any) -> None:
        """End a node as a power cut does."""
        self._cluster.remove_node(node, allow_graceful=False)

    def painters(self) -> list[psutil.Process]:
        """The processes of painters anywhere in the cluster."""
        raylets = [process for node in self._cluster.list_all_nodes() for process in node.live_processes()]
        pids = [process.pid for name, process in raylets if name == "raylet"]
        children = [child for pid in pids for child in psutil.Process(pid).children(recursive=True)]
        return [child for child in children if _is_painter(child)]

    def shutdown(self) -> None:
        self._cluster.shutdown()


def _is_painter(process: psutil.Process) -> bool:
    try:
        return "Painter" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return False


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    # The last: without it the head of Ray 2.60 with grpcio 1.85 serves no client (docs/engines.md).
    wanted = {"PYTHONPATH": str(ROOT), "RAY_USAGE_STATS_ENABLED": "0", "GRPC_ENABLE_FORK_SUPPORT": "0"}
    kept = {name: os.environ.get(name) for name in wanted}
    os.environ |= wanted
    heard = signal.getsignal(signal.SIGTERM)  # Ray takes it
    nodes = Nodes()
    try:
        nodes.join()
        nodes.join()
        yield nodes
    finally:
        nodes.shutdown()
        signal.signal(signal.SIGTERM, heard)
        for name, value in kept.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def engine(nodes: Nodes) -> EngineChoice:
    return EngineChoice(kind="ray", address=nodes.address)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rogues(nodes: Nodes) -> AsyncIterator[PainterProcess]:
    """Shared by all tests but the first, whose painters need the room; the last closes it."""
    command = (sys.executable, str(ROGUE), engine(nodes).to_json())
    async with PainterProcess(ModelChoice(), command=command, is_local=False) as painter:
        yield painter


def orders_for(folder: Path, *prompts: str) -> list[Order]:
    return [order(folder, number, prompt, number) for number, prompt in enumerate(prompts, 1)]


async def collect(painter: PainterProcess, settings: Settings, orders: Sequence[Order]) -> dict[int, Painted | Spoilt]:
    answers = [answer async for answer in painter.paint(settings, orders)]
    assert sorted(answer.picture_id for answer in answers) == sorted(order.picture_id for order in orders)
    return {answer.picture_id: answer for answer in answers}


def node_of(wanted: Order) -> str:
    return wanted.path.read_text().split()[0]


async def test_a_painter_killed_in_mid_run_costs_nothing_and_pictures_are_distinct_and_those_of_this_computer(
    nodes: Nodes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Progress] = []
    seen: list[tuple[Presence, ...]] = []
    orders = [order(tmp_path / "cluster", number, "a ginger cat", number) for number in range(24)]
    beginning = tmp_path / "beginning.png"  # is only here, not on the nodes
    Image.new("RGB", (64, 64), "orange").save(beginning)
    orders[-1] = replace(orders[-1], source=Source(path=beginning, strength=0.5))
    orders[-2] = replace(orders[-2], variation=Variation(seed=99, strength=0.2))
    wanted = Overrides(steps=3, guidance=1.0, width=32, height=48, scheduler="Euler a")
    orders[-3] = replace(orders[-3], overrides=wanted)
    command = command_for(engine(nodes))
    async with PainterProcess(THUMBNAIL, command=command, is_local=False, on_progress=heard.append) as painter:
        described = await painter.describe()
        assert described.engine is not None
        assert "2 painters on 2 nodes" in described.engine
        assert (described.problem, described.remark) == (None, None)
        settings = replace(await painter.prepare(), steps=20)  # long enough for a kill to strike while it is painted
        assert await painter.abilities() == Abilities(takes_variation=True, takes_source=True)
        assert "torch" not in loaded_libraries(painter)
        painted: dict[int, Painted] = {}
        async for answer in painter.paint(settings, orders):
            assert isinstance(answer, Painted)
            if not painted:
                nodes.painters()[0].kill()
            seen.append(painter.presences)
            assert answer.picture_id not in painted
            painted[answer.picture_id] = answer
        assert [presence.state for presence in painter.presences] == ["idle", "idle"]
    assert [presence.state for presence in painter.presences] == ["asleep"]
    assert len({presence.where for presence in seen[0]}) == 2
    at_work = [presence for presences in seen for presence in presences if presence.state == "painting"]
    assert at_work
    assert {number for presence in at_work for number in presence.picture_ids} <= set(painted)
    assert "its chunk is painted again" in caplog.text
    assert len({answer.sha256 for answer in painted.values()}) == 24
    assert {progress.stage for progress in heard} >= {"loading", "painting"}
    with Image.open(orders[3].path) as image:
        assert archive.pixels_sha256(image) == painted[3].sha256
    assert "Seed: 3" in archive.read_parameters(orders[3].path)
    otherwise = painted[orders[-3].picture_id].settings
    assert otherwise == replace(settings.overridden(wanted), chunk=otherwise.chunk)
    local = [replace(wanted, path=tmp_path / "local" / wanted.path.name) for wanted in reversed(orders)]
    async with PainterProcess(THUMBNAIL) as painter:
        again = await collect(painter, settings, local)
    assert again == {number: painted_at(answer, tmp_path / "local") for number, answer in painted.items()}


def painted_at(answer: Painted, folder: Path) -> Any:
    """Equal to the same picture painted there, however long it took."""
    from unittest.mock import ANY

    return Painted(
        picture_id=answer.picture_id,
        path=folder / answer.path.name,
        sha256=answer.sha256,
        settings=answer.settings,
        seconds=ANY,
    )


def loaded_libraries(painter: PainterProcess) -> str:
    assert painter.pid is not None
    return " ".join(library.path for library in psutil.Process(painter.pid).memory_maps())


async def test_a_bot_outside_the_cluster_paints_through_rays_client_port(nodes: Nodes, tmp_path: Path) -> None:
    choice = EngineChoice(kind="ray", address=nodes.client_address)
    command = (sys.executable, str(ROGUE), choice.to_json())
    orders = orders_for(tmp_path, "a", f"die once {tmp_path / 'died'}", "slow", "slow", "b")
    async with PainterProcess(ModelChoice(), command=command, is_local=False) as painter:
        answers = await collect(painter, await painter.prepare(), orders)
        assert all(isinstance(answer, Painted) for answer in answers.values())
    async with asyncio.timeout(60):
        while nodes.painters():  # noqa: ASYNC110  # other processes have no event to await
            await asyncio.sleep(0.1)


async def test_a_picture_that_kills_twice_is_spoilt_and_one_that_kills_once_is_painted_elsewhere(
    rogues: PainterProcess, tmp_path: Path
) -> None:
    settings = await rogues.prepare()
    once = f"die once {tmp_path / 'died'}"
    orders = orders_for(tmp_path, "a", "die", "b", "c", once, "d", "e")
    answers = await collect(rogues, settings, orders)
    spoilt = {number: answer.reason for number, answer in answers.items() if isinstance(answer, Spoilt)}
    assert list(spoilt) == [2]
    assert "both times" in spoilt[2]
    for wanted in orders:
        assert wanted.path.exists() == (wanted.picture_id != 2)


async def test_pictures_that_all_kill_end_in_an_error_nobody_is_spoilt_and_the_next_batch_is_painted(
    rogues: PainterProcess, tmp_path: Path
) -> None:
    settings = await rogues.prepare()
    with pytest.raises(PainterError, match=r"died 3 times in a row"):
        await collect(rogues, settings, orders_for(tmp_path, *["die"] * 12))
    answers = await collect(rogues, settings, orders_for(tmp_path, "a", "b"))
    assert all(isinstance(answer, Painted) for answer in answers.values())


async def test_a_painter_that_hangs_is_killed_and_its_chunk_is_painted_again(
    rogues: PainterProcess, tmp_path: Path
) -> None:
    settings = await rogues.prepare()
    orders = orders_for(tmp_path, "a", "b", f"hang once {tmp_path / 'hung'}", "c", "d")
    answers = await collect(rogues, settings, orders)
    assert all(isinstance(answer, Painted) for answer in answers.values())


async def test_a_refusal_of_every_painter_is_an_error_with_its_sentence(rogues: PainterProcess, tmp_path: Path) -> None:
    settings = await rogues.prepare()
    with pytest.raises(PainterError, match="I refuse"):
        await collect(rogues, settings, orders_for(tmp_path, "refuse"))


async def test_a_node_that_joins_paints_and_one_that_is_killed_costs_no_picture(
    nodes: Nodes, rogues: PainterProcess, tmp_path: Path
) -> None:
    settings = await rogues.prepare()
    joined: Any = None
    seen: set[str] = set()
    for number in range(100):
        orders = orders_for(tmp_path / str(number), *["slow"] * 6)
        async for answer in rogues.paint(settings, orders):
            seen.add(node_of(orders[answer.picture_id - 1]))
            joined = joined or nodes.join()  # in mid-run
        if joined.node_id in seen:
            break
    assert joined.node_id in seen
    orders = orders_for(tmp_path / "last", *["slow"] * 24)
    is_killed = False
    answers = []
    async for answer in rogues.paint(settings, orders):
        answers.append(answer)
        if not is_killed and node_of(orders[answer.picture_id - 1]) == joined.node_id:
            nodes.kill(joined)  # the node has begun its next chunk
            is_killed = True
    assert is_killed
    assert all(isinstance(answer, Painted) for answer in answers)
    assert sorted(answer.picture_id for answer in answers) == list(range(1, 25))


async def test_a_consumer_that_leaves_early_does_not_disturb_the_next(rogues: PainterProcess, tmp_path: Path) -> None:
    settings = await rogues.prepare()
    many = orders_for(tmp_path / "one", *["slow"] * 80)
    async with aclosing(rogues.paint(settings, many)) as answers:
        async for _ in answers:
            break
    await collect(rogues, settings, orders_for(tmp_path / "two", "a", "b", "c"))
    assert not all(wanted.path.exists() for wanted in many)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "ray://127.0.0.1:1"])
async def test_a_cluster_that_is_not_there_is_a_sentence(address: str) -> None:
    command = command_for(EngineChoice(kind="ray", address=address))
    async with PainterProcess(THUMBNAIL, command=command, is_local=False) as painter:
        with pytest.raises(PainterError, match=r"No Ray cluster can be reached at .*127\.0\.0\.1:1 .*ray start --head"):
            await painter.prepare()


async def test_a_picture_that_wants_too_much_does_not_lower_b_for_the_others(
    rogues: PainterProcess, tmp_path: Path
) -> None:
    settings = await rogues.prepare()
    for overrides, expected in ((Overrides(width=99), {2}), (None, {1})):
        shrinking = [replace(each, overrides=overrides) for each in orders_for(tmp_path, *["shrink"] * 4)]
        await collect(rogues, settings, shrinking)
        answers = await collect(rogues, await rogues.prepare(), orders_for(tmp_path, *["a"] * 4))
        assert {answer.settings.chunk for answer in answers.values() if isinstance(answer, Painted)} == expected


async def test_closing_in_the_middle_of_a_chunk_leaves_no_painter_in_the_cluster(
    nodes: Nodes, rogues: PainterProcess, tmp_path: Path
) -> None:
    settings = await rogues.prepare()
    async with aclosing(rogues.paint(settings, orders_for(tmp_path, "a", "a", "hang", "hang"))) as answers:
        async for _ in answers:
            break
    assert nodes.painters()
    await rogues.close()
    async with asyncio.timeout(60):
        while nodes.painters():  # noqa: ASYNC110  # other processes have no event to await
            await asyncio.sleep(0.1)

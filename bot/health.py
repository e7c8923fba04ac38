"""The health page, for a supervisor and for Prometheus: on loopback only, and only if a port is configured.

Must not know where the figures come from: it is handed a function that gathers them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import datetime

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from bot.errors import ConfigError
from bot.flows.health import Health

_HOST = "127.0.0.1"
_MEANING = {
    "unpainted": "planned pictures that wait for the painter",
    "unposted": "painted pictures that wait to be posted",
    "unsettled": "posted pictures without a verdict",
    "posted": "pictures ever posted",
    "settled": "pictures ever settled with a verdict",
    "liked": "pictures ever settled as liked",
    "prompts": "active prompts",
    "last_batch_at": "when the last batch was planned, Unix time",
    "last_post_at": "when the last picture was posted, Unix time",
    "last_digest_at": "when the last digest was posted, Unix time",
}


Gather = Callable[[], Awaitable[Health]]


@asynccontextmanager
async def health_page(port: int, gather: Gather) -> AsyncIterator[str]:
    """Serve /health (JSON; status 200 if well, else 503) and /metrics while inside; yields the address.

    Raises ConfigError if the port is in use.
    """

    async def show_health(_: web.Request) -> web.Response:
        health = await gather()
        return web.json_response(_as_json(health), status=503 if health.troubles else 200)

    async def show_metrics(_: web.Request) -> web.Response:
        registry = CollectorRegistry()
        registry.register(_Snapshot(await gather()))
        return web.Response(body=generate_latest(registry), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    app = web.Application()
    app.add_routes([web.get("/health", show_health), web.get("/metrics", show_metrics)])
    runner = web.AppRunner(app, access_log=None, handle_signals=False, shutdown_timeout=1.0)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, _HOST, port).start()
        except OSError as error:
            raise ConfigError(f"health.port: the port {port} cannot be used ({error}): choose another.") from None
        yield f"http://{_HOST}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def _as_json(health: Health) -> dict[str, object]:
    vitals = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(health.vitals).items()}
    return {
        "is_well": not health.troubles,
        "troubles": list(health.troubles),
        "is_connected": health.is_connected,
        "is_painter_running": health.is_painter_running,
        "painters": [asdict(presence) for presence in health.painters],
        "waiting_votes": health.waiting_votes,
        "vote_lag_seconds": health.vote_lag.total_seconds(),
        "disk_free": health.disk_free,
        **vitals,
    }


class _Snapshot:
    """One gathering of figures as Prometheus wants them."""

    def __init__(self, health: Health) -> None:
        self._health = health

    def collect(self) -> Iterator[Metric]:
        health = self._health
        for name, value in asdict(health.vitals).items():
            if value is not None:
                figure = value.timestamp() if isinstance(value, datetime) else value
                yield GaugeMetricFamily(f"catbandit_{name}", _MEANING[name], value=figure)
        if health.disk_free is not None:
            meaning = "bytes free on the disk that holds the data folder"
            yield GaugeMetricFamily("catbandit_disk_free_bytes", meaning, value=health.disk_free)
        painters = GaugeMetricFamily("catbandit_painters", "painters by what they do", labels=["state"])
        for state, count in Counter(presence.state for presence in health.painters).items():
            painters.add_metric([state], count)
        yield painters
        for name, meaning, figure in (
            ("connected", "1 while connected to Discord's gateway", health.is_connected),
            ("painter_running", "1 while the painter's process runs", health.is_painter_running),
            ("waiting_votes", "vote events that are not applied yet", health.waiting_votes),
            ("vote_lag_seconds", "how long the oldest of them has waited", health.vote_lag.total_seconds()),
            ("troubles", "what is wrong, see /health", len(health.troubles)),
        ):
            yield GaugeMetricFamily(f"catbandit_{name}", meaning, value=float(figure))

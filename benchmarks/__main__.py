"""`python -m benchmarks [NAME ...]`: run all benchmarks, or the named ones, and print one table.

`python -m benchmarks painting --only sdxl` measures a part of what is painted; "gpu" has options of its own.
Each row is measured beside its yardstick in the same run on the same machine; the ratio is what carries over.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks import decisions, history, painting, reviewing, starting, voting
from benchmarks.processes import FailedError
from benchmarks.row import Row

_BENCHMARKS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "painting": painting.measure,
    "voting": voting.measure,
    "decisions": decisions.measure,
    "starting": starting.measure,
    "history": history.measure,
    "reviewing": reviewing.measure,
}


def main() -> int:
    """Print the table row by row."""
    if sys.argv[1:2] == ["gpu"]:  # a table of its own, and the only one that imports torch into this process
        from benchmarks import gpu

        return gpu.main(sys.argv[2:])
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *_BENCHMARKS], help='default: all; "gpu" stands alone')
    parser.add_argument("--only", nargs="+", choices=painting.PARTS, help="of painting: only these")
    parser.add_argument("--side", type=int, default=painting.SIDE, help="pixels of sd15's and sdxl's pictures")
    parser.add_argument("--tiny", action="store_true", help="tiny models in place of sd15 and sdxl: that it runs")
    asked = parser.parse_args()
    names = asked.names or list(_BENCHMARKS)
    if asked.only and names != ["painting"]:
        parser.error("--only says what of painting: python -m benchmarks painting --only " + " ".join(asked.only))
    painted = partial(painting.measure, only=asked.only or painting.PARTS, side=asked.side, is_tiny=asked.tiny)
    today = datetime.datetime.now(datetime.UTC).date()
    print(f"{today}, {os.cpu_count()} processors, {_load()}", end="")
    print(f"{platform.processor() or platform.machine()}, {platform.system()}, Python {platform.python_version()}\n")
    print(f"| {'what':<58} | {'ours':>16} | {'beside it':>40} | {'ratio':>6} |")
    print(f"|{'-' * 60}|{'-' * 17}:|{'-' * 41}:|{'-' * 7}:|")
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            try:
                for row in (painted if name == "painting" else _BENCHMARKS[name])(Path(folder)):
                    print(row, flush=True)
            except FailedError as error:
                raise SystemExit(str(error)) from None
    return 0


def _load() -> str:
    """How busy the machine is already, where it says so: figures of a shared machine are worth little."""
    return f"of which {os.getloadavg()[0]:.1f} are busy already, " if hasattr(os, "getloadavg") else ""


if __name__ == "__main__":
    raise SystemExit(main())

"""The demo as a newcomer starts it."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import pytest

from tests.conftest import PATIENCE


async def _demo(*arguments: str, folder: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", "--folder", str(folder), "--port", "0", *arguments,
        env=os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def test_a_headless_demo_ends_with_a_table_of_prompts_and_goes_on_when_started_again(tmp_path: Path) -> None:
    for painted in (6, 12):
        process = await _demo("--headless", "--batches", "1", folder=tmp_path / "demo")
        out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
        assert process.returncode == 0, err.decode()
        table = out.decode().partition("the crowd's true rate")[2]
        rows = re.findall(r"^(.+?) +(\d+) +(\d+) +\d+% \( *\d+% to +\d+%\) +\d+%$", table, re.MULTILINE)
        assert sum(int(pictures) for _, pictures, _ in rows) == painted
        assert "Traceback" not in err.decode()
        assert "ERROR" not in err.decode()


async def test_a_folder_with_other_things_is_neither_used_nor_forgotten(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "thesis.txt").write_text("years of work", "utf-8")
    process = await _demo("--headless", "--batches", "1", "--fresh", folder=tmp_path)
    _, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 1
    assert "choose an empty folder" in err.decode()
    assert (tmp_path / "data" / "thesis.txt").read_text("utf-8") == "years of work"


async def test_a_second_demo_in_the_same_folder_is_refused_even_a_fresh_one(tmp_path: Path) -> None:
    first = await _demo("--no-browser", folder=tmp_path / "demo")
    assert first.stdout is not None
    try:
        while b"http://127.0.0.1:" not in await asyncio.wait_for(first.stdout.readline(), 60):
            pass
        second = await _demo("--no-browser", "--fresh", folder=tmp_path / "demo")
        _, err = await asyncio.wait_for(second.communicate(), 60)
        assert second.returncode == 1
        assert f"process {first.pid}" in err.decode()
        assert (tmp_path / "demo" / "data" / "catbandit.db").exists()
    finally:
        first.terminate()
        await asyncio.wait_for(first.communicate(), 30)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for another process")
async def test_ctrl_c_ends_the_demo_cleanly(tmp_path: Path) -> None:
    process = await _demo("--no-browser", folder=tmp_path / "demo")
    assert process.stdout is not None
    while b"http://127.0.0.1:" not in await asyncio.wait_for(process.stdout.readline(), PATIENCE):
        pass
    process.send_signal(signal.SIGINT)
    _, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 0, err.decode()
    assert "Traceback" not in err.decode()

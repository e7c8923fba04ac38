"""The archived file: what A1111 reads out of it, and that it is there whole or not at all."""

import json
import re
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot.painter.orders import Order, Source
from bot.painter.worker import archive
from tests import samples

SETTINGS = replace(
    samples.SETTINGS,
    revision="0123456789abcdef" * 2,
    width=256,
    height=192,
    steps=10,
    guidance=3.0,
    scheduler="DPMSolverMultistepScheduler",
    chunk=4,
)


def a1111(text: str) -> dict[str, str]:
    """Read parameters by the rules of A1111's `parse_generation_parameters`, written anew from its documentation."""
    *lines, last = text.strip().split("\n")
    pairs = re.findall(r'\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)', last)
    if len(pairs) < 3:
        lines, pairs = [*lines, last], []
    read: dict[str, list[str]] = {"Prompt": [], "Negative prompt": []}
    part = "Prompt"
    for line in map(str.strip, lines):
        is_turn = line.startswith("Negative prompt:")
        part = "Negative prompt" if is_turn else part
        read[part].append(line[16:].strip() if is_turn else line)
    values = {key: json.loads(value) if value.startswith('"') else value for key, value in pairs}
    return {key: "\n".join(found) for key, found in read.items()} | values


def picture(prompt: str) -> Order:
    return Order(picture_id=1, prompt=prompt, seed=123, path=Path("1.png"))


def test_the_parameters_read_back_as_a1111_reads_them() -> None:
    settings = replace(SETTINGS, negative_prompt="dogs, blurry", model="cats, dogs: and more")
    read = a1111(archive.parameters(picture("a ginger cat, sitting: on 12 mats"), settings))
    assert read == {
        "Prompt": "a ginger cat, sitting: on 12 mats",
        "Negative prompt": "dogs, blurry",
        "Steps": "10",
        "Sampler": "DPM++ 2M",
        "CFG scale": "3",
        "Seed": "123",
        "Size": "256x192",
        "Model hash": "0123456789",
        "Model": "cats, dogs: and more",
        "RNG": "CPU",
        "Batch size": "4",
        "Version": read["Version"],
    }
    assert read["Version"].startswith("catbandit ")


def test_a_scheduler_with_options_has_its_samplers_name() -> None:
    settings = replace(SETTINGS, scheduler='EulerDiscreteScheduler timestep_spacing="trailing"')
    assert a1111(archive.parameters(picture("a cat"), settings))["Sampler"] == "Euler"


@pytest.mark.parametrize(
    "prompt", ["a cat", "naïve café", "кошка\n二行目 🐈", 'say "meow", cat: now', "cat\ud83d broken", "nul\0inside"]
)
def test_the_text_survives_the_file_in_any_script(prompt: str, tmp_path: Path) -> None:
    path = tmp_path / "1.png"
    text = archive.parameters(picture(prompt), SETTINGS)
    archive.store(Image.new("RGB", (4, 4), "red"), path, text)
    read = archive.read_parameters(path)
    assert read == text.replace("\ud83d", "?").replace("\0", "")


def test_storing_again_replaces_the_file_and_keeps_the_pixels(tmp_path: Path) -> None:
    path = tmp_path / "1.png"
    image = Image.effect_noise((32, 32), 80).convert("RGB")
    for text in ("one", "two"):
        archive.store(image, path, text)
    with Image.open(path) as stored:
        assert archive.pixels_sha256(stored) == archive.pixels_sha256(image)
    assert archive.read_parameters(path) == "two"


def test_a_full_disk_leaves_the_old_file_and_no_partial_one(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    path = tmp_path / "1.png"
    archive.store(Image.new("RGB", (4, 4), "red"), path, "old")
    (tmp_path / "1.png.partial").symlink_to("/dev/full")
    with pytest.raises(archive.ArchiveError, match="The disk is full"):
        archive.store(Image.new("RGB", (4, 4), "blue"), path, "new")
    assert archive.read_parameters(path) == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(archive.ArchiveError, match="file"):
        archive.store(Image.new("RGB", (4, 4)), tmp_path / "file" / "1.png", "")


@pytest.mark.parametrize("sha256", [None, "0" * 64])
def test_a_picture_too_large_to_begin_with_is_refused_and_harms_no_others(tmp_path: Path, sha256: str | None) -> None:
    path = tmp_path / "huge.png"
    Image.new("1", (1, 1)).save(path)
    file = bytearray(path.read_bytes())
    file[16:24] = (30_000).to_bytes(4) * 2  # the width and the height in its header
    file[29:33] = zlib.crc32(file[12:29]).to_bytes(4)
    path.write_bytes(file)
    refusal = archive.source_refusal(Source(path=path, strength=0.5, sha256=sha256))
    assert refusal is not None
    assert "huge.png" in refusal

"""Models from the hub: fetched, remembered by commit, found again offline, and missed with a sentence.

Two workers, run as by hand: all requests go in at once, and `--finish` lets the worker answer them before it leaves.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from bot.painter import wire
from bot.painter.orders import ModelChoice
from tests.painter.conftest import ROOT, order
from tests.painter.hub import COMMIT, hub

TINY = ModelChoice(source="cats/tiny", steps=1, chunk=1, device="cpu")
NONE = ModelChoice(source="cats/none")
MIXED = ModelChoice(source="mixed")
WORKER = """
import sys
from bot.painter import presets
extra = presets.WeightsFile(repository="cats/extra", filename="other.safetensors")
presets.PRESETS["mixed"] = presets.Preset(name="mixed", source="cats/tiny", steps=1, unet=extra)
from bot.painter.worker.__main__ import main
sys.exit(main())
"""


def ask(home: Path, endpoint: str, *requests: wire.Message) -> dict[int, list[wire.Message]]:
    """Every request's answers, without progress, in a worker whose hub is at that address."""
    environment = {"HF_HOME": str(home), "HF_ENDPOINT": endpoint, "NO_PROXY": "127.0.0.1", "OMP_NUM_THREADS": "1"}
    lines = b"".join(wire.encode({"id": number, **request}) for number, request in enumerate(requests))
    worker = subprocess.run(
        [sys.executable, "-c", WORKER, "--finish"],
        input=lines,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        timeout=300,
    )
    assert worker.returncode == 0, worker.stderr.decode()
    answers: dict[int, list[wire.Message]] = {number: [] for number in range(len(requests))}
    for message in map(wire.decode, worker.stdout.splitlines()):
        if message["say"] not in ("progress", "chunk", "log", "done"):
            answers[message["id"]].append(message)
    return answers


def says(answers: Sequence[wire.Message], what: str) -> Any:
    """The only answer, which must be of this kind."""
    (answer,) = answers
    assert answer["say"] == what, answer
    return answer


def test_models_are_fetched_once_named_by_their_commit_and_found_again_when_the_hub_is_gone(
    tiny: Path, tmp_path: Path
) -> None:
    served, extra = tmp_path / "served", tmp_path / "extra"
    shutil.copytree(tiny, served)
    (served / "unet" / "diffusion_pytorch_model.bin").write_bytes(b"may carry code")
    extra.mkdir()
    shutil.copy(tiny / "unet" / "diffusion_pytorch_model.safetensors", extra / "other.safetensors")
    requests = [
        wire.describe_request(TINY),
        wire.prepare_request(MIXED),
        wire.prepare_request(TINY),
        wire.describe_request(TINY),
        wire.prepare_request(NONE),
        wire.describe_request(replace(TINY, safety_checker="required")),
    ]
    with hub({"cats/tiny": served, "cats/extra": extra}) as (endpoint, fetched):
        before, mixed, prepared, after, none, required = ask(tmp_path, endpoint, *requests).values()

    before_it = wire.description_from(says(before, "description"))
    assert (before_it.is_present, before_it.is_reachable) == (False, True)
    assert before_it.size == sum(path.stat().st_size for path in tiny.rglob("*.safetensors"))
    assert wire.description_from(says(after, "description")).is_present
    assert "has no safety checker" in (wire.description_from(says(required, "description")).problem or "")

    settings = wire.settings_from(says(prepared, "settings"))
    assert (settings.model, settings.revision) == ("cats/tiny", COMMIT)
    with_extra = wire.settings_from(says(mixed, "settings"))
    assert (with_extra.model, with_extra.revision) == ("cats/tiny+cats/extra", f"{COMMIT}+{COMMIT}")
    assert "no model 'cats/none' on the Hugging Face hub" in says(none, "error")["reason"]

    own, other = "cats/tiny/unet/diffusion_pytorch_model.safetensors", "cats/extra/other.safetensors"
    assert fetched.index(other) < fetched.index(own)  # the preset with another UNet did not fetch the model's own
    assert len(fetched) == len(set(fetched))
    assert not [file for file in fetched if file.endswith(".bin")]

    gone = "http://127.0.0.1:9"
    paint = wire.paint_request(TINY, settings, [order(tmp_path, 1, "a cat", 1)])
    prepared, painted, none, described = ask(
        tmp_path, gone, wire.prepare_request(TINY), paint, wire.prepare_request(NONE), wire.describe_request(NONE)
    ).values()
    assert wire.settings_from(says(prepared, "settings")) == settings
    assert wire.painted_from(says(painted, "painted")).path.exists()
    reason = says(none, "error")["reason"]
    assert "'cats/none' is not on this computer" in reason
    assert "Check the connection" in reason
    missing = wire.description_from(says(described, "description"))
    assert (missing.is_present, missing.is_reachable) == (False, False)
    assert missing.problem is not None


def test_a_checker_that_is_switched_off_is_not_fetched_until_it_is_wanted(strict: Path, tmp_path: Path) -> None:
    off = replace(TINY, source="cats/strict", safety_checker="off")
    wanted = replace(off, safety_checker="if available")
    with hub({"cats/strict": strict}) as (endpoint, fetched):
        before, prepared, after = ask(
            tmp_path, endpoint, wire.describe_request(off), wire.prepare_request(off), wire.describe_request(off)
        ).values()
        first = list(fetched)
    settings = wire.settings_from(says(prepared, "settings"))
    weights = [path for path in strict.rglob("*.safetensors") if path.parent.name != "safety_checker"]
    assert wire.description_from(says(before, "description")).size == sum(path.stat().st_size for path in weights)
    assert {file for file in first if file.endswith(".safetensors")} == {
        f"cats/strict/{path.relative_to(strict).as_posix()}" for path in weights
    }
    assert not [file for file in first if "safety_checker/" in file]
    assert wire.description_from(says(after, "description")).is_present

    gone = "http://127.0.0.1:9"
    paint = wire.paint_request(off, settings, [order(tmp_path, 1, "a cat", 1)])
    painted, missing = ask(tmp_path, gone, paint, wire.describe_request(wanted)).values()
    assert wire.painted_from(says(painted, "painted")).path.exists()
    assert not wire.description_from(says(missing, "description")).is_present

    with hub({"cats/strict": strict}) as (endpoint, fetched):
        paint = wire.paint_request(wanted, settings, [order(tmp_path, 2, "a cat", 1)])
        (answers,) = ask(tmp_path, endpoint, paint).values()
    assert "safety checker flagged" in says(answers, "spoilt")["reason"]
    assert {file for file in fetched if file.endswith(".safetensors")} == {
        "cats/strict/safety_checker/model.safetensors"
    }

"""The configuration: everything wrong is said at once, and no secret ever is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel

from bot.config import check_config, find_token, load_config
from bot.errors import ConfigError
from bot.keys import Config

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4OQ.GabcDe.abcdefghijklmnopqrstuvwxyz_0123456789"
LEAST = "[discord]\nguild = 1\nchannel = 2\n"
EXAMPLE = Path(__file__).parent.parent / "config.example.toml"

Load = Callable[[str], Config]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def written(text: str) -> Config:
        (tmp_path / "config.toml").write_text(text, "utf-8")
        return load_config(tmp_path / "config.toml")

    return written


def complaints(load: Load, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(text)
    first, *lines = str(caught.value).splitlines()
    assert first.endswith("config.toml needs attention:")
    return [line.strip() for line in lines]


def test_guild_and_channel_are_enough(load: Load) -> None:
    config = load(LEAST)
    assert (config.discord.guild, config.discord.channel) == (1, 2)
    assert config.votes.window == timedelta(hours=24)
    assert config.batches_cron.timezone == ZoneInfo("UTC")


def test_everything_wrong_is_said_at_once_with_key_value_and_expectation(load: Load) -> None:
    lines = complaints(
        load,
        """
        nonsense = 1
        [discord]
        channel = "general"
        [schedule]
        timezone = "Berlin"
        batches = "0 0 30 2 *"
        digest = "at noon"
        [batch]
        size = 0
        sead = 3
        [votes]
        like = ["👍🏽"]
        dislike = ["👍"]
        window = "soon"
        sweep = "0s"
        [model]
        width = 100
        device = "gpu"
        """,
    )
    found = dict(line.split(": ", 1) for line in lines)
    assert found.keys() == {
        "nonsense",
        "discord.guild",
        "discord.channel",
        "schedule.timezone",
        "schedule.batches",
        "schedule.digest",
        "batch.size",
        "batch.sead",
        "votes.dislike",
        "votes.window",
        "votes.sweep",
        "model.width",
        "model.device",
    }
    assert found["discord.guild"] == "is missing"
    assert found["batch.sead"].startswith("is not a key that catbandit knows")
    assert "'general'" in found["discord.channel"]
    assert "Europe/Berlin" in found["schedule.timezone"]
    assert "never comes" in found["schedule.batches"]
    assert "fields" in found["schedule.digest"]
    assert '"24h"' in found["votes.window"]
    assert "👍 cannot mean a like and a dislike" in found["votes.dislike"]


@pytest.mark.parametrize(
    ("text", "key", "advice"),
    [
        (LEAST + 'langauge = "en"\n', "discord.langauge", "did you mean discord.language?"),
        (LEAST + '[scheduel]\nbatches = "0 * * * *"\n', "scheduel", "did you mean [schedule]?"),
        (LEAST + '[batch]\npace = "1s"\n', "batch.pace", "did you mean posting.pace, below the line [posting]?"),
        (LEAST + f'token = "{TOKEN}"\n', "discord.token", "the token stands in a file of its own"),
        ("", "discord", "catbandit init"),
        ('[discord]\nguild = 1\nchannel = "#cats"\n', "discord.channel", "Copy ID"),
        (LEAST + '[votes]\nlike = "👍"\n', "votes.like", 'a list of emoji, such as ["👍"]'),
        (LEAST + '[votes]\nwindow = "0s"\n', "votes.window", 'more than "0d"'),
        (LEAST + '[storage]\nkeep_unliked = "1h"\n', "storage.keep_unliked", 'at least "1d"'),
        (LEAST + "[learning]\ncap = 3\n", "learning.cap", "'auto' or 'none', or at most 1"),
        (LEAST + '[storage]\nfolder = "D:\\new"\n', "storage.folder", "write / instead"),
    ],
)
def test_a_slip_of_the_pen_is_answered_with_what_was_meant(load: Load, text: str, key: str, advice: str) -> None:
    found = dict(line.split(": ", 1) for line in complaints(load, text))
    assert advice in found[key]


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ('folder = "C:\\Users\\me"', "write the path with /"),
        ("language = en", "Text stands in double quotes"),
        ("[discord]", "may be there once"),
    ],
)
def test_what_is_no_toml_is_shown_with_its_line_and_what_to_write_instead(load: Load, line: str, advice: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(f"{LEAST}{line}\n")
    assert f"line 4: {line}" in str(caught.value)
    assert advice in str(caught.value)


def test_a_like_that_is_the_default_dislike_is_a_contradiction(load: Load) -> None:
    assert "cannot mean a like and a dislike" in complaints(load, LEAST + '[votes]\nlike = ["👎"]\n')[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90ms", timedelta(milliseconds=90)),
        ("30s", timedelta(seconds=30)),
        ("1.5 h", timedelta(minutes=90)),
        (" 15m ", timedelta(minutes=15)),
        ("7d", timedelta(days=7)),
    ],
)
def test_durations_are_a_number_and_a_unit(load: Load, text: str, expected: timedelta) -> None:
    assert load(LEAST + f'[votes]\nwindow = "{text}"\n').votes.window == expected


@pytest.mark.parametrize("value", ['"24"', '"h"', '"-1h"', "24", '"1w"', '"0s"', f'"{"9" * 400}d"', '"99999d"', "true"])
def test_other_durations_are_refused(load: Load, value: str) -> None:
    assert complaints(load, LEAST + f"[votes]\nwindow = {value}\n")[0].startswith("votes.window: is")


@pytest.mark.parametrize(
    ("text", "expected"), [("1 GB", 10**9), ("1.5GB", 1_500_000_000), (" 500 kB ", 500_000), ("2 TB", 2 * 10**12)]
)
def test_sizes_are_a_number_and_a_unit(load: Load, text: str, expected: int) -> None:
    assert load(LEAST + f'[storage]\ndisk_reserve = "{text}"\n').storage.disk_reserve == expected
    assert load(LEAST + "[storage]\ndisk_reserve = 0\n").storage.disk_reserve == 0
    assert load(LEAST).storage.disk_reserve == 10**9


@pytest.mark.parametrize("value", ['"1"', '"GB"', '"-1 GB"', '"1 GiB"', "-1", "1.5", "true"])
def test_other_sizes_are_refused(load: Load, value: str) -> None:
    assert '"500 MB" or "1 GB"' in complaints(load, LEAST + f"[storage]\ndisk_reserve = {value}\n")[0]


def test_paths_are_relative_to_the_file_and_absolute_ones_stay(load: Load, tmp_path: Path) -> None:
    config = load(LEAST + 'token_file = "secrets/token"\n[storage]\nfolder = "/srv/cats"\n')
    assert config.discord.token_file == tmp_path / "secrets" / "token"
    assert config.storage.folder == Path("/srv/cats")
    assert load(LEAST).storage.folder == tmp_path / "data"
    assert load(LEAST + '[storage]\nfolder = "~/cats"\n').storage.folder == Path.home() / "cats"


def test_a_models_folder_is_relative_to_the_file_and_hub_ids_stay(load: Load, tmp_path: Path) -> None:
    (tmp_path / "models" / "mine").mkdir(parents=True)
    assert load(LEAST + '[model]\nsource = "models/mine"\n').model.source == str(tmp_path / "models" / "mine")
    assert load(LEAST + '[model]\nsource = "stabilityai/sd-turbo"\n').model.source == "stabilityai/sd-turbo"
    assert load(LEAST).model.source == "kitten"


def test_a_file_that_is_not_there_or_no_toml_or_no_text_is_said(load: Load, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"There is no .*absent.toml: run “catbandit init --config .*absent.toml”"):
        load_config(tmp_path / "absent.toml")
    with pytest.raises(ConfigError, match="is not valid TOML"):
        load("[discord")
    (tmp_path / "config.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path / "config.toml")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)


def test_the_mark_of_windows_editors_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(LEAST, "utf-8-sig")
    (tmp_path / "token").write_text(TOKEN + "\r\n", "utf-8-sig")
    config = load_config(tmp_path / "config.toml")
    assert find_token(config, {}).get_secret_value() == TOKEN


def test_the_token_comes_from_the_environment_before_the_file(load: Load, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(f" {TOKEN}\n")
    config = load(LEAST)
    assert find_token(config, {}).get_secret_value() == TOKEN
    assert find_token(config, {"DISCORD_TOKEN": " other "}).get_secret_value() == "other"
    assert find_token(config, {"DISCORD_TOKEN": " "}).get_secret_value() == TOKEN


def test_a_missing_empty_or_unreadable_token_file_is_said_with_the_remedy(load: Load, tmp_path: Path) -> None:
    config = load(LEAST)
    with pytest.raises(ConfigError, match=r"There is no token: run “catbandit init”.*DISCORD_TOKEN"):
        find_token(config, {})
    (tmp_path / "token").write_text("\n")
    with pytest.raises(ConfigError, match="is empty"):
        find_token(config, {})
    (tmp_path / "token").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="cannot be read"):
        find_token(config, {})


@pytest.mark.parametrize(
    "text",
    [
        f'token = "{TOKEN}"\n' + LEAST,
        LEAST + f'token = "{TOKEN}"\n',
        LEAST + f'token_file = "{TOKEN}"\n',
        f'[discord]\nguild = "{TOKEN}"\nchannel = 2\n',
        LEAST + f'"{TOKEN}" = 1\n',
        LEAST + f'[votes]\nwindow = "{TOKEN}"\n[schedule]\ndigest = "{TOKEN}"\n[model]\nsource = ["{TOKEN}"]\n',
        LEAST + f'api = "{TOKEN}"\n',
        LEAST + f'token = "{TOKEN}',
    ],
)
def test_a_token_in_the_wrong_place_is_never_repeated(load: Load, text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(text)
    said = f"{caught.value} {caught.value!r} {caught.value.__cause__} {caught.value.__suppress_context__}"
    assert TOKEN not in said
    assert TOKEN.rsplit(".", 1)[1] not in said
    assert caught.value.__suppress_context__


def test_the_token_is_in_no_representation(load: Load, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(TOKEN)
    config = load(LEAST)
    token = find_token(config, {})
    assert TOKEN not in f"{token} {token!r} {config} {config!r} {config.model_dump()}"


def keys(model: type[BaseModel], prefix: str = "") -> list[str]:
    """Every key of a configuration, as section.key."""
    found = []
    for name, field in model.model_fields.items():
        is_section = isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
        found += keys(field.annotation, f"{name}.") if is_section else [prefix + name]  # type: ignore[arg-type]
    return found


def mentioned(text: str) -> set[str]:
    """Every key that a TOML text sets, or would set without its comment signs."""
    section, found = "", set()
    for line in text.splitlines():
        if header := re.match(r"#?\s*\[(\w+)\]\s*$", line):
            section = header[1]
        elif key := re.match(r"#?\s*(\w+)\s*=", line):
            found.add(f"{section}.{key[1]}")
    return found


def test_the_walk_over_the_models_finds_the_keys() -> None:
    assert {"discord.guild", "votes.window", "storage.folder"} <= set(keys(Config))
    assert all(key.count(".") == 1 for key in keys(Config))


def test_the_example_loads_and_mentions_every_key_and_no_other() -> None:
    load_config(EXAMPLE)
    text = EXAMPLE.read_text("utf-8")
    assert set(keys(Config)) - mentioned(text) == set()
    assert mentioned(text) - set(keys(Config)) == set()


ENGINES = {"local": None, "ray": None, "comfyui": None, "images": "http://127.0.0.1:8000/v1"}


@pytest.mark.parametrize("kind", ENGINES)
def test_what_the_example_comments_out_is_right_too(load: Load, kind: str) -> None:
    # The keys of one engine are errors with another: a comment that begins with engines is about those alone.
    named = rf"# ((?:{'|'.join(ENGINES)})(?:, (?:{'|'.join(ENGINES)}))*): "
    lines = [
        line
        for line in EXAMPLE.read_text("utf-8").splitlines()
        if (found := re.search(named, line)) is None or kind in found.group(1).split(", ")
    ]
    text = "\n".join(re.sub(r"^#\s*(?=\w+\s*=|\[\w+\]$)", "", line) for line in lines)
    address = f'\naddress = "{ENGINES[kind]}"' if ENGINES[kind] else ""
    assert load(text.replace('kind = "local"', f'kind = "{kind}"{address}')).engine.kind == kind


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("ray", "auto"),
        ("ray", "head.example:6379"),
        ("ray", "ray://head.example:10001"),
        ("comfyui", "http://127.0.0.1:8188"),
        ("images", "https://images.example/v1"),
    ],
)
def test_every_engine_has_its_kind_of_address(load: Load, kind: str, address: str) -> None:
    assert load(LEAST + f'[engine]\nkind = "{kind}"\naddress = "{address}"\n').engine.address == address


@pytest.mark.parametrize(
    ("section", "key", "expectation"),
    [
        ('address = "auto"', "engine.address", "yours is “local”"),
        ('kind = "ray"\naddress = "http://head:8265"', "engine.address", "ray://host:10001"),
        ('kind = "ray"\naddress = "head"', "engine.address", "host:6379"),
        ('kind = "comfyui"\naddress = "auto"', "engine.address", "http://127.0.0.1:8188"),
        ('kind = "images"', "engine.address", "needs its address"),
        ('kind = "comfyui"\ngpus = 1', "engine.gpus", "this is for engine.kind “ray”"),
        ('kind = "ray"\nworkflow = "w.json"', "engine.workflow", "this is for engine.kind “comfyui”"),
        ('kind = "ray"\ncpus = 0', "engine.cpus", "expected at least 1"),
        ('kind = "dask"\naddress = "auto"', "engine.kind", "'local', 'ray', 'comfyui' or 'images'"),
    ],
)
def test_an_engine_is_told_what_makes_no_sense_for_it(load: Load, section: str, key: str, expectation: str) -> None:
    (line,) = complaints(load, LEAST + f"[engine]\n{section}\n")
    assert line.startswith(f"{key}: ")
    assert expectation in line


@pytest.mark.parametrize(
    ("kind", "model", "keys"),
    [
        ("images", 'adapters = [{ source = "owner/cats" }]\nscheduler = "Euler a"', ["scheduler", "adapters"]),
        ("images", 'safety_checker = "required"', ["safety_checker"]),
        ("comfyui", 'revision = "main"\ntiny_decoder = "owner/tiny"', ["revision", "tiny_decoder"]),
        ("comfyui", 'adapters = [{ source = "cats.safetensors", revision = "a" }]', ["adapters.0.revision"]),
    ],
)
def test_what_a_server_cannot_follow_is_said_and_not_ignored(
    load: Load, kind: str, model: str, keys: list[str]
) -> None:
    engine = f'[engine]\nkind = "{kind}"\naddress = "http://127.0.0.1:8000/v1"\n'
    lines = complaints(load, LEAST + engine + f"[model]\n{model}\n")
    assert [line.partition(": ")[0] for line in lines] == [f"model.{key}" for key in keys]
    assert all(f"“{kind}”" in line and "remove it" in line for line in lines)


def test_a_server_may_get_what_it_can_follow(load: Load) -> None:
    model = 'scheduler = "Euler a"\nadapters = [{ source = "cats.safetensors" }]\nsafety_checker = "off"\nchunk = 2'
    assert load(LEAST + f'[engine]\nkind = "comfyui"\n[model]\n{model}\n').model.adapters[0].weight == 1.0


def test_files_beside_the_configuration_are_found_from_everywhere(load: Load, tmp_path: Path) -> None:
    (tmp_path / "loras").mkdir()
    (tmp_path / "loras" / "cats.safetensors").touch()
    model = 'tiny_decoder = "loras/tiny"\nadapters = [{ source = "loras/cats.safetensors" }, { source = "owner/cats" }]'
    config = load(LEAST + f"[model]\n{model}\n")
    sources = [adapter.source for adapter in config.model.adapters]
    assert sources == [str(tmp_path / "loras" / "cats.safetensors"), "owner/cats"]
    assert config.model.tiny_decoder == "loras/tiny"  # is not there: a hub's


def test_engines_that_have_a_usual_address_need_none(load: Load) -> None:
    assert load(LEAST + '[engine]\nkind = "ray"\n').engine.address == "auto"
    assert load(LEAST + '[engine]\nkind = "comfyui"\n').engine.address == "http://127.0.0.1:8188"
    assert load(LEAST).engine.address is None


def test_a_workflow_is_found_beside_the_configuration(load: Load, tmp_path: Path) -> None:
    config = load(LEAST + '[engine]\nkind = "comfyui"\nworkflow = "cats.json"\n')
    assert config.engine.workflow == tmp_path / "cats.json"


def test_checking_values_needs_no_file(tmp_path: Path) -> None:
    values: dict[str, Any] = {"discord": {"guild": 1, "channel": 2}}
    assert check_config(values, tmp_path / "config.toml").storage.folder == tmp_path / "data"


def test_quiet_hours_and_proposals_are_checked_and_may_be_switched_off(load: Load) -> None:
    lines = complaints(load, LEAST + '[schedule]\nquiet = ["22-7"]\n[learning]\npropose_retirement = "often"\n')
    assert "“22:00-07:00”" in lines[0]
    assert "0.05, true or false" in lines[1]
    share = {text: load(LEAST + f"[learning]\npropose_retirement = {text}\n") for text in ("true", "false", "0.2")}
    assert [config.learning.propose_retirement for config in share.values()] == [0.05, None, 0.2]
    assert load(LEAST + '[schedule]\nquiet = ["22:00-07:00"]\n').schedule.quiet == ("22:00-07:00",)

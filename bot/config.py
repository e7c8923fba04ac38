"""The owner's configuration: config.toml, read and checked as a whole; everything wrong is said at once.

Owns reading and explaining; what the keys may hold is in `keys`.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError

from bot.complaints import explain_syntax, explain_values
from bot.errors import ConfigError
from bot.keys import Config, Model
from bot.misplaced import misplaced

TOKEN_VARIABLE = "DISCORD_TOKEN"  # noqa: S105  # the variable's name, not a token


def load_config(path: Path) -> Config:
    """Read and check a configuration; relative paths in it are relative to its own folder.

    Raises ConfigError that lists every wrong key: what it holds, and what was expected.
    """
    try:
        text = path.read_text("utf-8-sig")  # Windows' editors put a mark at the front
    except FileNotFoundError:
        named = "" if path == Path("config.toml") else f" --config {path}"
        raise ConfigError(
            f"There is no {path}: run “catbandit init{named}” to make it, or name another with --config."
        ) from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path} cannot be read: it is no text in UTF-8; save it as UTF-8 in your editor.") from None
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror or error}.") from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not valid TOML: {explain_syntax(str(error), text)}") from None
    return check_config(values, path)


def check_config(values: Mapping[str, Any], path: Path) -> Config:
    """Check parsed values; see `load_config`."""
    try:
        config = Config.model_validate(values)
    except ValidationError as error:
        lines = "\n".join(f"  {line}" for line in explain_values(error, Config))
        raise ConfigError(f"{path} needs attention:\n{lines}") from None
    if foreign := misplaced(config):
        raise ConfigError("\n".join([f"{path} needs attention:", *(f"  {line}." for line in foreign)]))
    home = path.absolute().parent
    return config.model_copy(
        update={
            "discord": config.discord.model_copy(update={"token_file": home / config.discord.token_file.expanduser()}),
            "storage": config.storage.model_copy(update={"folder": home / config.storage.folder.expanduser()}),
            "engine": config.engine.model_copy(update={"workflow": _workflow_at_home(config.engine.workflow, home)}),
            "model": config.model.model_copy(update=_files_at_home(config.model, home)),
        }
    )


def _files_at_home(model: Model, home: Path) -> dict[str, Any]:
    """The keys that may name a folder or a file, with its absolute path if they do."""
    adapters = [adapter.model_copy(update={"source": _at_home(adapter.source, home)}) for adapter in model.adapters]
    return {
        "source": _at_home(model.source, home),
        "tiny_decoder": _at_home(model.tiny_decoder, home),
        "adapters": tuple(adapters),
    }


def _at_home(source: str, home: Path) -> str:
    """A folder or file of a model as an absolute path; presets and hub ids stay."""
    is_path = ("/" in source or os.sep in source) and (home / Path(source).expanduser()).exists()
    return str(home / Path(source).expanduser()) if is_path else source


def _workflow_at_home(workflow: Path | None, home: Path) -> Path | None:
    return None if workflow is None else home / workflow.expanduser()


def find_token(config: Config, environ: Mapping[str, str] = os.environ) -> SecretStr:
    """The bot's token: DISCORD_TOKEN, else the token file. Raises ConfigError that says how to give one."""
    if token := environ.get(TOKEN_VARIABLE, "").strip():
        return SecretStr(token)
    file = config.discord.token_file
    try:
        token = file.read_text("utf-8-sig").strip()
    except FileNotFoundError:
        raise ConfigError(
            f"There is no token: run “catbandit init”, write it into {file}, or set {TOKEN_VARIABLE}."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The token file {file} cannot be read: {error}.") from None
    if not token:
        raise ConfigError(f"The token file {file} is empty: write the bot's token into it, or set {TOKEN_VARIABLE}.")
    return SecretStr(token)

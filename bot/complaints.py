"""What is wrong in config.toml, as sentences: what stands there, what was expected, what was probably meant.

Owns the wording. Must not read files, nor repeat a token.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.kinds import TOKEN

_HIDDEN = "(a token: it belongs into the token file)"
_UNKNOWN = "is not a key that catbandit knows"
_PLACE = re.compile(r"\(at line (\d+), column \d+\)")
_DURATION = re.compile(r"datetime\.timedelta\((?:0|days=(\d+))\)")
_BACKSLASH = (
    'In double quotes a backslash begins a special sign: write the path with /, such as "C:/cats", '
    "or in single quotes, such as 'C:\\cats'."
)
_UNQUOTED = 'Text stands in double quotes, such as "en"; true, false and numbers do not.'
_EXPECTED = {
    "int_parsing": "a whole number",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_parsing": "a number",
    "float_type": "a number",
    "bool_parsing": "true or false",
    "bool_type": "true or false",
    "string_type": "text in double quotes",
    "path_type": "a path in double quotes",
    "tuple_type": 'a list in square brackets, such as ["one", "two"]',
    "model_type": "a section of its own",
    "literal_error": "{expected}",
    "greater_than_equal": "at least {ge}",
    "greater_than": "more than {gt}",
    "less_than_equal": "at most {le}",
    "less_than": "less than {lt}",
    "multiple_of": "a multiple of {multiple_of}",
    "too_short": "at least {min_length} of them",
    "string_too_short": "some text",
}
_BY_KEY = {  # where the general words do not tell enough
    "discord.guild": "an id, a number of 17 to 20 digits (Developer Mode on, right-click the server, Copy ID)",
    "discord.channel": "an id, a number of 17 to 20 digits (Developer Mode on, right-click the channel, Copy ID)",
    "discord.curator_channel": "an id, a number of 17 to 20 digits",
    "discord.curator_roles": "a list of ids of 17 to 20 digits, such as [123456789012345678]; no names",
    "discord.api": "an address that begins with http:// or https://",
    "votes.like": 'a list of emoji, such as ["👍"]',
    "votes.dislike": 'a list of emoji, such as ["👎"]',
    "schedule.quiet": 'a list of spans, such as ["22:00-07:00"]',
}


def explain_syntax(message: str, text: str) -> str:
    """Why a text is no TOML: the parser's words, the line they are about, and what it is likely to be."""
    found = _PLACE.search(message)
    lines = text.splitlines()
    number = int(found[1]) if found else 0
    if not 0 < number <= len(lines):
        return f"{message}."
    line = lines[number - 1].strip()
    said = f"{message}."
    if "token" not in line.lower() and not TOKEN.search(line):
        said += f"\n  line {number}: {line}"
    if "\\" in line:
        return f"{said}\n  {_BACKSLASH}"
    if message.startswith("Invalid value"):
        return f"{said}\n  {_UNQUOTED}"
    if message.startswith("Cannot declare"):
        return f"{said}\n  Each [section] may be there once: put its keys together."
    return said


def explain_values(error: ValidationError, config: type[BaseModel]) -> list[str]:
    """One line for each wrong key: what it holds, and what was expected."""
    known = {name: set(_keys_of(field.annotation)) for name, field in config.model_fields.items()}
    lines: dict[str, str] = {}
    for problem in error.errors(include_url=False):
        key = _name(problem)
        said = _complaint(key, problem, known)
        if key in lines and "; expected " in lines[key]:  # one of several kinds of value would do
            said = f"{lines[key]}, or {said.partition('; expected ')[2]}"
        lines[key] = said
    return [TOKEN.sub(_HIDDEN, f"{key}: {said}") for key, said in lines.items()]


def _keys_of(section: Any) -> list[str]:
    return list(section.model_fields) if isinstance(section, type) and issubclass(section, BaseModel) else []


def _name(problem: ErrorDetails) -> str:
    """The key as the owner wrote it: without numbers in lists, and without the names of alternatives."""
    parts = [part for part in problem["loc"] if isinstance(part, str)]
    if problem["type"] != "extra_forbidden":
        parts = [part for part in parts if "[" not in part and not part.startswith("constrained-")]
    return ".".join(parts)


def _complaint(key: str, problem: ErrorDetails, known: Mapping[str, set[str]]) -> str:
    if problem["type"] == "missing":
        return "is missing" if key not in known else "is missing: “catbandit init” asks for what it needs"
    if problem["type"] == "extra_forbidden":
        return f"{_UNKNOWN}{_guess(key, known)}"
    message = str(problem["msg"]).removeprefix("Value error, ")
    expected = _BY_KEY.get(key) or _EXPECTED.get(problem["type"])
    if expected is not None and problem["type"] != "value_error":
        message = f"expected {expected.format_map(_told(problem))}"
    if "token" in key:
        return message
    value = problem["input"]
    shown = str(value).lower() if isinstance(value, bool) else repr(value)
    return f"is {shown}; {message[:1].lower()}{message[1:]}"


def _told(problem: ErrorDetails) -> dict[str, Any]:
    """The limits; those of durations as they are written in the file, where pydantic has Python's own words."""
    limits = problem.get("ctx", {})
    return {name: _DURATION.sub(lambda found: f'"{found[1] or 0}d"', str(limit)) for name, limit in limits.items()}


def _guess(key: str, known: Mapping[str, set[str]]) -> str:
    """What was probably meant by an unknown key: a slip of the pen, or a key of another section."""
    section, _, name = key.rpartition(".")
    if name == "token":
        return ": the token stands in a file of its own (“catbandit init” writes it) or in DISCORD_TOKEN"
    near = difflib.get_close_matches(name, known.get(section, known), n=1, cutoff=0.7)
    if near:
        return f": did you mean {f'{section}.{near[0]}' if section else f'[{near[0]}]'}?"
    if homes := [home for home, keys in known.items() if name in keys]:
        return f": did you mean {homes[0]}.{name}, below the line [{homes[0]}]?"
    return " (see config.example.toml)"

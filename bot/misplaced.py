"""Keys of [model] that mean nothing to the engine that paints: said at once, rather than ignored in silence.

Only keys that decide what is painted count; what merely makes this computer's painter faster may stay where it is.
"""

from __future__ import annotations

from bot.keys import Config, Model

_NOT_KNOWN_TO = {
    "comfyui": {"revision", "tiny_decoder", "quantize", "safety_checker"},
    "images": {"revision", "tiny_decoder", "quantize", "safety_checker", "scheduler", "adapters"},
}
_REASONS = {
    "revision": "which files are behind a model's name is the server's business",
    "safety_checker": "whether the server looks at its pictures cannot be known",
    "adapters": "an images endpoint takes no LoRAs",
    "scheduler": "an images endpoint takes no sampler",
}
_HARMLESS = {"tiny_decoder": ("off",), "safety_checker": ("off",)}


def misplaced(config: Config) -> list[str]:
    """A line for every key that is set and that the chosen engine cannot follow."""
    kind, usual = config.engine.kind, Model()
    lines = []
    for key in Model.model_fields:
        value = getattr(config.model, key)
        if key not in _NOT_KNOWN_TO.get(kind, ()) or value in (getattr(usual, key), *_HARMLESS.get(key, ())):
            continue
        reason = _REASONS.get(key, "this is for a painter of catbandit's own")
        shown = [adapter.source for adapter in config.model.adapters] if key == "adapters" else value
        lines.append(f"model.{key}: is {shown!r}, and engine.kind “{kind}” paints; {reason}: remove it")
    lines += [
        f"model.adapters.{index}.revision: is {adapter.revision!r}, and engine.kind “{kind}” paints; "
        f"{_REASONS['revision']}: remove it"
        for index, adapter in enumerate(config.model.adapters)
        if adapter.revision is not None and kind == "comfyui"
    ]
    return lines

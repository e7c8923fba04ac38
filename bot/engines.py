"""From the sections [engine] and [model] to a painter: processes on this computer, whoever they let paint."""

from __future__ import annotations

from collections.abc import Callable

from bot.engine_keys import Engine
from bot.errors import PainterError
from bot.keys import Config
from bot.painter.engine import EngineChoice, command_for
from bot.painter.orders import ModelChoice
from bot.painter.pool import PainterPool
from bot.painter.reports import Progress


def painter_for(
    config: Config, model: ModelChoice, *, on_progress: Callable[[Progress], None] | None = None
) -> PainterPool:
    """The painter that the owner wants. Raises PainterError if the workflow's file cannot be read."""
    choice = engine_choice(config.engine)
    is_local = choice.kind == "local"
    return PainterPool(
        model,
        devices=config.model.device if is_local else None,
        command=command_for(choice),
        is_local=is_local,
        unload_after=config.model.unload_after,
        on_progress=on_progress,
    )


def engine_choice(engine: Engine) -> EngineChoice:
    """The section as the painter's process takes it. Raises PainterError if the workflow's file cannot be read."""
    try:
        workflow = None if engine.workflow is None else engine.workflow.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        sentence = f"The workflow {engine.workflow} cannot be read: {error}. Correct engine.workflow."
        raise PainterError(sentence) from None
    return EngineChoice(
        kind=engine.kind,
        address=engine.address,
        gpus=engine.gpus,
        cpus=engine.cpus or 1,
        painters=engine.painters,
        workflow=workflow,
        workflow_name="" if engine.workflow is None else engine.workflow.name,
        sends_seed=engine.seed is not False,
    )

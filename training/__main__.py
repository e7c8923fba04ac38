"""`python -m training --out bot/kitten --work DIR`: all stages in a row; killed and started again, it goes on."""

import argparse
from collections.abc import Callable
from pathlib import Path

import torch

from training import decoder, denoiser, encoder, export, pictures
from training.progress import say
from training.settings import Settings

STAGES: dict[str, Callable[[Settings, Path, Callable[[str], None]], None]] = {
    "draw": pictures.draw_pictures,
    "encode": encoder.encode_pictures,
    "decoder": decoder.train_decoder,
    "encoder": decoder.train_encoder,
    "denoiser": denoiser.train_denoiser,
}


def main() -> None:
    """Run the stages that are asked for and export what there is."""
    parser = argparse.ArgumentParser(prog="python -m training", description="Train the bundled model from nothing.")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the pipeline, such as bot/kitten")
    parser.add_argument(
        "--work", type=Path, default=Path(".kitten-work"), help="the folder of pictures and checkpoints"
    )
    parser.add_argument(
        "--only", choices=[*STAGES, "export"], action="append", help="run this stage only (may be repeated)"
    )
    parser.add_argument("--threads", type=int, default=1, help="threads of torch (default 1)")
    asked = parser.parse_args()
    settings = Settings()
    torch.set_num_threads(asked.threads)
    torch.manual_seed(settings.seed)
    asked.work.mkdir(parents=True, exist_ok=True)
    for name, stage in STAGES.items():
        if asked.only is None or name in asked.only:
            stage(settings, asked.work, say)
    if asked.only is None or "export" in asked.only:
        export.export_trained(settings, asked.work, asked.out)
        say(f"wrote {asked.out}")


if __name__ == "__main__":
    main()

"""Writes the trained networks as an ordinary diffusers pipeline."""

import json
from pathlib import Path

from diffusers import AutoencoderTiny, StableDiffusionPipeline, UNet2DConditionModel
from transformers import CLIPTextModel, CLIPTokenizer

from training import captions, checkpoints, decoder, denoiser, models
from training.settings import Settings
from training.tokenizer import keep_tokenizer


def build_pipeline(
    *,
    autoencoder: AutoencoderTiny,
    text_encoder: CLIPTextModel,
    tokenizer: CLIPTokenizer,
    denoiser: UNet2DConditionModel,
) -> StableDiffusionPipeline:
    """Join the networks into a pipeline, without safety checker and feature extractor."""
    return StableDiffusionPipeline(
        vae=autoencoder,
        text_encoder=text_encoder,
        tokenizer=tokenizer,
        unet=denoiser,
        scheduler=models.build_scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def export_trained(settings: Settings, work: Path, folder: Path) -> None:
    """Export the newest state of a training, finished or not: the moving averages of the weights."""
    autoencoder = decoder.load_autoencoder(settings, work)
    tokenizer = keep_tokenizer(work, captions.list_words(), length=settings.text.length)
    painter = denoiser.build_painter(settings, tokenizer)
    state = checkpoints.load_checkpoint(work / "denoiser.pt")
    if state is None:
        raise FileNotFoundError(f"{work} holds no trained denoiser yet")
    painter.load_state_dict(state["average"])
    pipeline = build_pipeline(
        autoencoder=autoencoder, text_encoder=painter.text_encoder, tokenizer=tokenizer, denoiser=painter.denoiser
    )
    export_pipeline(pipeline, folder)


def export_pipeline(pipeline: StableDiffusionPipeline, folder: Path) -> None:
    """Save the pipeline in half precision; the folder's other files (the model card) stay."""
    for network in (pipeline.vae, pipeline.text_encoder, pipeline.unet):
        network.half()
    pipeline.save_pretrained(folder)
    # transformers loads in the precision named here, diffusers in float32: two of them would not fit together.
    _edit(folder / "text_encoder" / "config.json", dtype="float32")
    # AutoencoderTiny writes a setting that it complains of when it reads it again, and works out by itself.
    _edit(folder / "vae" / "config.json", block_out_channels=None)
    # Where the tokenizer was read from is nobody's business.
    _edit(folder / "tokenizer" / "tokenizer_config.json", is_local=None, local_files_only=None)
    for weights in folder.rglob("*.safetensors"):
        weights.chmod(0o644)


def _edit(path: Path, **changes: str | None) -> None:
    """Change settings of a JSON file; None removes one."""
    kept = {**json.loads(path.read_text()), **changes}
    path.write_text(
        json.dumps({key: value for key, value in kept.items() if key not in changes or value is not None}, indent=2)
        + "\n"
    )

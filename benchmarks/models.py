"""Well-known architectures at random weights, written to a folder: for timing nothing needs to be downloaded.

The sizes are those of the published configurations; `tiny` makes each small enough for a test. Imports torch: for
processes of their own, such as `python -m benchmarks.models JSON`, which answers with one line of JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderKLFlux2,
    AutoencoderTiny,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    Flux2KleinPipeline,
    Flux2Transformer2DModel,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
    ZImagePipeline,
    ZImageTransformer2DModel,
)
from transformers import (
    CLIPTextModel,
    CLIPTextModelWithProjection,
)

from benchmarks import modules

_VAE: dict[str, Any] = {
    "down_block_types": ["DownEncoderBlock2D"] * 4,
    "up_block_types": ["UpDecoderBlock2D"] * 4,
    "block_out_channels": [128, 256, 512, 512],
    "layers_per_block": 2,
    "latent_channels": 4,
    "sample_size": 512,
}
_TINY_VAE: dict[str, Any] = {
    "down_block_types": ["DownEncoderBlock2D"] * 2,
    "up_block_types": ["UpDecoderBlock2D"] * 2,
    "block_out_channels": [8, 16],
    "norm_num_groups": 4,
    "latent_channels": 4,
}
_TINY_UNET: dict[str, Any] = {
    "block_out_channels": [8, 16],
    "layers_per_block": 1,
    "sample_size": 32,
    "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D"],
    "up_block_types": ["CrossAttnUpBlock2D", "UpBlock2D"],
    "norm_num_groups": 4,
}

NAMES = ("sd15", "sd-turbo", "sdxl", "klein", "z-image")


def build(name: str, folder: Path, *, dtype: torch.dtype, device: str = "cpu", tiny: bool = False) -> Path:
    """Write a pipeline of this architecture, unless it is there already, and return its folder."""
    target = folder / f"{name}{'-tiny' if tiny else ''}"
    if (target / "model_index.json").is_file():
        return target
    previous = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with torch.device(device), torch.no_grad():
            pipe = _MAKERS[name](tiny)
    finally:
        torch.set_default_dtype(previous)
    pipe.save_pretrained(target, safe_serialization=True)
    return target


def count_parameters(name: str) -> int:
    """The weights of an architecture's UNet or transformer; nothing is made."""
    with torch.device("meta"):
        pipe = _MAKERS[name](False)
    part = getattr(pipe, "unet", None) or pipe.transformer
    return sum(parameter.numel() for parameter in part.parameters())


def build_decoder(folder: Path, *, dtype: torch.dtype, tiny: bool = False) -> Path:
    """Write a tiny decoder of TAESD's architecture, for any of the pipelines with four latent channels."""
    target = folder / f"decoder{'-tiny' if tiny else ''}"
    small: dict[str, Any] = {
        "encoder_block_out_channels": [8, 8],
        "decoder_block_out_channels": [8, 8],
        "num_encoder_blocks": [1, 1],
        "num_decoder_blocks": [1, 1],
    }
    decoder = AutoencoderTiny(**(small if tiny else {}))
    decoder.to(dtype).save_pretrained(target, safe_serialization=True)
    return target


def _sd(tiny: bool, *, width: int, layers: int, text_heads: int, unet: dict[str, Any], spacing: str) -> Any:
    cross = 32 if tiny else width
    small = {**_TINY_UNET, "attention_head_dim": 4}
    return StableDiffusionPipeline(
        tokenizer=modules.load_tokenizer(tiny),
        text_encoder=modules.make_clip_text(CLIPTextModel, hidden=width, layers=layers, heads=text_heads, tiny=tiny),
        unet=modules.make(UNet2DConditionModel, {**(small if tiny else unet), "cross_attention_dim": cross}),
        vae=modules.make(AutoencoderKL, _TINY_VAE if tiny else _VAE),
        scheduler=modules.make_scheduler(
            EulerDiscreteScheduler, timestep_spacing=spacing, beta_schedule="scaled_linear"
        ),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def _sd15(tiny: bool) -> Any:
    return _sd(
        tiny, width=768, layers=12, text_heads=12, unet={"attention_head_dim": 8, "sample_size": 64}, spacing="leading"
    )


def _sd_turbo(tiny: bool) -> Any:
    unet = {"attention_head_dim": [5, 10, 20, 20], "use_linear_projection": True, "sample_size": 64}
    return _sd(tiny, width=1024, layers=23, text_heads=16, unet=unet, spacing="trailing")


def _sdxl(tiny: bool) -> Any:
    unet: dict[str, Any] = {
        "block_out_channels": [320, 640, 1280],
        "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
        "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
        "transformer_layers_per_block": [1, 2, 10],
        "attention_head_dim": [5, 10, 20],
        "cross_attention_dim": 2048,
        "projection_class_embeddings_input_dim": 2816,
        "addition_time_embed_dim": 256,
        "sample_size": 128,
    }
    small: dict[str, Any] = {
        **_TINY_UNET,
        "attention_head_dim": [2, 4],
        "transformer_layers_per_block": [1, 2],
        "cross_attention_dim": 64,
        "projection_class_embeddings_input_dim": 80,
        "addition_time_embed_dim": 8,
    }
    shared = {"use_linear_projection": True, "addition_embed_type": "text_time"}
    return StableDiffusionXLPipeline(
        tokenizer=modules.load_tokenizer(tiny),
        tokenizer_2=modules.load_tokenizer(tiny),
        text_encoder=modules.make_clip_text(CLIPTextModel, hidden=768, layers=12, heads=12, tiny=tiny),
        text_encoder_2=modules.make_clip_text(
            CLIPTextModelWithProjection, hidden=1280, layers=32, heads=20, tiny=tiny, act="gelu"
        ),
        unet=modules.make(UNet2DConditionModel, {**(small if tiny else unet), **shared}),
        vae=modules.make(AutoencoderKL, _TINY_VAE if tiny else {**_VAE, "sample_size": 1024, "force_upcast": False}),
        scheduler=modules.make_scheduler(
            EulerDiscreteScheduler, timestep_spacing="leading", beta_schedule="scaled_linear"
        ),
    )


def _klein(tiny: bool) -> Any:
    """FLUX.2-klein-4B: 5 double and 20 single blocks of 24 heads. Its text encoder is thin: prompts are read once."""
    heads, hidden = (2, 16) if tiny else (24, 2560)
    tokenizer, text = modules.make_chat(hidden, layers=28)
    transformer = {
        "num_layers": 1 if tiny else 5,
        "num_single_layers": 1 if tiny else 20,
        "num_attention_heads": heads,
        "attention_head_dim": 16 if tiny else 128,
        "axes_dims_rope": (4, 4, 4, 4) if tiny else (32, 32, 32, 32),
        "in_channels": 16 if tiny else 128,
        "joint_attention_dim": 3 * hidden,
        "guidance_embeds": False,
    }
    small = {**_TINY_VAE, "sample_size": 32}
    return Flux2KleinPipeline(
        tokenizer=tokenizer,
        text_encoder=text,
        transformer=modules.make(Flux2Transformer2DModel, transformer),
        vae=modules.make(AutoencoderKLFlux2, small if tiny else {}),
        scheduler=modules.make_scheduler(FlowMatchEulerDiscreteScheduler, shift=3.0, use_dynamic_shifting=True),
        is_distilled=True,
    )


def _z_image(tiny: bool) -> Any:
    """Z-Image-Turbo, 6.2 B: 30 blocks and 4 refining ones of 30 heads, and Flux's decoder. Its text encoder is thin."""
    hidden = 16 if tiny else 2560
    tokenizer, text = modules.make_chat(hidden, layers=2)
    small = {"dim": 32, "n_layers": 1, "n_refiner_layers": 1, "n_heads": 2, "n_kv_heads": 2, "axes_dims": [4, 6, 6]}
    flux_vae: dict[str, Any] = {
        "latent_channels": 16,
        "use_quant_conv": False,
        "use_post_quant_conv": False,
        "force_upcast": False,
        "scaling_factor": 0.3611,
        "shift_factor": 0.1159,
    }
    return ZImagePipeline(
        tokenizer=tokenizer,
        text_encoder=text,
        transformer=modules.make(ZImageTransformer2DModel, {**(small if tiny else {}), "cap_feat_dim": hidden}),
        vae=modules.make(AutoencoderKL, {**(_TINY_VAE if tiny else _VAE), **flux_vae}),
        scheduler=modules.make_scheduler(FlowMatchEulerDiscreteScheduler, shift=3.0),
    )


_MAKERS: dict[str, Callable[[bool], Any]] = {
    "sd15": _sd15,
    "sd-turbo": _sd_turbo,
    "sdxl": _sdxl,
    "klein": _klein,
    "z-image": _z_image,
}


def parameters(folder: Path) -> int:
    """The weights of a written pipeline's UNet or transformer."""
    part = folder / "unet" if (folder / "unet").is_dir() else folder / "transformer"
    index = next(iter(part.glob("*.index.json")), None)
    if index is not None:
        sizes = json.loads(index.read_text())["metadata"]
        return int(sizes.get("total_parameters") or sizes["total_size"] // 2)
    from safetensors import safe_open

    with safe_open(str(next(part.glob("*.safetensors"))), framework="pt") as file:
        return sum(torch.Size(file.get_slice(name).get_shape()).numel() for name in file.keys())  # noqa: SIM118  # no dict


def main() -> int:
    """Write a pipeline and a decoder for it, and say where they are."""
    asked = json.loads(sys.argv[1])
    wanted = {"dtype": getattr(torch, asked["dtype"]), "tiny": asked["is_tiny"]}
    model = build(asked["name"], Path(asked["folder"]), **wanted)
    decoder = build_decoder(Path(asked["folder"]), **wanted)
    print(json.dumps({"model": str(model), "decoder": str(decoder)}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

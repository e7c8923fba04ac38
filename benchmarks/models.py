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
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
    Qwen3Config,
    Qwen3ForCausalLM,
)

_KITTEN = Path(__file__).resolve().parent.parent / "bot" / "kitten"
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
_CLIP_WORDS, _CLIP_LENGTH = 49_408, 77
_BLOCK = 1_048_573  # random numbers that are drawn once, and repeated where more are wanted; a prime


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


def _made(kind: Any, config: Any) -> Any:
    """A module of random weights, made without the slow initialisations that training would want.

    A block of noise is repeated: drawing billions of numbers takes a CPU minutes, and timing needs only that they are
    no zeros. Its length is a prime, so that rows of a matrix are not alike.
    """
    device = torch.empty(0).device
    with torch.device("meta"):
        module = kind(**config) if isinstance(config, dict) else kind(config)
    if device.type == "meta":
        return module
    module = module.to_empty(device=device)
    noise = torch.randn(_BLOCK, device=device) * 0.02
    for parameter in module.parameters():
        flat = parameter.view(-1)
        for start in range(0, flat.numel(), _BLOCK):
            piece = flat[start : start + _BLOCK]
            piece.copy_(noise[: piece.numel()])
    fresh = kind(**config) if isinstance(config, dict) and _is_small(module) else None
    for path, buffer in module.named_buffers():
        if fresh is not None:
            buffer.copy_(fresh.get_buffer(path))
        elif buffer.is_floating_point():
            buffer.fill_(1.0)
        else:
            buffer.copy_(torch.arange(buffer.numel(), dtype=buffer.dtype).reshape(buffer.shape))
    return module.eval()


def _is_small(module: Any) -> bool:
    return bool(sum(parameter.numel() for parameter in module.parameters()) < 2e8)


def _scheduler(kind: Any, **config: Any) -> Any:
    """A scheduler, which keeps its numbers on the CPU whatever the weights are on."""
    with torch.device("cpu"):
        return kind(**config)


def _tokenizer(tiny: bool) -> Any:
    """The kitten's words; as long a text as CLIP reads unless it is tiny."""
    long = {} if tiny else {"model_max_length": _CLIP_LENGTH}
    return CLIPTokenizer.from_pretrained(str(_KITTEN / "tokenizer"), **long)


def _text(kind: Any, *, hidden: int, layers: int, heads: int, tiny: bool, act: str = "quick_gelu") -> Any:
    tokenizer = _tokenizer(tiny)
    hidden, layers, heads = (32, 3, 4) if tiny else (hidden, layers, heads)
    config = CLIPTextConfig(
        vocab_size=len(tokenizer) if tiny else _CLIP_WORDS,
        hidden_size=hidden,
        intermediate_size=4 * hidden,
        projection_dim=hidden,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        max_position_embeddings=tokenizer.model_max_length,
        hidden_act=act,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return _made(kind, config)


def _sd(tiny: bool, *, width: int, layers: int, text_heads: int, unet: dict[str, Any], spacing: str) -> Any:
    cross = 32 if tiny else width
    small = {**_TINY_UNET, "attention_head_dim": 4}
    return StableDiffusionPipeline(
        tokenizer=_tokenizer(tiny),
        text_encoder=_text(CLIPTextModel, hidden=width, layers=layers, heads=text_heads, tiny=tiny),
        unet=_made(UNet2DConditionModel, {**(small if tiny else unet), "cross_attention_dim": cross}),
        vae=_made(AutoencoderKL, _TINY_VAE if tiny else _VAE),
        scheduler=_scheduler(EulerDiscreteScheduler, timestep_spacing=spacing, beta_schedule="scaled_linear"),
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
        tokenizer=_tokenizer(tiny),
        tokenizer_2=_tokenizer(tiny),
        text_encoder=_text(CLIPTextModel, hidden=768, layers=12, heads=12, tiny=tiny),
        text_encoder_2=_text(CLIPTextModelWithProjection, hidden=1280, layers=32, heads=20, tiny=tiny, act="gelu"),
        unet=_made(UNet2DConditionModel, {**(small if tiny else unet), **shared}),
        vae=_made(AutoencoderKL, _TINY_VAE if tiny else {**_VAE, "sample_size": 1024, "force_upcast": False}),
        scheduler=_scheduler(EulerDiscreteScheduler, timestep_spacing="leading", beta_schedule="scaled_linear"),
    )


def _klein(tiny: bool) -> Any:
    """FLUX.2-klein-4B: 5 double and 20 single blocks of 24 heads. Its text encoder is thin: prompts are read once."""
    heads, hidden = (2, 16) if tiny else (24, 2560)
    tokenizer, text = _chat(hidden, layers=28)
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
        transformer=_made(Flux2Transformer2DModel, transformer),
        vae=_made(AutoencoderKLFlux2, small if tiny else {}),
        scheduler=_scheduler(FlowMatchEulerDiscreteScheduler, shift=3.0, use_dynamic_shifting=True),
        is_distilled=True,
    )


def _z_image(tiny: bool) -> Any:
    """Z-Image-Turbo, 6.2 B: 30 blocks and 4 refining ones of 30 heads, and Flux's decoder. Its text encoder is thin."""
    hidden = 16 if tiny else 2560
    tokenizer, text = _chat(hidden, layers=2)
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
        transformer=_made(ZImageTransformer2DModel, {**(small if tiny else {}), "cap_feat_dim": hidden}),
        vae=_made(AutoencoderKL, {**(_TINY_VAE if tiny else _VAE), **flux_vae}),
        scheduler=_scheduler(FlowMatchEulerDiscreteScheduler, shift=3.0),
    )


def _chat(hidden: int, *, layers: int) -> tuple[Any, Any]:
    """A tokenizer of chats and a thin language model whose states are as wide as the published one's."""
    tokenizer = _tokenizer(tiny=True)
    tokenizer.chat_template = "{{ messages[0]['content'] }}"
    config = Qwen3Config(
        vocab_size=len(tokenizer),
        hidden_size=hidden,
        intermediate_size=64,
        num_hidden_layers=layers,
        num_attention_heads=2,
        num_key_value_heads=2,
        head_dim=8,
        max_position_embeddings=1024,
        pad_token_id=tokenizer.pad_token_id,
        tie_word_embeddings=True,
    )
    return tokenizer, _made(Qwen3ForCausalLM, config)


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

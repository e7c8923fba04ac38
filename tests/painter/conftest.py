"""The test profiles: the bundled kitten at a thumbnail's size, and a tiny random pipeline of another architecture."""

import json
import shutil
from pathlib import Path

import pytest

from bot.painter.orders import ModelChoice, Order

ROOT = Path(__file__).resolve().parent.parent.parent
KITTEN = ROOT / "bot" / "kitten"

THUMBNAIL = ModelChoice(source="kitten", width=64, height=64, steps=2, chunk=2, device="cpu")


def order(folder: Path, picture_id: int, prompt: str, seed: int) -> Order:
    return Order(picture_id=picture_id, prompt=prompt, seed=seed, path=folder / f"{picture_id}.png")


def build_tiny(folder: Path, *, seed: int = 0) -> Path:
    """A random Stable Diffusion with an AutoencoderKL, 64 px, under 1 MB; it shares only the kitten's tokenizer."""
    import torch
    from diffusers import AutoencoderKL, EulerDiscreteScheduler, StableDiffusionPipeline, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    torch.manual_seed(seed)
    tokenizer = CLIPTokenizer.from_pretrained(str(KITTEN / "tokenizer"))
    text = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=37,
        num_attention_heads=4,
        num_hidden_layers=2,
        max_position_embeddings=32,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    pipe = StableDiffusionPipeline(
        tokenizer=tokenizer,
        text_encoder=CLIPTextModel(text),
        unet=UNet2DConditionModel(
            block_out_channels=(8, 16),
            layers_per_block=1,
            sample_size=32,
            in_channels=4,
            out_channels=4,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
            cross_attention_dim=32,
            attention_head_dim=4,
            norm_num_groups=4,
        ),
        vae=AutoencoderKL(
            block_out_channels=(8, 16),
            in_channels=3,
            out_channels=3,
            down_block_types=("DownEncoderBlock2D", "DownEncoderBlock2D"),
            up_block_types=("UpDecoderBlock2D", "UpDecoderBlock2D"),
            latent_channels=4,
            norm_num_groups=4,
        ),
        scheduler=EulerDiscreteScheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    shutil.rmtree(folder, ignore_errors=True)
    pipe.save_pretrained(folder, safe_serialization=True)
    return folder


def build_lora(model: Path, folder: Path) -> Path:
    """A random LoRA for the tiny pipeline's UNet."""
    import torch
    from diffusers import StableDiffusionPipeline, UNet2DConditionModel
    from peft import LoraConfig, get_peft_model_state_dict

    unet = UNet2DConditionModel.from_pretrained(model, subfolder="unet")
    unet.add_adapter(LoraConfig(r=2, init_lora_weights=False, target_modules=["to_q", "to_v"]))
    weights = {name: 5 * torch.randn_like(value) for name, value in get_peft_model_state_dict(unet).items()}
    StableDiffusionPipeline.save_lora_weights(folder, unet_lora_layers=weights)
    return folder / "pytorch_lora_weights.safetensors"


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny pipeline's folder."""
    return build_tiny(tmp_path_factory.mktemp("models") / "tiny")


def add_checker(folder: Path) -> None:
    """Give the tiny pipeline a real safety checker, so strict that it flags whatever it sees."""
    from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
    from transformers import CLIPConfig, CLIPImageProcessorPil

    tower = {"hidden_size": 32, "intermediate_size": 37, "num_attention_heads": 4, "num_hidden_layers": 1}
    config = CLIPConfig(
        text_config=tower, vision_config={**tower, "image_size": 32, "patch_size": 16}, projection_dim=8
    )
    checker = StableDiffusionSafetyChecker(config)
    checker.concept_embeds_weights.data.fill_(-2.0)  # below any cosine
    checker.save_pretrained(folder / "safety_checker")
    size = {"height": 32, "width": 32}
    CLIPImageProcessorPil(size=size, crop_size=size).save_pretrained(folder / "feature_extractor")
    index = json.loads((folder / "model_index.json").read_text("utf-8"))
    index["safety_checker"] = ["stable_diffusion", "StableDiffusionSafetyChecker"]
    index["feature_extractor"] = ["transformers", "CLIPImageProcessorPil"]
    index["requires_safety_checker"] = True
    (folder / "model_index.json").write_text(json.dumps(index), "utf-8")


@pytest.fixture(scope="session")
def strict(tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny pipeline's folder with a safety checker that flags everything."""
    folder = tmp_path_factory.mktemp("models") / "strict"
    shutil.copytree(tiny, folder)
    add_checker(folder)
    return folder

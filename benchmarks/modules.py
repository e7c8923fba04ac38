"""The modules that pipelines are made of, at random weights: made in seconds, whatever their size.

Must not know which architectures there are; `models` puts them together.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from transformers import (
    CLIPTextConfig,
    CLIPTokenizer,
    Qwen3Config,
    Qwen3ForCausalLM,
)

_KITTEN = Path(__file__).resolve().parent.parent / "bot" / "kitten"
_CLIP_WORDS, _CLIP_LENGTH = 49_408, 77
_BLOCK = 1_048_573  # random numbers that are drawn once, and repeated where more are wanted; a prime


def make(kind: Any, config: Any) -> Any:
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


def make_scheduler(kind: Any, **config: Any) -> Any:
    """A scheduler, which keeps its numbers on the CPU whatever the weights are on."""
    with torch.device("cpu"):
        return kind(**config)


def load_tokenizer(tiny: bool) -> Any:
    """The kitten's words; as long a text as CLIP reads unless it is tiny."""
    long = {} if tiny else {"model_max_length": _CLIP_LENGTH}
    return CLIPTokenizer.from_pretrained(str(_KITTEN / "tokenizer"), **long)


def make_clip_text(kind: Any, *, hidden: int, layers: int, heads: int, tiny: bool, act: str = "quick_gelu") -> Any:
    """A text encoder of CLIP's kind, with the published number of words unless it is tiny."""
    tokenizer = load_tokenizer(tiny)
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
    return make(kind, config)


def make_chat(hidden: int, *, layers: int) -> tuple[Any, Any]:
    """A tokenizer of chats and a thin language model whose states are as wide as the published one's."""
    tokenizer = load_tokenizer(tiny=True)
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
    return tokenizer, make(Qwen3ForCausalLM, config)

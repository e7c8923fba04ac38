"""Every number of the training, in one frozen value. Nothing here computes or reads files."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Drawings:
    """The pictures to learn from."""

    count: int = 20_000
    size: int = 256


@dataclass(frozen=True)
class Decoder:
    """The autoencoder: 256 px down to 16 x 16 latents of twelve channels."""

    channels: int = 32
    latent_channels: int = 12
    cell: int = 16
    """The width in pixels of what becomes one latent; two to the number of stages less one."""
    spread: float = 0.5
    """The standard deviation of the code: well inside the decoder's clamp at 3."""
    encoder_blocks: tuple[int, ...] = (0, 0, 0, 1, 1)
    decoder_blocks: tuple[int, ...] = (5, 4, 3, 1, 0)
    batch: int = 8
    crop: int = 128
    minutes: float = 37.0
    learning_rate: float = 4e-3
    outer_learning_rate: float = 2e-4
    """Of biases and of the last layer: a thousandth more of them tints the whole picture."""
    average: float = 0.99
    latent_noise: float = 0.1
    encoder_steps: int = 400


@dataclass(frozen=True)
class Text:
    """The tokenizer and the text encoder."""

    length: int = 32
    width: int = 160
    layers: int = 3
    heads: int = 4


@dataclass(frozen=True)
class Denoiser:
    """The UNet, trained together with the text encoder."""

    channels: tuple[int, ...] = (64, 128, 160)
    batch: int = 48
    """Of each worker."""
    workers: int = 2
    minutes: float = 134.0
    """Of each worker's processor time: the learning rate falls along it, so a busy machine costs only patience."""
    learning_rate: float = 3e-3
    warmup_steps: int = 60
    average: float = 0.999
    caption_dropout: float = 0.1


@dataclass(frozen=True)
class Settings:
    """Everything `python -m training` needs to know."""

    seed: int = 20261123
    drawings: Drawings = field(default_factory=Drawings)
    decoder: Decoder = field(default_factory=Decoder)
    text: Text = field(default_factory=Text)
    denoiser: Denoiser = field(default_factory=Denoiser)

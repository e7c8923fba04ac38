"""Trains the UNet and the text encoder on fixed latents and freshly written captions (v-prediction).

Several workers, a process and a core each, take a batch each and share their gradients: on a CPU that gains what a
second thread does not.
"""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import numpy as np
import torch
import torch.multiprocessing
from diffusers import UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor
from torch import Tensor, distributed, nn
from torch.nn import functional
from transformers import CLIPTextModel, CLIPTokenizer

from training import captions, checkpoints, models, pictures
from training.optimizers import Muon
from training.settings import Settings
from training.tokenizer import keep_tokenizer

Say: TypeAlias = Callable[[str], None]
SAVE_EVERY = 100
REPORT_EVERY = 20


class Painter(nn.Module):
    """Text encoder and UNet as one: token ids and noisy latents in, predicted velocity out."""

    def __init__(self, text_encoder: CLIPTextModel, denoiser: UNet2DConditionModel) -> None:
        super().__init__()
        self.text_encoder = text_encoder
        self.denoiser = denoiser

    def forward(self, tokens: Tensor, noisy: Tensor, times: Tensor) -> Tensor:
        """Predict the velocity."""
        meaning = self.text_encoder(tokens).last_hidden_state
        velocity: Tensor = self.denoiser(noisy, times, meaning).sample
        return velocity


def build_painter(settings: Settings, tokenizer: CLIPTokenizer) -> Painter:
    """Build the untrained networks."""
    painter = Painter(models.build_text_encoder(settings, tokenizer), models.build_denoiser(settings))
    painter.denoiser.to(memory_format=torch.channels_last)
    # The plain attention learns faster on a CPU than the fused one: its way back is slow there.
    painter.denoiser.set_attn_processor(AttnProcessor())
    return painter


def train_denoiser(settings: Settings, work: Path, say: Say) -> None:
    """Train until the minutes are over; writes denoiser.pt."""
    workers = settings.denoiser.workers
    keep_tokenizer(work, captions.list_words(), length=settings.text.length)  # before any worker needs it
    if workers == 1:
        _train(0, settings, work, say, None)
        return
    with tempfile.TemporaryDirectory() as meeting:
        torch.multiprocessing.spawn(_train, (settings, work, say, Path(meeting, "rendezvous")), nprocs=workers)


def _train(worker: int, settings: Settings, work: Path, say: Say, meeting: Path | None) -> None:
    """One worker's part. All make the same steps from the same mean gradients; the first one's clock is everybody's."""
    shape, path = settings.denoiser, work / "denoiser.pt"
    torch.set_num_threads(1 if meeting is not None else torch.get_num_threads())
    if meeting is not None:
        torch.manual_seed(settings.seed)
        distributed.init_process_group("gloo", init_method=meeting.as_uri(), rank=worker, world_size=shape.workers)
    tokenizer = keep_tokenizer(work, captions.list_words(), length=settings.text.length)
    painter = build_painter(settings, tokenizer)
    average = build_painter(settings, tokenizer)
    average.load_state_dict(painter.state_dict())
    optimizer = Muon(painter, lr=shape.learning_rate, adam_lr=shape.learning_rate / 2)
    step, spent = _resume(path, painter, average, optimizer)
    lessons = Lessons(settings, work, tokenizer)
    began, losses = time.process_time() - spent, []
    while spent < shape.minutes * 60:
        rise = min(1.0, (step + 1) / shape.warmup_steps)
        optimizer.set_share(rise * checkpoints.learning_share(spent / (shape.minutes * 60), warmup=0.0))
        tokens, noisy, times, wanted = lessons.draw(step, worker=worker)
        with torch.autocast("cpu", torch.bfloat16):
            guess = painter(tokens, noisy, times).float()
        loss = functional.mse_loss(guess, wanted)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        loss, spent = _share(painter, loss.detach(), time.process_time() - began)
        nn.utils.clip_grad_norm_(painter.parameters(), 1.0)
        optimizer.step()
        step += 1
        _follow(average, painter, min(shape.average, (step + 1) / (step + 10)))
        losses.append(loss.item())
        if worker > 0:
            continue
        if step % REPORT_EVERY == 0:
            say(f"denoiser {step}  {spent / 60:.1f}/{shape.minutes:.0f} min  loss {np.mean(losses[-200:]):.4f}")
        if step % SAVE_EVERY == 0:
            _save(path, painter, average, optimizer, step, spent)
    if worker == 0:
        _save(path, painter, average, optimizer, step, spent)


def _share(painter: Painter, loss: Tensor, spent: float) -> tuple[Tensor, float]:
    """Replace the gradients by the workers' mean; gives their mean loss and the first one's time."""
    if not distributed.is_initialized():
        return loss, spent
    slopes = [weight.grad for weight in painter.parameters() if weight.grad is not None]
    workers, is_first = distributed.get_world_size(), distributed.get_rank() == 0
    ends = torch.tensor([loss.item() / workers, spent if is_first else 0.0])
    flat = torch.cat([*(slope.flatten() / workers for slope in slopes), ends])
    distributed.all_reduce(flat)
    for slope, mean in zip(slopes, flat[:-2].split([slope.numel() for slope in slopes]), strict=True):
        slope.copy_(mean.view_as(slope))
    return flat[-2], flat[-1].item()


class Lessons:
    """Batches of noisy latents with the captions that belong to them."""

    def __init__(self, settings: Settings, work: Path, tokenizer: CLIPTokenizer) -> None:
        self._settings = settings
        self._tokenizer = tokenizer
        self._scenes = pictures.read_scenes(work)
        self._latents = np.load(work / "latents.npy").astype(np.float32) / settings.decoder.spread
        self._kept = models.build_scheduler().alphas_cumprod

    def draw(self, step: int, *, worker: int = 0) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """Draw the batch of this step: tokens, noisy latents, times, velocities to be learnt."""
        shape = self._settings.denoiser
        rng = np.random.default_rng((self._settings.seed, 3, step, worker))
        chosen = rng.integers(len(self._latents), size=shape.batch)
        texts = [
            "" if rng.random() < shape.caption_dropout else captions.write_caption(self._scenes[i], rng) for i in chosen
        ]
        encoded = self._tokenizer(
            texts, padding="max_length", truncation=True, max_length=self._settings.text.length, return_tensors="pt"
        )
        clean = torch.from_numpy(self._latents[chosen])
        noise = torch.from_numpy(rng.standard_normal(clean.shape, dtype=np.float32))
        spread = (np.arange(shape.batch) + rng.random(shape.batch)) / shape.batch  # evenly over all times
        times = torch.from_numpy((spread * len(self._kept)).astype(np.int64))
        signal = self._kept[times].sqrt()[:, None, None, None]
        rest = (1 - self._kept[times]).sqrt()[:, None, None, None]
        noisy = (signal * clean + rest * noise).contiguous(memory_format=torch.channels_last)
        return encoded.input_ids, noisy, times, signal * noise - rest * clean


@torch.no_grad()
def _follow(average: Painter, painter: Painter, inertia: float) -> None:
    torch._foreach_lerp_(list(average.parameters()), list(painter.parameters()), 1 - inertia)


def _save(path: Path, painter: Painter, average: Painter, optimizer: Muon, step: int, spent: float) -> None:
    checkpoints.save_checkpoint(
        path,
        model=painter.state_dict(),
        average=average.state_dict(),
        optimizer=optimizer.state_dict(),
        step=step,
        spent=spent,
    )


def _resume(path: Path, painter: Painter, average: Painter, optimizer: Muon) -> tuple[int, float]:
    state = checkpoints.load_checkpoint(path)
    if state is None:
        return 0, 0.0
    painter.load_state_dict(state["model"])
    average.load_state_dict(state["average"])
    optimizer.load_state_dict(state["optimizer"])
    return int(state["step"]), float(state["spent"])

"""The vocabulary: all bytes, and every word of the captions as one token."""

import json
from collections.abc import Iterable
from pathlib import Path

from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import CLIPTokenizer

START, END = "<|startoftext|>", "<|endoftext|>"


def keep_tokenizer(work: Path, words: Iterable[str], *, length: int) -> CLIPTokenizer:
    """Give the work folder's tokenizer, built at the first call: equal merges come in another order every time."""
    folder = work / "tokenizer"
    if not folder.exists():
        draft = folder.with_suffix(".draft")
        build_tokenizer(words, length=length).save_pretrained(draft)
        draft.rename(folder)
    tokenizer: CLIPTokenizer = CLIPTokenizer.from_pretrained(folder)
    return tokenizer


def build_tokenizer(words: Iterable[str], *, length: int) -> CLIPTokenizer:
    """Learn byte-pair merges until each of the words is one token; prompts are cut at `length` tokens."""
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    learner = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    learner.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    trainer = trainers.BpeTrainer(
        vocab_size=20_000, initial_alphabet=letters, end_of_word_suffix="</w>", show_progress=False, min_frequency=0
    )
    learner.train_from_iterator(sorted(set(words)), trainer)
    merges = [tuple(merge) for merge in json.loads(learner.to_str())["model"]["merges"]]
    tokens = [*letters, *(letter + "</w>" for letter in letters), *("".join(merge) for merge in merges)]
    vocabulary = {token: index for index, token in enumerate([*dict.fromkeys(tokens), START, END])}
    return CLIPTokenizer(vocab=vocabulary, merges=merges, model_max_length=length)

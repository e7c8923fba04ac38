"""The belief sheet as a picture: the curve stands where the belief is."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from bot.languages import Language
from bot.sheets import beliefs, ridges
from bot.sheets.beliefs import Curve, belief_sheet, colour_of
from bot.sheets.drawing import MARGIN, header_height
from bot.sheets.encoding import Sheet


def curve(alpha: float, beta: float, label: str = "a cat in a box", **more: object) -> Curve:
    """A curve with a rough normal interval: good enough to draw."""
    mean = alpha / (alpha + beta)
    half = 1.645 * (mean * (1 - mean) / (alpha + beta + 1)) ** 0.5
    values: dict[str, object] = {
        "label": label,
        "alpha": alpha,
        "beta": beta,
        "low": max(0.0, mean - half),
        "high": min(1.0, mean + half),
        "mean": mean,
        "likes": int(alpha),
        "trials": int(alpha + beta),
    }
    return Curve(**{**values, **more})  # type: ignore[arg-type]  # keyword values of several types


def pixels(sheet: Sheet) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    with Image.open(io.BytesIO(sheet.data)) as picture:
        return np.asarray(picture.convert("RGB")).astype(np.int64)


def sheet_of(*curves: Curve, most: int = 12, subtitle: str = "today") -> Sheet:
    return belief_sheet(curves, title="What the bot believes", subtitle=subtitle, most=most)


@pytest.mark.parametrize(("alpha", "beta"), [(8.0, 4.0), (3.0, 30.0), (40.0, 40.0), (600.0, 9400.0)])
def test_the_crest_stands_over_the_mode(alpha: float, beta: float) -> None:
    one = curve(alpha, beta)
    axis = ridges.fit_axis([(one.low, one.high)])
    sheet = sheet_of(one)
    left = round((MARGIN + beliefs.LABELS) * beliefs.SCALE)
    right = round((400 - MARGIN - beliefs.FIGURES) * beliefs.SCALE)
    top = round(header_height("today") * beliefs.SCALE)
    plot = pixels(sheet)[top:, left:right]
    is_crest = np.abs(plot - np.array(colour_of(0, 1))).max(axis=2) < 40
    rows = np.flatnonzero(is_crest.any(axis=1))
    crest = np.flatnonzero(is_crest[rows[0]]).mean() / (right - left)
    assert crest == pytest.approx(axis.place((alpha - 1) / (alpha + beta - 2)), abs=0.02)


def test_the_best_prompts_are_shown_and_the_cut_is_told() -> None:
    many = [curve(1 + at, 30, f"prompt {at}") for at in range(20)]
    assert sheet_of(*many, most=5) == sheet_of(*reversed(many), most=5)
    told = belief_sheet(many[-5:], title="What the bot believes", subtitle="today · 5 of 20 prompts")
    assert sheet_of(*many, most=5) == told


def test_each_prompt_adds_one_row() -> None:
    heights = [sheet_of(*[curve(2 + at, 9) for at in range(count)]).height for count in (1, 2, 3)]
    assert heights[1] - heights[0] == heights[2] - heights[1] == round(beliefs.ROW * beliefs.SCALE)


def test_the_sheet_decodes_at_the_size_it_says() -> None:
    sheet = sheet_of(*[curve(2 + at, 9) for at in range(12)])
    assert pixels(sheet).shape == (sheet.height, sheet.width, 3)
    assert sheet.width <= 1600
    assert sheet.extension == "webp"


@pytest.mark.parametrize(
    ("alpha", "beta"), [(0.05, 3), (3, 0.05), (0.1, 0.1), (1, 1), (1e-3, 1e5), (1e5, 1e5), (6000, 94_000)]
)
def test_beliefs_of_every_shape_can_be_drawn(alpha: float, beta: float) -> None:
    assert sheet_of(curve(alpha, beta), curve(2, 5)).height > 0


def test_no_prompts_make_an_empty_sheet() -> None:
    assert sheet_of().height > 0


def test_a_thousand_prompts_at_once_stay_within_reason() -> None:
    sheet = sheet_of(*[curve(2, 5) for _ in range(1000)], most=1000)
    assert sheet.height <= 8000


def test_a_retired_prompt_is_grey() -> None:
    shown, retired = pixels(sheet_of(curve(9, 9))), pixels(sheet_of(curve(9, 9, is_active=False)))
    gold = np.array(colour_of(0, 1))
    below = round(header_height("today") * beliefs.SCALE)
    count = [(np.abs(picture[below:] - gold).max(axis=2) < 8).sum() for picture in (shown, retired)]
    assert count[0] > 500
    assert count[1] == 0


def test_the_true_rate_is_marked_where_it_is_known() -> None:
    one = curve(9, 9)
    assert not np.array_equal(pixels(sheet_of(one)), pixels(sheet_of(curve(9, 9, true_rate=0.5))))


def test_the_words_can_be_in_any_language() -> None:
    curves = [curve(4, 9), curve(5, 9), curve(5, 9, is_active=False)]
    english = belief_sheet(curves, title="", subtitle="", most=2)
    japanese = belief_sheet(curves, title="", subtitle="", most=2, language=Language("ja"))
    assert not np.array_equal(pixels(english)[:, :, 0], pixels(japanese)[:, :, 0])


def test_colours_fall_in_lightness_so_that_every_eye_can_rank_them() -> None:
    lightness = [
        0.2126 * red + 0.7152 * green + 0.0722 * blue for red, green, blue in (colour_of(i, 12) for i in range(12))
    ]
    assert lightness == sorted(lightness, reverse=True)


def test_a_detail_tells_curves_apart_whose_labels_are_cut_to_the_same_letters() -> None:
    long = "a fluffy ginger cat sleeping in a cardboard box by the window"
    sheets = [
        belief_sheet([curve(3, 9, long, detail=detail)], title="t", subtitle="")
        for detail in ("", "--steps 2", "--steps 9")
    ]
    assert len({sheet.data for sheet in sheets}) == 3


@pytest.mark.parametrize("wrong", [{"alpha": 0.0}, {"beta": float("nan")}, {"alpha": float("inf")}])
def test_a_belief_needs_positive_counts(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="positive counts"):
        Curve(
            **{
                "label": "x",
                "alpha": 1.0,
                "beta": 1.0,
                "low": 0.1,
                "high": 0.9,
                "mean": 0.5,
                "likes": 0,
                "trials": 0,
                **wrong,
            }
        )  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [{"low": 0.95}, {"mean": 1.5}, {"high": 1.1}, {"low": float("nan")}])
def test_rates_must_be_rates(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="not rates"):
        curve(5, 5, **wrong)

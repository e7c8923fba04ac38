"""The gamma function's relatives for whole arrays: numpy has none, and `math.lgamma` takes one number at a time.

Source: DLMF 5.5.1 (recurrence) and 5.11 (asymptotic series); errors below 1e-10 for arguments above 1e-6.
"""

from __future__ import annotations

import numpy as np

from bot.domain.beliefs import Floats

_SHIFT = 7  # how far an argument is pushed up before the series holds
_HALF_LOG_TWO_PI = 0.9189385332046727


def log_gamma(x: Floats) -> Floats:
    """The logarithm of the gamma function at every `x` > 0."""
    product = x * (x + 1)
    for step in range(2, _SHIFT):
        product *= x + step
    return _far_log_gamma(x + _SHIFT) - np.log(product)


def log_beta(a: Floats, b: Floats) -> Floats:
    """The logarithm of the beta function; the arguments broadcast."""
    of_a, of_b, of_both = log_gamma(np.array(np.broadcast_arrays(a, b, a + b)))
    result: Floats = of_a + of_b - of_both
    return result


def polygamma(x: Floats) -> tuple[Floats, Floats, Floats]:
    """`log_gamma` and its first two derivatives (digamma, trigamma) at every `x` > 0, in one go."""
    product, first, second = np.ones_like(x), np.zeros_like(x), np.zeros_like(x)
    for step in range(_SHIFT):
        factor = x + step
        product *= factor
        inverse = 1 / factor
        first += inverse
        second += inverse * inverse
    y = x + _SHIFT
    z = 1 / y
    r = z * z
    digamma = np.log(y) - 0.5 * z - r * (1 / 12 - r * (1 / 120 - r * (1 / 252 - r * (1 / 240 - r / 132)))) - first
    trigamma = z + r / 2 + r * z * (1 / 6 - r * (1 / 30 - r * (1 / 42 - r * (1 / 30 - r * 5 / 66)))) + second
    return _far_log_gamma(y) - np.log(product), digamma, trigamma


def _far_log_gamma(y: Floats) -> Floats:
    z = 1 / y
    r = z * z
    series = z * (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r / 1188))))
    result: Floats = (y - 0.5) * np.log(y) - y + _HALF_LOG_TWO_PI + series
    return result

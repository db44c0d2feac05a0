"""Numbers in a printed text: where they are, and how far two of them are apart."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass

NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.])[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|nan|inf(?:inity)?)"
    r"(?![A-Za-z0-9_])",
    re.ASCII,
)
# Fewer printed decimals than this must agree exactly: an accuracy of 0.9686 over 10,000 pictures is
# not "nearly" 0.9687. Nor is one unit of the last digit rounding where it is a large part of the
# number: 0.00001 is not "nearly" 0.00002.
_ROUNDED_DECIMALS = 5
_LARGEST_ROUNDED = 0.1


@dataclass(frozen=True)
class Number:
    """A printed number: its text and the offset where it stands."""

    text: str
    offset: int

    @property
    def value(self) -> float:
        """Its value as a float; `inf` where that is too small a type."""
        return float(self.text)

    @property
    def whole(self) -> bool:
        """Whether it was printed as an integer."""
        return self.text.lstrip("+-").isdigit()

    @property
    def decimals(self) -> int:
        """The digits printed behind the point."""
        mantissa = re.split("[eE]", self.text)[0]
        return len(mantissa.partition(".")[2])

    @property
    def last_digit(self) -> float:
        """What one unit of the last printed digit is worth.

        >>> Number("1.50e-03", 0).last_digit
        1e-05
        """
        exponent = re.split("[eE]", self.text)[1:] or ["0"]
        return float(f"1e{int(exponent[0]) - self.decimals}")


@dataclass(frozen=True)
class Distance:
    """How far two numbers are apart.

    Attributes:
        relative: |a - b| / max(|a|, |b|); 0 for equal ones, infinite if just one is finite.
        ulps: float32 numbers between them, as 32-bit floats.
        digits: units of the last digit printed (of the one printed with fewer digits).
    """

    relative: float
    ulps: float
    digits: float

    def worst(self, other: Distance) -> Distance:
        """The larger of each measure."""
        return Distance(
            max(self.relative, other.relative),
            max(self.ulps, other.ulps),
            max(self.digits, other.digits),
        )


NOWHERE = Distance(0.0, 0.0, 0.0)
_APART = Distance(math.inf, math.inf, math.inf)


def extract(text: str) -> list[Number]:
    """The numbers of a text, in order.

    >>> [n.text for n in extract("[ 1회] cost -1.5e-3, x_1 nan")]
    ['1', '-1.5e-3', 'nan']
    """
    return [Number(match.group(), match.start()) for match in NUMBER.finditer(text)]


def skeleton(text: str) -> tuple[str, ...]:
    """What stands before, between and behind the numbers of a text, one blank for a run of them.

    >>> skeleton("loss:  0.5 [1  2]")
    ('loss: ', ' [', ' ', ']')
    """
    return tuple(re.sub(r"[ \t]+", " ", part) for part in NUMBER.split(text))


def distance(one: Number, other: Number) -> Distance:
    """How far two printed numbers are apart; symmetric.

    >>> distance(Number("0.50000", 0), Number("0.50001", 0)).ulps
    168.0
    """
    if one.whole and other.whole and int(one.text) != int(other.text):
        return _whole_distance(int(one.text), int(other.text))
    a, b = one.value, other.value
    if a == b or (math.isnan(a) and math.isnan(b)):
        return NOWHERE
    if not (math.isfinite(a) and math.isfinite(b)):
        return _APART
    apart = abs(a - b)
    unit = max(one.last_digit, other.last_digit)
    digits = apart / unit if 0 < unit < math.inf else math.inf
    largest = max(abs(a), abs(b))
    relative = apart / largest if apart < math.inf else 2.0
    return Distance(relative, float(abs(_rank(a) - _rank(b))), digits)


def _whole_distance(a: int, b: int) -> Distance:
    """The distance of two different integers, of any size."""
    apart, largest = abs(a - b), max(abs(a), abs(b))
    steps = float(abs(_rank(_as_float(a)) - _rank(_as_float(b))))
    return Distance(min(apart / largest, 2.0), max(1.0, steps), _as_float(apart))


def _as_float(value: int) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value)


def _rank(value: float) -> int:
    """The place of a value among all 32-bit floats, 0 for zero."""
    try:
        packed = struct.pack("<f", value)
    except OverflowError:
        packed = struct.pack("<f", math.copysign(math.inf, value))
    bits: int = struct.unpack("<i", packed)[0]
    return bits if bits >= 0 else -(bits & 0x7FFFFFFF)


def agree(one: Number, other: Number, relative: float) -> bool:
    """Whether two printed numbers are the same within a tolerance.

    Whole numbers have to be equal. Others may differ by `relative`, or by one unit of the last
    printed digit (rounded the other way) where at least five decimals are printed.
    """
    apart = distance(one, other)
    if apart.relative == 0:
        return True
    if one.whole or other.whole:
        return False
    if apart.relative <= relative:
        return True
    rounded = min(one.decimals, other.decimals) >= _ROUNDED_DECIMALS
    in_last_digit = apart.digits <= 1.01  # 1 unit, computed in binary
    return rounded and in_last_digit and apart.relative <= _LARGEST_ROUNDED


def worst_distance(pairs: Sequence[tuple[Number, Number]]) -> Distance:
    """The largest distance of several pairs, each measure for itself."""
    worst = NOWHERE
    for one, other in pairs:
        worst = worst.worst(distance(one, other))
    return worst

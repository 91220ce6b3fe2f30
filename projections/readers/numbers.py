"""The text of binary numbers: the fewest digits that give the same number again, without an exponent where that is fit.

A contract reads ``10000000000`` and ``0.0000001`` as decimals; ``1e+10`` it refuses. So an exponent stands only where
the digits would be more than a decimal column can hold.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

LARGEST: Final = 1e38
SMALLEST: Final = 1e-38
"""From here to the largest a number is written without an exponent."""

EXACT: Final = {pa.float32(): 2**24, pa.float64(): 2**53}
"""Below it, every whole number is its own shortest text."""


def number_texts(numbers: pa.Array) -> pa.Array:
    """Give the texts of a floating-point array: ``1``, ``0.1``, ``-0``, ``1e+300``, ``nan``, ``inf``; null stays."""
    if numbers.type == pa.float16():
        return pa.array([None if n is None else number_text(np.float16(n)) for n in numbers.to_pylist()], pa.string())
    if numbers.type == pa.float64() and (whole := _whole_texts(numbers)) is not None:
        return whole
    texts = numbers.cast(pa.string())
    rough = pc.match_substring(texts, "e")
    if not pc.any(rough).as_py():
        return texts
    limit = pa.scalar(EXACT[numbers.type], numbers.type)
    whole = pc.and_(pc.equal(pc.floor(numbers), numbers), pc.less(pc.abs(numbers), limit))
    easy = pc.and_(rough, whole)
    digits = pc.if_else(easy, numbers, pa.scalar(0, numbers.type)).cast(pa.int64()).cast(pa.string())
    return _mend(pc.if_else(easy, digits, texts), numbers, pc.and_not(rough, whole))


def _whole_texts(numbers: pa.Array) -> pa.Array | None:
    """Give the texts of numbers that are all whole, a tenth of the work; None where one is not."""
    values = pc.fill_null(numbers, 0.0).to_numpy(zero_copy_only=False)
    if not np.all(np.abs(values) < EXACT[pa.float64()]):  # so is not-a-number
        return None
    whole = values.astype(np.int64)
    if not np.array_equal(whole, values) or np.signbit(values[whole == 0]).any():
        return None
    texts = pa.array(whole).cast(pa.string())
    return pc.if_else(numbers.is_null(), None, texts) if numbers.null_count else texts


def number_text(number: np.floating | float) -> str:
    """Give the text of one number."""
    if np.isfinite(number) and number != 0 and not SMALLEST <= abs(float(number)) < LARGEST:
        return np.format_float_scientific(number, unique=True, trim="-")
    return np.format_float_positional(number, unique=True, trim="-")


def _mend(texts: pa.Array, numbers: pa.Array, rough: pa.Array) -> pa.Array:
    """Write again the few that Arrow wrote with an exponent."""
    if not pc.any(rough).as_py():
        return texts
    scalar = np.float32 if numbers.type == pa.float32() else np.float64
    written = [number_text(scalar(n)) for n in numbers.filter(rough).to_pylist()]
    return pc.replace_with_mask(texts, pc.fill_null(rough, False), pa.array(written, pa.string()))

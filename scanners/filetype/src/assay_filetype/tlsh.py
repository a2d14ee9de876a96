"""TLSH, the locality-sensitive hash of Trend Micro, in its form `T1` with 128 buckets and a checksum of one byte.

The library exists as source only and would ask every user for a C++ compiler; numpy is here already, for Magika. The
results are the library's: the tests hold its answers. Source: Oliver, Cheng and Chen, "TLSH: A Locality Sensitive Hash"
(2013), and the reference implementation's definition of the form T1.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy

LEAST_BYTES = 50
MOST_BYTES = 64 * 1024 * 1024
"""It takes 65 ms a MiB: above this a file has no TLSH, rather than no answer in time."""
_BUCKETS = 128
_CODE_BYTES = 32
_WINDOW = 5

# Pearson's permutation.
_PEARSON = bytes.fromhex(
    "0157310cb0b266a679c10654f9e62ca30ec5d5b5a155da5040ef18e2ec8e26c86eb168678dfdff324d6551122d601fde"
    "196bbe4656edf02248f214d6f4e395eb61ea39163cfa52afd0057fc76f3e87f8aea9d33a429a6ac3f5ab11bbb6b300f3"
    "8438944b80859e64827e5b0d99f6d8db7744df4e5358c9637a0b5c208872340a8a1e30b79c233d1a8f4afb5e81a23f98"
    "aa0773a7f1ce0396373b97dc5a3517837dad0fee4f5f59106989e1e0d9a0257b7649029d2e74099186e4cfd4cad745e5"
    "1bbc437ca8fc2a041d6c15f713cd27cbe928ba93c6c09b21a4bf62cca5b4754c8c24d2ac29369f08b9e871c4e72f9278"
    "33411c90fedd5dbdc28b702b476db8d1"
)

# Which bytes of the window, the newest first, make a triplet, and the value each kind of triplet begins with.
_TRIPLETS = ((49, 1, 2), (12, 1, 3), (178, 2, 3), (166, 2, 4), (84, 1, 4), (230, 3, 4))
_CHECKSUM_SEED = 1

# The greatest length that each value of the length byte stands for; about logarithms to base 1.5, 1.3 and 1.1.
_LENGTHS = (
    1, 2, 3, 5, 7, 11, 17, 25, 38, 57, 86, 129, 194, 291, 437, 656, 854, 1110, 1443, 1876, 2439, 3171, 3475, 3823,
    4205, 4626, 5088, 5597, 6157, 6772, 7450, 8195, 9014, 9916, 10907, 11998, 13198, 14518, 15970, 17567, 19323,
    21256, 23382, 25720, 28292, 31121, 34233, 37656, 41422, 45564, 50121, 55133, 60646, 66711, 73382, 80721, 88793,
    97672, 107439, 118183, 130002, 143002, 157302, 173032, 190335, 209369, 230306, 253337, 278670, 306538, 337191,
    370911, 408002, 448802, 493682, 543050, 597356, 657091, 722800, 795081, 874589, 962048, 1058252, 1164078,
    1280486, 1408534, 1549388, 1704327, 1874759, 2062236, 2268459, 2495305, 2744836, 3019320, 3321252, 3653374,
    4018711, 4420582, 4862641, 5348905, 5883796, 6472176, 7119394, 7831333, 8614467, 9475909, 10423501, 11465851,
    12612437, 13873681, 15261050, 16787154, 18465870, 20312458, 22343706, 24578077, 27035886, 29739474, 32713425,
    35984770, 39583245, 43541573, 47895730, 52685306, 57953837, 63749221, 70124148,
)  # fmt: skip


class Tlsh:
    """Takes a file in pieces of any length."""

    def __init__(self) -> None:
        import numpy

        self._numpy = numpy
        self._counts: Any = numpy.zeros(256, dtype=numpy.int64)
        self._checksum = 0
        self._length = 0
        self._last = b""

    def update(self, data: bytes) -> None:
        self._length += len(data)
        joined = self._last + data
        self._last = joined[-(_WINDOW - 1) :]
        if len(joined) < _WINDOW:
            return
        content = self._numpy.frombuffer(joined, dtype=self._numpy.uint8)
        count = len(joined) - _WINDOW + 1
        # window[0] is the newest byte of each position's window, window[4] the oldest.
        window = [content[_WINDOW - 1 - back : _WINDOW - 1 - back + count] for back in range(_WINDOW)]
        for seed, second, third in _TRIPLETS:
            bucket = self._map(self._map(self._map(seed, window[0]), window[second]), window[third])
            self._counts += self._numpy.bincount(bucket, minlength=256)
        self._check(self._map(self._map(_CHECKSUM_SEED, window[0]), window[1]).tobytes())

    def digest(self) -> str | None:
        """None when the bytes were too few or too uniform."""
        buckets = self._counts[:_BUCKETS].tolist()
        ordered = sorted(buckets)
        first, second, third = (ordered[_BUCKETS * quarter // 4 - 1] for quarter in (1, 2, 3))
        filled = sum(bucket > 0 for bucket in buckets)
        if self._length < LEAST_BYTES or third == 0 or filled <= _BUCKETS // 2:
            return None
        code = bytes(
            sum(_quarter(buckets[4 * index + place], first, second, third) << (2 * place) for place in range(4))
            for index in range(_CODE_BYTES)
        )
        ratios = bytes([self._ratio(first, third) << 4 | self._ratio(second, third)])
        head = bytes([_swapped(self._checksum), _swapped(_length_byte(self._length))])
        return f"T1{(head + ratios + code[::-1]).hex().upper()}"

    def _map(self, value: "int | numpy.ndarray[Any, Any]", window: Any) -> Any:
        # `translate` looks a byte up in a tenth of the time that indexing by an array takes.
        mixed = window ^ (self._numpy.uint8(value) if isinstance(value, int) else value)
        return self._numpy.frombuffer(mixed.tobytes().translate(_PEARSON), dtype=self._numpy.uint8)

    def _check(self, mapped: bytes) -> None:
        # Every byte's checksum needs the one before it, so this is the one part that cannot be done at once.
        table, checksum = _PEARSON, self._checksum
        for value in mapped:
            checksum = table[value ^ checksum]
        self._checksum = checksum

    def _ratio(self, quartile: int, third: int) -> int:
        # In single precision, as the definition has it.
        single = self._numpy.float32
        return int(single(quartile * 100) / single(third)) % 16


def _quarter(bucket: int, first: int, second: int, third: int) -> int:
    return (bucket > first) + (bucket > second) + (bucket > third)


def _length_byte(length: int) -> int:
    return next(index for index, most in enumerate(_LENGTHS) if length <= most)


def _swapped(byte: int) -> int:
    return (byte & 0x0F) << 4 | byte >> 4

"""Reads the histograms of synfin-client's JSON: HdrHistogram's V2 compressed payload in base64."""

import base64
import struct
import zlib
from dataclasses import dataclass

COMPRESSED_COOKIE, COOKIE = 0x1C849314, 0x1C849313
HEAD = struct.Struct(">iiiiqqd")  # cookie, length, index offset, significant digits, lowest, highest, ratio
SUB_BUCKET_BITS = 11  # three significant digits


@dataclass(frozen=True)
class Histogram:
    """Its buckets in use: the highest value of each, and how many values are in it."""

    buckets: tuple[tuple[int, int], ...]

    @property
    def count(self) -> int:
        return sum(count for _, count in self.buckets)

    def over(self, value: float) -> int:
        """How many values lie in buckets that end above `value`."""
        return sum(count for highest, count in self.buckets if highest > value)

    def percentile(self, percent: float) -> int:
        wanted, seen = percent / 100 * self.count * (1 - 1e-12), 0
        for highest, count in self.buckets:
            seen += count
            if seen >= wanted:
                return highest
        return 0


def decode(text: str) -> Histogram:
    whole = base64.b64decode(text)
    cookie, _ = struct.unpack_from(">ii", whole)
    if cookie != COMPRESSED_COOKIE:
        raise ValueError("not an HdrHistogram V2 compressed payload")
    payload = zlib.decompress(whole[8:])
    cookie, length, _, digits, *_ = HEAD.unpack_from(payload)
    if cookie != COOKIE or digits != 3:
        raise ValueError("not a histogram of three significant digits")
    counts = payload[HEAD.size:HEAD.size + length]
    buckets, index, at = [], 0, 0
    while at < len(counts):
        number, at = zigzag(counts, at)
        if number < 0:
            index -= number  # so many empty buckets
        else:
            buckets.append((highest_of(index), number))
            index += 1
    return Histogram(tuple(buckets))


def zigzag(data: bytes, at: int) -> tuple[int, int]:
    """The LEB128 number at a place, of at most nine bytes, and the place behind it."""
    value = 0
    for place in range(9):
        byte = data[at]
        at += 1
        value |= (byte if place == 8 else byte & 0x7F) << (7 * place)
        if place == 8 or byte < 0x80:
            break
    return (value >> 1) ^ -(value & 1), at


def highest_of(index: int) -> int:
    half = 1 << (SUB_BUCKET_BITS - 1)
    if index < 2 * half:
        return index
    shift = index // half - 1
    return ((index % half + half + 1) << shift) - 1

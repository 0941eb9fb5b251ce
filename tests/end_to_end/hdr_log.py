"""HdrHistogram's log read without HdrHistogram: lines as its HistogramLogReader takes them, payloads of its V2 encoding."""

import base64
import re
import struct
import zlib

LINE = re.compile(r"(?:Tag=([^,\s]+),)?([0-9.]+),([0-9.]+),([0-9.]+),([A-Za-z0-9+/=]+)")


def bucket_bounds(index):
    """The lowest and the highest value of a bucket at three significant digits: 2,048 of one value each, then 1,024 an octave."""
    if index < 2048:
        return index, index
    shift = index // 1024 - 1
    lowest = (1024 + index % 1024) << shift
    return lowest, lowest + (1 << shift) - 1


def zigzag(payload, at):
    """One ZigZag LEB128 number of at most nine bytes, and where the next begins."""
    value = 0
    for place in range(9):
        byte = payload[at]
        at += 1
        value |= (byte if place == 8 else byte & 0x7F) << 7 * place
        if byte < 0x80:
            break
    return (value >> 1) ^ -(value & 1), at


def decode(text):
    """Counts by bucket of one payload in base64."""
    whole = base64.b64decode(text, validate=True)
    cookie, length = struct.unpack(">II", whole[:8])
    assert cookie == 0x1C849314 and length == len(whole) - 8, (hex(cookie), length)
    payload = zlib.decompress(whole[8:])
    cookie, length, offset, digits, lowest, highest, ratio = struct.unpack(">IIIIQQd", payload[:40])
    assert (cookie, length, offset, digits, lowest, ratio) == (0x1C849313, len(payload) - 40, 0, 3, 1, 1.0)
    assert highest == 3_600_000_000, highest
    counts, index, at = {}, 0, 40
    while at < len(payload):
        count, at = zigzag(payload, at)
        if count > 0:
            counts[index] = count
        index += max(1, -count)
    return counts


def added(histograms):
    total = {}
    for counts in histograms:
        for index, count in counts.items():
            total[index] = total.get(index, 0) + count
    return total


def percentile(counts, percent):
    """The highest value of the bucket by which that share of all values is counted."""
    wanted, seen = percent / 100 * sum(counts.values()), 0
    for index in sorted(counts):
        seen += counts[index]
        if seen >= wanted - 1e-6:
            return bucket_bounds(index)[1]
    return 0


class Log:
    """A whole log: its base time, and its lines by tag (None: without one) as (start, length, max, counts)."""

    def __init__(self, text):
        self.version = re.search(r"^#\[Histogram log format version ([0-9.]+)\]$", text, re.M).group(1)
        self.start_time = float(re.search(r"^#\[StartTime: ([0-9.]+) \(seconds since epoch\)", text, re.M).group(1))
        self.lines = {}
        legend = False
        for line in text.splitlines():
            if line.startswith("#"):
                continue
            if line.startswith('"StartTimestamp"'):
                legend = True
                continue
            assert legend, "a line before the legend"
            tag, start, length, most, payload = LINE.fullmatch(line).groups()
            self.lines.setdefault(tag, []).append((float(start), float(length), float(most), decode(payload)))

    def total(self, tag=None):
        return added(counts for *_, counts in self.lines.get(tag, []))

"""The load generators: how each is told to load one URL, and what each says of the latency."""

import csv
import json
import math
import pathlib
import re
from dataclasses import dataclass, field
from typing import Callable

from . import hdr

PERCENTS = (50, 90, 99)


@dataclass(frozen=True)
class Errand:
    """One load. Closed loops have `connections` of them and no rate; an open one has `rate`, and more to spare."""

    url: str
    programs: pathlib.Path
    scratch: pathlib.Path
    seconds: int
    connections: int
    rate: int
    spare_connections: int = 32


@dataclass(frozen=True)
class Said:
    """What a tool said: microseconds as numbers, and the words that it printed them in."""

    percentiles: dict[int, float]
    words: dict[int, str]
    values: list[tuple[float, int]] = field(default_factory=list)  # all it tells of: latency, how often

    @property
    def requests(self) -> int:
        return sum(count for _, count in self.values)

    @property
    def longest(self) -> float:
        return max((value for value, _ in self.values), default=0.0)

    def over(self, bound: float) -> int:
        return sum(count for value, count in self.values if value > bound)


@dataclass(frozen=True)
class Load:
    name: str
    program: str
    command: Callable[[Errand], list[str]]
    said: Callable[[str, Errand], Said]
    how: str  # where its figures come from
    open_loop: bool = False
    since_due: bool = False  # its latency begins when a request was due
    shares: str = ""  # the load whose run it reads anew, instead of one of its own


def percentile(values: list[tuple[float, int]], percent: float) -> float:
    """The smallest value that so many are within; `values` ascend."""
    wanted, seen = math.ceil(percent / 100 * sum(count for _, count in values)), 0
    for value, count in values:
        seen += count
        if seen >= wanted:
            return value
    raise RuntimeError("nothing was measured")


def by_hand(values: list[tuple[float, int]], word: Callable[[float], str]) -> Said:
    found = {percent: percentile(values, percent) for percent in PERCENTS}
    return Said(found, {percent: word(value) for percent, value in found.items()}, values)


def search(pattern: str, output: str) -> str:
    match = re.search(pattern, output)
    if not match:
        raise RuntimeError(f"no '{pattern}' in a load generator's output: {output[-800:]}")
    return match[1]


# synfin-client: --json


def synfin_closed(errand: Errand) -> list[str]:
    return [str(errand.programs / "synfin-client"), "load", "-t", "1", "-c", str(errand.connections),
            "-d", f"{errand.seconds}s", "--no-progress", "--json", "-", errand.url]


def synfin_open(errand: Errand) -> list[str]:
    return [str(errand.programs / "synfin-client"), "load", "-t", "1", "-c", str(errand.spare_connections),
            "--rate", str(errand.rate), "-d", f"{errand.seconds}s", "--no-progress", "--json", "-", errand.url]


def synfin_raw(output: str, errand: Errand) -> Said:
    return synfin_said(output, errand, "raw")


def synfin_said(output: str, errand: Errand, series: str = "corrected") -> Said:
    told = json.loads(output)
    if told["requests"]["failed"]:
        raise RuntimeError(f"synfin-client: {told['requests']['failed']} requests failed: {told['errors']}")
    latency = told["latency"][series]
    found = {percent: float(latency[f"p{percent}_us"]) for percent in PERCENTS}
    buckets = hdr.decode(told["histograms"][f"latency.{series}"]).buckets
    return Said(found, {percent: f"{value:.0f} µs" for percent, value in found.items()},
                [(float(value), count) for value, count in buckets])


# wrk: what it prints, and its buckets by a script

WRK_SCRIPT = """
done = function(summary, latency, requests)
  io.write(string.format("run %d %d\\n", summary.duration, summary.requests))
  for i = 1, #latency do
    local value, count = latency(i)
    io.write(string.format("bucket %d %d\\n", value, count))
  end
end
"""


def wrk_command(errand: Errand) -> list[str]:
    script = errand.scratch / "buckets.lua"
    script.write_text(WRK_SCRIPT)
    return ["wrk", "-t1", f"-c{errand.connections}", f"-d{errand.seconds}s", "--timeout", "30s", "--latency", "-s", str(script),
            errand.url]


def wrk_buckets(output: str) -> list[tuple[float, int]]:
    return sorted((float(value), int(count)) for value, count in re.findall(r"^bucket (\d+) (\d+)$", output, re.MULTILINE))


def wrk_said(output: str, errand: Errand) -> Said:
    if "Non-2xx" in output or "Socket errors" in output:
        raise RuntimeError(f"wrk met errors: {output}")
    units = {"us": 1.0, "ms": 1e3, "s": 1e6, "m": 60e6}
    found, words = {}, {}
    for percent in PERCENTS:
        printed = re.search(rf"^\s*{percent}%\s+([\d.]+)(us|ms|s|m) *$", output, re.MULTILINE)
        if printed is None:
            head = "\n".join(line for line in output.splitlines() if not line.startswith("bucket "))
            raise RuntimeError(f"wrk prints no {percent} %: {head}")
        number, unit = printed.groups()
        found[percent], words[percent] = float(number) * units[unit], f"{number} {unit}"
    return Said(found, words, wrk_buckets(output))


def wrk_undone(output: str, errand: Errand) -> Said:
    """wrk adds to each latency L what would have been due meanwhile: L - T, L - 2T, … down to T, its mean interval on a
    connection. So a bucket holds its own samples, and all of the bucket that lies T above: that is taken off again."""
    duration, requests = (int(number) for number in re.search(r"^run (\d+) (\d+)$", output, re.MULTILINE).groups())
    interval = duration // max(1, requests // errand.connections)
    full = dict(wrk_buckets(output))
    measured = [(value, count - (full.get(value + interval, 0) if value > interval else 0)) for value, count in full.items()]
    if any(count < 0 for _, count in measured):
        raise RuntimeError("this wrk corrects in another way than 4.1 does")
    return by_hand([(value, count) for value, count in measured if count > 0], lambda value: f"{value:.0f} µs")


# hey: what it prints, and in the stall its CSV


def hey_command(errand: Errand) -> list[str]:
    return ["hey", "-c", str(errand.connections), "-z", f"{errand.seconds}s", errand.url]


def hey_said(output: str, errand: Errand) -> Said:
    found = {percent: float(search(rf"{percent}% in ([\d.]+) secs", output)) * 1e6 for percent in PERCENTS}
    return Said(found, {percent: f"{value / 1e6:.4f} s" for percent, value in found.items()},
                [(0.0, int(search(r"\[200\]\s+(\d+) responses", output)))])


def hey_csv_command(errand: Errand) -> list[str]:
    return [*hey_command(errand)[:-1], "-o", "csv", errand.url]


def hey_csv_said(output: str, errand: Errand) -> Said:
    rows = csv.DictReader(output.splitlines())
    return by_hand(sorted((float(row["response-time"]) * 1e6, 1) for row in rows), lambda value: f"{value / 1e6:.4f} s")


# h2load: it prints no percentile; its log has every request


def h2load_command(errand: Errand) -> list[str]:
    log = errand.scratch / "h2load.log"
    log.unlink(missing_ok=True)  # it appends
    return ["h2load", "--h1", "-t1", f"-c{errand.connections}", "-D", str(errand.seconds), f"--log-file={log}", errand.url]


def h2load_said(output: str, errand: Errand) -> Said:
    rows = (line.split() for line in (errand.scratch / "h2load.log").read_text().splitlines())
    return by_hand(sorted((float(row[2]), 1) for row in rows if row[1] == "200"), lambda value: f"{value:.0f} µs")


# ab: its table is in whole milliseconds; -e has three more digits, -g every request


def ab_command(errand: Errand) -> list[str]:
    return ["ab", "-q", "-k", "-c", str(errand.connections), "-t", str(errand.seconds), "-n", "500000",
            "-e", str(errand.scratch / "ab.csv"), "-g", str(errand.scratch / "ab.tsv"), errand.url]


def ab_said(output: str, errand: Errand) -> Said:
    if search(r"Failed requests:\s+(\d+)", output) != "0":
        raise RuntimeError(f"ab met errors: {output}")
    table = dict(line.split(",") for line in (errand.scratch / "ab.csv").read_text().splitlines()[1:])
    found = {percent: float(table[str(percent)]) * 1000 for percent in PERCENTS}
    rows = (line.split("\t") for line in (errand.scratch / "ab.tsv").read_text().splitlines()[1:])
    values = sorted((float(row[4]) * 1000, 1) for row in rows)  # ttime, in whole milliseconds
    return Said(found, {percent: f"{table[str(percent)]} ms" for percent in PERCENTS}, values)


LOADS = (
    Load("synfin --rate", "synfin-client", synfin_open, synfin_said, "latency.corrected of --json: since a request was due", open_loop=True,
         since_due=True),
    Load("since sent", "synfin-client", synfin_open, synfin_raw, "the same run; latency.raw of --json: since a request was sent",
         open_loop=True, shares="synfin --rate"),
    Load("synfin", "synfin-client", synfin_closed, synfin_said, "latency.corrected of --json; in a closed loop raw is the same"),
    Load("wrk", "wrk", wrk_command, wrk_said, "--latency as printed: it adds samples for what it did not send"),
    Load("wrk, undone", "wrk", wrk_command, wrk_undone, "the same run; from its buckets by a script, what it added taken off",
         shares="wrk"),
    Load("hey", "hey", hey_command, hey_said, "as printed"),
    Load("h2load", "h2load", h2load_command, h2load_said, "it prints none; from its --log-file by hand"),
    Load("ab", "ab", ab_command, ab_said, "its -e table; what it prints is in whole milliseconds"),
)
HEY_BY_CSV = Load("hey", "hey", hey_csv_command, hey_csv_said, "from its -o csv by hand")

"""The experiments: what a tool says of known delays, what it says of a server that stood still, and whether it keeps a rate."""

import contextlib
import json
import os
import pathlib
import signal
import threading
from dataclasses import dataclass

from comparison import process

from . import namespace
from .loads import HEY_BY_CSV, PERCENTS, Errand, Load, Said
from .truth import Truth, telling

DISTRIBUTIONS = ("constant:1ms", "bimodal:1ms,20ms,2%", "exponential:2ms")
STALL_DELAY = "constant:1ms"
ALLOWED_SHARE, ALLOWED_US = 0.01, 50


@dataclass(frozen=True)
class Bench:
    """What all measurements of a run share."""

    programs: pathlib.Path
    scratch: pathlib.Path
    server_core: int
    client_core: int
    seconds: int
    connections: int
    rate: int
    stall_seconds: int
    rate_seconds: int
    rates: tuple[int, ...]

    def telling(self, delay: str):
        return telling(self.programs / "truth_server", delay, self.server_core, self.scratch)

    def errand(self, truth: Truth, **other) -> Errand:
        known = {"seconds": self.seconds, "connections": self.connections, "rate": self.rate}
        return Errand(truth.url, self.programs, self.scratch, **(known | other))

    def run(self, load: Load, errand: Errand) -> str:
        return process.run(load.command(errand), self.client_core, errand.seconds + 60, self.scratch).output


def readings(load: Load, others: tuple[Load, ...]) -> list[Load]:
    """The load itself, and those that read its output anew."""
    return [load] + [other for other in others if other.shares == load.name]


def distribution(bench: Bench, delay: str, loads: tuple[Load, ...]) -> dict:
    """What each load says of the delays, against what the kernel saw of the very same requests."""
    records = []
    for load in loads:
        if load.shares:
            continue
        before = namespace.resets()
        with bench.telling(delay) as truth:
            errand = bench.errand(truth)
            output = bench.run(load, errand)
        resets = namespace.resets() - before
        records += [against(truth, reading, output, errand, resets) for reading in readings(load, loads)]
    return {"delay": delay, "loads": records}


def against(truth: Truth, load: Load, output: str, errand: Errand, resets: int) -> dict:
    said = load.said(output, errand)
    true = truth.percentiles_since_due(PERCENTS, errand.rate) if load.since_due else truth.percentiles(PERCENTS)
    return {"name": load.name, "how": load.how, "requests": truth.told["answered"],
            "per_second": round(rate_of(truth.arrivals), 1), "connections": truth.told["connections"], "resets": resets,
            "percentiles": {f"p{percent}": judged(said.percentiles[percent], said.words[percent], true[percent])
                            for percent in PERCENTS}}


def judged(said: float, words: str, true: float) -> dict:
    off = said - true
    return {"said": words, "said_us": round(said, 1), "true_us": true, "off_us": round(off, 1), "off": round(off / true, 5),
            "within": abs(off) <= max(ALLOWED_US, ALLOWED_SHARE * true)}


def rate_of(arrivals: list[int]) -> float:
    """Requests a second between the first and the last of them, by the kernel's stamps."""
    return (len(arrivals) - 1) / (arrivals[-1] - arrivals[0]) * 1e9 if len(arrivals) > 1 else 0.0


def stall(bench: Bench, loads: tuple[Load, ...]) -> dict:
    """The server is stopped for S of T seconds. Of a steady stream of R requests a second, S·R are due meanwhile and wait
    from S down to 0: S·R/2 of them more than S/2, and the 99th percentile is S - T/100."""
    records = []
    for load in (HEY_BY_CSV if load.name == "hey" else load for load in loads):
        if load.shares:
            continue
        with bench.telling(STALL_DELAY) as truth:
            errand = bench.errand(truth, seconds=4 * bench.stall_seconds)
            with frozen(truth.pid, errand.seconds / 4, bench.stall_seconds):
                output = bench.run(load, errand)
        rate = bench.rate if load.open_loop else truth.told["answered"] / (errand.seconds - bench.stall_seconds)
        records += [stalled(bench, errand, reading, reading.said(output, errand), rate) for reading in readings(load, loads)]
    return {"delay": STALL_DELAY, "stall_s": bench.stall_seconds, "seconds": 4 * bench.stall_seconds, "loads": records}


def stalled(bench: Bench, errand: Errand, load: Load, said: Said, rate: float) -> dict:
    half = bench.stall_seconds * 1e6 / 2
    return {"name": load.name, "rate": round(rate, 1), "p99_us": said.percentiles[99], "max_us": said.longest,
            "over_half": said.over(half), "expected_over_half": round(rate * bench.stall_seconds / 2),
            "expected_p99_us": (bench.stall_seconds - errand.seconds / 100) * 1e6}


@contextlib.contextmanager
def frozen(pid: int, after: float, seconds: float):
    """SIGSTOP for so long, so long after the block was entered. The process runs again when the block is left."""
    left = threading.Event()

    def freeze() -> None:
        if left.wait(after):
            return
        os.kill(pid, signal.SIGSTOP)
        left.wait(seconds)
        os.kill(pid, signal.SIGCONT)

    thread = threading.Thread(target=freeze)
    thread.start()
    try:
        yield
    finally:
        left.set()
        thread.join()


def rates(bench: Bench, load: Load) -> dict:
    """Whether an open loop keeps the rate that was asked for, by its own word and by the kernel's stamps of arrivals."""
    records = []
    for rate in bench.rates:
        with bench.telling("none") as truth:
            output = bench.run(load, bench.errand(truth, rate=rate, seconds=bench.rate_seconds))
        told = json.loads(output)
        lag, arrived = told["client"]["lag"], rate_of(truth.arrivals)
        records.append({"rate": rate, "said": told["requests"]["per_second"], "arrived": round(arrived, 2),
                        "off": round(arrived / rate - 1, 6), "sent": told["requests"]["sent"],
                        "lag_us": {name: lag[f"{name}_us"] for name in ("p50", "p90", "p99", "max")}})
    return {"seconds": bench.rate_seconds, "rates": records}


def open_loop(loads: tuple[Load, ...]) -> Load | None:
    return next((load for load in loads if load.open_loop), None)


"""The truth server, started afresh for each load, and what it tells of it."""

import contextlib
import csv
import json
import math
import pathlib
import subprocess
from dataclasses import dataclass, field

from comparison import process


@dataclass
class Truth:
    """The last two are filled in when the server has ended."""

    url: str
    pid: int
    told: dict = field(default_factory=dict)  # times in microseconds
    stamps: list[tuple[int, int]] = field(default_factory=list)  # the kernel's: arrived, left; nanoseconds, by arrival

    @property
    def arrivals(self) -> list[int]:
        return [arrived for arrived, _ in self.stamps]

    def percentiles(self, percents: tuple[int, ...]) -> dict[int, float]:
        """Arrived to left, in microseconds."""
        kernel = self.told["kernel_us"]
        return {percent: kernel[f"p{percent}"] for percent in percents}

    def percentiles_since_due(self, percents: tuple[int, ...], rate: int) -> dict[int, float]:
        """Due to left, in microseconds, where one thread sent at an even `rate`. No stamp tells when the first was due: the
        schedule is laid so that no request came before it was due, and one of them at once."""
        if self.told["unstamped"] or len(self.stamps) != self.told["requests"]:
            raise RuntimeError(f"{self.told['unstamped']} of {self.told['requests']} requests went without the kernel's stamps")
        interval = 1e9 / rate
        first = min(arrived - place * interval for place, (arrived, _) in enumerate(self.stamps))
        times = sorted((left - first - place * interval) / 1e3 for place, (_, left) in enumerate(self.stamps))
        return {percent: round(times[math.ceil(percent / 100 * len(times)) - 1], 1) for percent in percents}


@contextlib.contextmanager
def telling(program: pathlib.Path, delay: str, core: int, scratch: pathlib.Path):
    """A truth server for the block; what it tells is there after it."""
    log = scratch / "truth.csv"
    with (scratch / "truth.out").open("w+") as output:
        server = process.start([str(program), "--delay", delay, "--log", str(log)], core, output)
        try:
            truth = Truth(f"http://127.0.0.1:{port_of(server, output)}/", server.pid)
            yield truth
        finally:
            process.stop(server)
        lines = text_of(output).splitlines()
        if server.returncode != 0 or len(lines) != 2:
            raise RuntimeError(f"the truth server ended with {server.returncode}: {lines}")
        truth.told = json.loads(lines[1])
        with log.open() as rows:
            truth.stamps = sorted((int(row["arrived_ns"]), int(row["left_ns"])) for row in csv.DictReader(rows)
                                  if row["arrived_ns"] and row["left_ns"])
    if truth.told["clock_steps"]:
        raise RuntimeError("the system's clock was set meanwhile: the kernel's stamps do not compare")


def text_of(file) -> str:
    file.seek(0)
    return file.read()


def port_of(server: subprocess.Popen, output) -> int:
    while not (text := text_of(output)).endswith("\n"):
        if server.poll() is not None:
            raise RuntimeError(f"the truth server did not start: {text}")
    return int(text)

"""The truth server, started afresh for each load, and what it tells of it."""

import contextlib
import csv
import json
import pathlib
import subprocess
from dataclasses import dataclass, field

from comparison import process


@dataclass
class Truth:
    url: str
    pid: int
    told: dict = field(default_factory=dict)  # filled in when it has ended; times in microseconds
    arrivals: list[int] = field(default_factory=list)  # nanoseconds, by the kernel's stamps


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
            truth.arrivals = sorted(int(row["arrived_ns"]) for row in csv.DictReader(rows) if row["arrived_ns"])
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

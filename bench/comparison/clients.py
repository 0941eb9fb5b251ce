"""The clients: how each is told to load one URL, and where it says how many requests it completed."""

import json
import pathlib
import re
from dataclasses import dataclass
from typing import Callable

from .rows import Row


@dataclass(frozen=True)
class Errand:
    """What a client is to do, for about `seconds`: those that take a count get `requests`."""

    row: Row
    programs: pathlib.Path
    port: int
    seconds: float
    rate: int = 0  # of an open loop, requests a second; 0 = closed
    connections: int = 0  # 0 = the row's

    @property
    def requests(self) -> int:
        a_second = 400 if self.row.size > 64 * 1024 else 1_500 if self.row.secure and self.row.close else 40_000
        return int((200_000 if self.row.streams else a_second) * self.seconds)

    @property
    def url(self) -> str:
        return f"{'https' if self.row.secure else 'http'}://127.0.0.1:{self.port}{self.row.path}"


@dataclass(frozen=True)
class Client:
    name: str
    program: str
    command: Callable[[Errand], list[str]]
    completed: Callable[[str], int]


def floor_command(errand: Errand) -> list[str]:
    row = errand.row
    return [str(errand.programs / "floor_client"), "--port", str(errand.port), "--connections", str(row.connections),
            "--milliseconds", str(int(errand.seconds * 1000)), "--pipeline", str(row.pipeline),
            "--path", row.path] + ["--close"] * row.close


EARLIER_CLIENT = "synfin-client-before"


def synfin_command(errand: Errand, program: str = "synfin-client") -> list[str]:
    row = errand.row
    flags = ["--keep-alive", "off"] * row.close + ["--no-resumption"] * (row.close and not row.resumed)
    if row.secure:
        flags += ["--insecure", "--http", "2" if row.streams else "1.1"]
    if row.streams:
        flags += ["--streams", str(row.streams)]
    until = ["--rate", str(errand.rate), "-d", f"{round(errand.seconds * 1000)}ms"] if errand.rate else ["-n", str(errand.requests)]
    return [str(errand.programs / program), "load", "-c", str(row.connections), "-t", "1", *until,
            "--no-progress", "--json", "-", *flags, errand.url]


def wrk_command(errand: Errand) -> list[str]:
    return ["wrk", "-t1", f"-c{errand.connections or errand.row.connections}", f"-d{max(1, round(errand.seconds))}s", errand.url]


def ab_command(errand: Errand) -> list[str]:
    return ["ab", "-q", "-k", "-c", str(errand.row.connections), "-n", str(errand.requests), errand.url]


def h2load_command(errand: Errand) -> list[str]:
    version = ["-m", str(errand.row.streams)] if errand.row.streams else ["--h1"]
    return ["h2load", *version, "-t1", f"-c{errand.row.connections}", f"-n{errand.requests}", errand.url]


def floor_completed(output: str) -> int:
    return json.loads(output)["requests"]


def synfin_completed(output: str) -> int:
    requests = json.loads(output)["requests"]
    if requests["failed"]:
        raise RuntimeError(f"synfin-client: {requests['failed']} requests failed")
    return requests["completed"]


def found(pattern: str, output: str) -> int:
    match = re.search(pattern, output)
    if not match:
        raise RuntimeError(f"no '{pattern}' in a client's output: {output[-800:]}")
    return int(match[1])


def wrk_completed(output: str) -> int:
    if "Non-2xx" in output or "Socket errors" in output:
        raise RuntimeError(f"wrk met errors: {output}")
    return found(r"(\d+) requests in ", output)


def ab_completed(output: str) -> int:
    if found(r"Failed requests:\s+(\d+)", output) or found(r"Keep-Alive requests:\s+(\d+)", output) == 0:
        raise RuntimeError(f"ab met errors or closed its connections: {output}")
    return found(r"Complete requests:\s+(\d+)", output)


def h2load_completed(output: str) -> int:
    return found(r"(\d+) succeeded", output)


FLOOR = Client("floor", "floor_client", floor_command, floor_completed)

CLIENTS = (
    FLOOR,
    Client("synfin", "synfin-client", synfin_command, synfin_completed),
    Client("before", EARLIER_CLIENT, lambda errand: synfin_command(errand, EARLIER_CLIENT), synfin_completed),
    Client("wrk", "wrk", wrk_command, wrk_completed),
    Client("ab", "ab", ab_command, ab_completed),
    Client("h2load", "h2load", h2load_command, h2load_completed),
)

"""The rows: what is measured, and what synfin is to reach in each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """synfin's figure is to be at most `factor` times that of `reference`; without one, at most `factor` itself."""

    factor: float
    reference: str | None


@dataclass(frozen=True)
class Row:
    name: str
    title: str
    kind: str  # what is compared: "server", "client" or "idle"
    path: str
    size: int
    connections: int
    pipeline: int = 1
    close: bool = False
    targets: tuple[Target, ...] = ()

    @property
    def unit(self) -> str:
        return "KiB a connection" if self.kind == "idle" else "µs a request"


PAGE = ("/page.html", 446)

ROWS = (
    Row("small", "server: 446-byte page, 64 kept-alive connections", "server", *PAGE, 64,
        targets=(Target(0.75, "nginx"), Target(1.35, "floor"))),
    Row("file-10k", "server: 10 KiB file, 64 kept-alive connections", "server", "/ten.html", 10 * 1024, 64),
    Row("file-1m", "server: 1 MiB file, 16 kept-alive connections", "server", "/large.bin", 1024 * 1024, 16,
        targets=(Target(0.6, "nginx"),)),
    Row("pipelined", "server: 446-byte page, 64 connections, 16 requests pipelined", "server", *PAGE, 64, pipeline=16,
        targets=(Target(0.25, "nginx"),)),
    Row("close", "server: 446-byte page, connect + one request + close, 64 at a time", "server", *PAGE, 64,
        close=True),
    Row("client", "client: 446-byte page from floor_server, 64 kept-alive connections", "client", *PAGE, 64,
        targets=(Target(0.9, "wrk"),)),
    Row("idle", "server: user memory of a kept-alive connection, idle after one request", "idle", *PAGE, 4000,
        targets=(Target(2.5, None),)),
)

REFERENCES = {"server": ("floor", "nginx"), "client": ("floor", "wrk"), "idle": ("nginx",)}

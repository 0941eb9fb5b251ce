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
    kind: str  # what is compared: "server", "client", "open" (a client's open loop) or "idle"
    path: str
    size: int
    connections: int
    pipeline: int = 1
    close: bool = False
    loader: str = "floor"  # who loads the servers of a server row
    contestants: tuple[str, ...] = ()  # none named: those of a plain row
    secure: bool = False
    streams: int = 0  # HTTP/2's, a connection; 0 = HTTP/1.1
    resumed: bool = False  # of handshakes
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
    Row("client-open", "client: that page at half of wrk's full rate; wrk by few connections, synfin by --rate over 64", "open", *PAGE, 64,
        contestants=("synfin", "wrk"), targets=(Target(1.0, "wrk"),)),
    Row("idle", "server: user memory of a kept-alive connection, idle after one request", "idle", *PAGE, 4000,
        targets=(Target(2.5, None),)),
    Row("tls", "server: 446-byte page over TLS 1.3, HTTP/1.1, 64 kept-alive connections", "server", *PAGE, 64, loader="wrk",
        contestants=("synfin", "nginx", "h2o"), secure=True, targets=(Target(0.85, "nginx"),)),
    Row("tls-full", "server: full TLS 1.3 handshake (ECDSA P-256), one request, close, 8 at a time", "server", *PAGE, 8, close=True,
        loader="synfin", contestants=("synfin", "nginx", "h2o"), secure=True, targets=(Target(1.05, "nginx"),)),
    Row("tls-resumed", "server: resumed TLS 1.3 handshake, one request, close, 8 at a time", "server", *PAGE, 8, close=True,
        loader="synfin", contestants=("synfin", "nginx", "h2o"), secure=True, resumed=True, targets=(Target(1.0, "nginx"),)),
    Row("h2", "server: 446-byte page over TLS and HTTP/2, 8 connections × 32 streams", "server", *PAGE, 8, loader="h2load",
        contestants=("synfin", "nginx", "nghttpd", "h2o"), secure=True, streams=32, targets=(Target(0.35, "nginx"),)),
    Row("tls-1m", "server: 1 MiB file over TLS 1.3, HTTP/1.1, 16 kept-alive connections", "server", "/large.bin", 1024 * 1024, 16,
        loader="wrk", contestants=("synfin", "nginx", "h2o"), secure=True),
    Row("client-h2", "client: 446-byte page from nghttpd over TLS and HTTP/2, 8 connections × 32 streams", "client", *PAGE, 8,
        contestants=("synfin", "h2load"), secure=True, streams=32, targets=(Target(1.2, "h2load"),)),
    Row("client-tls", "client: 446-byte page from nginx over TLS 1.3, HTTP/1.1, 64 kept-alive connections", "client", *PAGE, 64,
        contestants=("synfin", "wrk", "h2load"), secure=True),
    Row("idle-tls", "server: user memory of a kept-alive TLS connection, idle after one request", "idle", *PAGE, 1000,
        contestants=("synfin", "nginx"), secure=True, targets=(Target(16, None),)),
)

PLAIN = ("floor", "synfin", "before", "nginx", "nginx-copy", "lighttpd", "wrk", "ab", "h2load")  # who takes part in a plain row

REFERENCES = {"server": ("floor", "nginx"), "client": ("floor", "before", "wrk", "h2load"), "open": ("wrk",), "idle": ("nginx",)}

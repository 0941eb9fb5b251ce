"""Measuring: a round of a row gives a figure for each contestant, taken close together so that drift hits all alike."""

import contextlib
import pathlib
import socket
import ssl
import time
from dataclasses import dataclass

from . import process
from .clients import CLIENTS, Client, Errand
from .rows import Row
from .servers import SERVERS, Running, Server, running


@dataclass(frozen=True)
class Bench:
    """What all measurements of a run share."""

    programs: pathlib.Path
    site: pathlib.Path
    scratch: pathlib.Path
    server_core: int
    client_core: int
    slice_seconds: float  # how long one server is loaded before the next has its turn
    slices: int  # turns a round
    client_seconds: float  # how long one client runs

    def serving(self, server: Server, row: Row):
        return running(server, row, self.programs, self.site, self.scratch, self.server_core)

    def load(self, client: Client, row: Row, port: int, seconds: float, **more: int) -> tuple[int, process.Finished]:
        errand = Errand(row, self.programs, port, seconds, **more)
        finished = process.run(client.command(errand), self.client_core, seconds + 60, self.scratch)
        return client.completed(finished.output), finished


@dataclass
class Sample:
    """One contestant's share of a round: its figure (in the row's unit), and what else was seen."""

    figure: float
    server_us: float | None = None
    client_us: float | None = None
    requests_per_second: float | None = None


@dataclass
class Account:
    """What a contestant used over the slices of one round."""

    requests: int = 0
    server_seconds: float = 0.0
    client_seconds: float = 0.0
    wall_seconds: float = 0.0

    def sample(self, kind: str) -> Sample:
        server_us = self.server_seconds * 1e6 / self.requests
        client_us = self.client_seconds * 1e6 / self.requests
        return Sample(server_us if kind == "server" else client_us, server_us, client_us,
                      self.requests / self.wall_seconds)


def charge(bench: Bench, account: Account, client: Client, row: Row, server: Running, seconds: float,
           **more: int) -> None:
    before, start = process.cpu_seconds(server.pids), time.monotonic()
    requests, finished = bench.load(client, row, server.port, seconds, **more)
    account.wall_seconds += time.monotonic() - start
    account.server_seconds += process.cpu_seconds(server.pids) - before
    account.client_seconds += finished.cpu_seconds
    account.requests += requests


def turned(contestants: list, turn: int) -> list:
    """The contestants in another order each turn: none is always the one after the heaviest."""
    at = turn % len(contestants)
    return contestants[at:] + contestants[:at]


def server_round(bench: Bench, row: Row, servers: list[Server], number: int) -> dict[str, Sample]:
    """All servers are up at once, idle but for the one whose turn it is.

    floor_client loads every one of them, in the pipelined row too: it is the cheapest client, so that the server and
    not the client is the limit, and every server sees the very same bytes in the same order. Over TLS the row names
    another, and slices are longer: their handshakes, alike for all, are to vanish in them.
    """
    loader = next(client for client in CLIENTS if client.name == row.loader)
    seconds = 2 * bench.slice_seconds if row.secure else bench.slice_seconds
    accounts = {server.name: Account() for server in servers}
    with contextlib.ExitStack() as stack:
        up = [stack.enter_context(bench.serving(server, row)) for server in servers]
        for server in up:
            bench.load(loader, row, server.port, min(0.2, bench.slice_seconds))
        for turn in range(bench.slices):
            for server in turned(up, number + turn):
                charge(bench, accounts[server.name], loader, row, server, seconds)
    return {name: account.sample(row.kind) for name, account in accounts.items()}


def warmed(bench: Bench, row: Row, client: Client, server: Running, **more: int) -> None:
    """A short run, so that a program's pages are in memory and in reach: some virtual machines take away what lies
    unused for seconds, and a client that runs once a round would pay for them."""
    bench.load(client, row, server.port, 0.2, **more)


def client_round(bench: Bench, row: Row, clients: list[Client], number: int) -> dict[str, Sample]:
    """All clients load the same server: the cheapest, so that the client is the limit."""
    cheapest = "floor" if not row.secure else "nghttpd" if row.streams else "nginx"
    loaded = next(server for server in SERVERS if server.name == cheapest)
    samples = {}
    with bench.serving(loaded, row) as server:
        for client in turned(clients, number):
            warmed(bench, row, client, server)
            account = Account()
            charge(bench, account, client, row, server, bench.client_seconds)
            samples[client.name] = account.sample(row.kind)
    return samples


def open_round(bench: Bench, row: Row, clients: list[Client], number: int) -> dict[str, Sample]:
    """An open loop beside a closed one of the same rate. wrk can keep no rate: it gets as few connections as come to
    half of what it does with all of them, and synfin is asked for the rate that this gives."""
    wrk = next((client for client in clients if client.name == "wrk"), None)
    if wrk is None:
        raise RuntimeError("the rate is wrk's, which is left out or cannot be had")
    floor = next(server for server in SERVERS if server.name == "floor")
    samples = {}

    def rate(server: Running, **more: int) -> float:
        found = Account()
        charge(bench, found, wrk, row, server, 1, **more)
        return found.requests / found.wall_seconds

    with bench.serving(floor, row) as server:
        half = rate(server) / 2
        rates = {count: rate(server, connections=count) for count in (1, 2, 3, 4)}
        few = min(rates, key=lambda count: abs(rates[count] - half))
        for client in turned(clients, number):
            like_that = {"connections": few} if client is wrk else {"rate": round(rates[few])}
            warmed(bench, row, client, server, **like_that)
            account = Account()
            charge(bench, account, client, row, server, bench.client_seconds, **like_that)
            samples[client.name] = account.sample(row.kind)
    return samples


def idle_round(bench: Bench, row: Row, servers: list[Server], number: int) -> dict[str, Sample]:
    samples = {}
    for server in turned(servers, number):
        with bench.serving(server, row) as up:
            samples[server.name] = Sample(idle_kibibytes(row, up))
    return samples


def idle_kibibytes(row: Row, server: Running) -> float:
    """Growth of the server's own memory for each connection that has had one answer and is kept open."""
    settle_seconds = 1.5  # for servers that give memory back by a timer
    with contextlib.ExitStack() as stack:
        for _ in range(50):  # first uses are not a connection's cost
            asked(row, server.port).close()
        time.sleep(settle_seconds)
        before = process.anonymous_bytes(server.pids)
        for _ in range(row.connections):
            stack.enter_context(asked(row, server.port))
        time.sleep(settle_seconds)
        return (process.anonymous_bytes(server.pids) - before) / row.connections / 1024


UNVERIFIED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
UNVERIFIED.check_hostname, UNVERIFIED.verify_mode = False, ssl.CERT_NONE


def asked(row: Row, port: int) -> socket.socket:
    """A connection on which one whole answer has come."""
    talk = socket.create_connection(("127.0.0.1", port), 5)
    if row.secure:
        talk = UNVERIFIED.wrap_socket(talk)
    talk.sendall(f"GET {row.path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
    answer = b""
    while len(answer.partition(b"\r\n\r\n")[2]) < row.size:
        piece = talk.recv(65536)
        if not piece:
            raise RuntimeError("a server closed a connection that was to stay idle")
        answer += piece
    return talk


ROUNDS = {"server": server_round, "client": client_round, "open": open_round, "idle": idle_round}

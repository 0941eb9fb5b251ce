"""Are the client's figures true? Held against servers whose delays are known and whose kernel stamped every request.

Each of the measurement errors that load generators make has a test; tests/README.md says which. What the machine does to
the client meanwhile can only make its figures larger, never smaller than the kernel's: so the lower bounds are strict,
and the upper ones grow by how late the client says it was itself.
"""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

from harness import CLIENT, PATIENCE
from truth import Truth

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))
from witness import hdr  # noqa: E402

PERCENTS = (50, 90, 99)
ALLOWED_SHARE, ALLOWED_US = 0.01, 50
BUCKET_SHARE = 0.001  # a histogram of three digits tells a bucket's highest value
ATTEMPTS = 3


class Load:
    """A client that runs beside the test; told() waits for its end."""

    def __init__(self, *flags):
        self.process = subprocess.Popen([CLIENT, "load", "--no-progress", "--json", "-", *flags], stdin=subprocess.DEVNULL,
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def told(self):
        out, err = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0, f"the client ended with {self.process.returncode}: {err}"
        return json.loads(out)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()


class AccuracyTest(unittest.TestCase):
    def serve(self, *words):
        server = Truth(*words)
        self.addCleanup(server.close)
        return server

    def load(self, *flags):
        running = Load(*flags)
        self.addCleanup(running.close)
        return running

    def assert_adds_up(self, told, truth):
        """What the client counts is what the server did: nothing is lost at the end, and no sample is made up."""
        requests = told["requests"]
        self.assertEqual(requests["failed"], 0, told["errors"])
        self.assertEqual(requests["completed"], truth["answered"])
        self.assertEqual(truth["requests"], truth["answered"])
        for name in ("corrected", "raw"):
            self.assertEqual(told["latency"][name]["count"], requests["completed"])
            self.assertEqual(histogram(told, f"latency.{name}").count, requests["completed"])
        closed = told["connections"]["closed_by"]
        self.assertEqual(closed["client_rst"] + closed["server_rst"] + closed["timeout"], 0)


def histogram(told, name):
    return hdr.decode(told["histograms"][name])


def wrong(told, series, truth):
    """What is wrong with a series, in words, beside what the kernel saw of the very same requests."""
    found = []
    lateness = told["client"]["lag"].get("p99_us", 0) + told["client"]["loop_lag"].get("p99_us", 0)
    for percent in PERCENTS:
        said, true = told["latency"][series][f"p{percent}_us"], truth["kernel_us"][f"p{percent}"]
        more = max(ALLOWED_SHARE * true, ALLOWED_US) + BUCKET_SHARE * true + lateness
        if not true - 1 <= said <= true + more:
            found.append(f"{series} p{percent} is {said} µs, the truth {true} µs (up to {more:.0f} µs more is allowed)")
    return found


class Distributions(AccuracyTest):
    def test_percentiles_are_those_that_the_kernel_saw(self):
        # Long delays, so that one per cent is long too: the runs go on side by side, idle for the most part.
        # `--rate` in the first three, a closed loop in the last.
        cases = [("constant:400ms", "--rate", "100", "-c", "120"), ("bimodal:200ms,800ms,10%", "--rate", "100", "-c", "120"),
                 ("exponential:200ms", "--rate", "100", "-c", "160"), ("bimodal:50ms,200ms,10%", "-c", "8")]
        for attempt in range(ATTEMPTS):
            found = self.what_is_wrong(cases)
            if not found:
                return
        self.fail(f"{attempt + 1} times, at last: " + "; ".join(found))

    def what_is_wrong(self, cases):
        running = []
        for delay, *flags in cases:
            server = self.serve(delay)
            running.append((delay, server, self.load("-t", "1", "-d", "4s", *flags, server.url)))
        found = []
        for delay, server, load in running:
            told = load.told()
            truth = server.told()
            with self.subTest(delay):
                self.assert_adds_up(told, truth)
                self.assertEqual(truth["unstamped"], 0)
            if truth["clock_steps"] == 0:
                found += [f"{delay}: {words}" for words in wrong(told, "corrected", truth) + wrong(told, "raw", truth)]
            else:
                found.append(f"{delay}: the system's clock was set meanwhile")
        return found


class Rate(AccuracyTest):
    def test_requests_come_at_the_rate_that_was_asked_for(self):
        server = self.serve("none")
        told = self.load("-t", "2", "-c", "8", "--rate", "800", "-d", "2s", server.url).told()
        truth = server.told()
        self.assert_adds_up(told, truth)
        self.assertEqual(told["requests"]["sent"] + told["open_loop"]["never_sent"], 1600)
        arrivals = sorted(request["arrived_ns"] for request in server.requests())
        # A late request changes one point of the line, not its slope.
        self.assertAlmostEqual(1e9 / slope(arrivals), 800, delta=0.8 + 800 * 1e-6 * told["client"]["lag"]["p99_us"])

    def test_poisson_arrivals_are_as_uneven_as_they_should_be(self):
        server = self.serve("none")
        told = self.load("-t", "1", "-c", "8", "--rate", "800", "--arrivals", "poisson", "-d", "2s", server.url).told()
        self.assert_adds_up(told, server.told())
        arrivals = sorted(request["arrived_ns"] for request in server.requests())
        self.assertAlmostEqual(len(arrivals), 1600, delta=5 * 40)  # five times the square root
        gaps = [after - before for before, after in zip(arrivals, arrivals[1:])]
        mean = sum(gaps) / len(gaps)
        deviation = (sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) ** 0.5
        self.assertGreater(deviation / mean, 0.8)  # 1 for independent arrivals, 0 for even ones


def slope(values):
    """Of the straight line that fits best to the values by their place."""
    count = len(values)
    middle, mean = (count - 1) / 2, sum(values) / count
    return sum((i - middle) * (value - mean) for i, value in enumerate(values)) / (count * (count * count - 1) / 12)


@contextlib.contextmanager
def stopped(pid):
    """SIGSTOP for the block; tells how long it was, in seconds."""
    lasted = [0.0]
    os.kill(pid, signal.SIGSTOP)
    start = time.monotonic()
    try:
        yield lasted
    finally:
        lasted[0] = time.monotonic() - start
        os.kill(pid, signal.SIGCONT)


class Stalls(AccuracyTest):
    """Something stands still for a second of four. Two runs side by side, for most of it is waiting."""

    RATE = 200
    STOP_S = 1.0

    def test_what_was_due_in_a_standstill_is_in_the_picture(self):
        whole = [self.begin(), self.begin()]
        for server, _ in whole:
            server.wait_for_mark()
        with stopped(whole[0][0].process.pid) as server_stopped, stopped(whole[1][1].process.pid) as client_stopped:
            threading.Event().wait(self.STOP_S)  # this is the stop itself, and waits for nothing
        told = [self.end(server, load) for server, load in whole]
        with self.subTest("the server stood still"):
            self.check_the_servers(told[0], server_stopped[0])
        with self.subTest("the client stood still"):
            self.check_the_clients(told[1], client_stopped[0])

    def begin(self):
        """A run that goes on for as long again after the stop, so that all that was due in it is sent."""
        server = self.serve("none", "--mark", str(self.RATE // 2))
        load = self.load("-t", "1", "-c", "8", "--rate", str(self.RATE), "-d", "4s", server.url)
        return server, load

    def end(self, server, load):
        told = load.told()
        self.assert_adds_up(told, server.told())
        return told

    def assert_falls_evenly(self, series, seconds):
        """R·S requests were due in the stop. Their times fall evenly from S to 0: each quarter of S has a quarter of them."""
        due = self.RATE * seconds
        self.assertGreaterEqual(series.over(seconds * 1e6 / 2), 0.9 * due / 2)
        quarter = seconds * 1e6 / 4
        for low in (1, 2, 3):
            there = series.over(low * quarter) - (series.over((low + 1) * quarter) if low < 3 else 0)
            self.assertAlmostEqual(there, due / 4, delta=0.5 * due / 4, msg=f"quarter {low}")

    def check_the_servers(self, told, seconds):
        self.assert_falls_evenly(histogram(told, "latency.corrected"), seconds)
        # From when they were sent, as a closed loop counts, only those on the eight connections waited so long.
        self.assertLessEqual(histogram(told, "latency.raw").over(seconds * 1e6 / 2), 8)

    def check_the_clients(self, told, seconds):
        lag = histogram(told, "client.lag")
        self.assert_falls_evenly(lag, seconds)
        half = seconds * 1e6 / 2
        self.assertGreaterEqual(histogram(told, "latency.corrected").over(half), lag.over(half))


class Picture(AccuracyTest):
    def test_timeouts_stay_in_the_picture(self):
        server = self.serve("bimodal:5ms,30s,20%")
        told = self.load("-t", "1", "-c", "100", "--rate", "100", "-d", "1s", "--timeout", "1s", server.url).told()
        truth = server.told()
        slow = sum(request["drawn_ns"] > 1e9 for request in server.requests())
        self.assertGreater(slow, 0)
        self.assertEqual(told["errors"]["timeout"], slow)
        self.assertEqual(told["requests"]["completed"], truth["answered"])
        for name in ("corrected", "raw"):
            self.assertEqual(told["latency"][name]["count"], told["requests"]["sent"])
            self.assertGreaterEqual(told["latency"][name]["p90_us"], 999_000)

    def test_what_warms_up_is_sent_and_not_counted(self):
        server = self.serve("constant:20ms")
        told = self.load("-t", "1", "-c", "16", "--rate", "200", "--warmup", "500ms", "-d", "1s", server.url).told()
        truth = server.told()
        warmed_up = told["open_loop"]["warmed_up"]
        self.assertGreater(warmed_up, 0)
        self.assertEqual(told["requests"]["sent"] + warmed_up, truth["requests"])
        self.assertEqual(told["latency"]["corrected"]["count"], told["requests"]["completed"])

    def test_every_connections_set_up_counts_and_is_no_part_of_a_latency(self):
        server = self.serve("constant:20ms")
        told = self.load("-t", "1", "-c", "4", "-n", "40", "--keep-alive", "off", server.url).told()
        truth = server.told()
        self.assertEqual(truth["connections"], 40)
        self.assertEqual(told["connections"]["opened"], 40)
        self.assertEqual(told["phases"]["connect"]["count"], 40)

    def test_syns_that_were_sent_again_are_told(self):
        with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
            port = listener.getsockname()[1]
            load = self.load("-t", "1", "-c", "6", "-n", "6", "--connect-timeout", "30s", f"http://127.0.0.1:{port}/")
            wait_until(lambda: syn_sent_again(port))
            listener.settimeout(PATIENCE)
            peers = [listener.accept()[0] for _ in range(6)]
            for peer in peers:
                with peer:
                    peer.settimeout(PATIENCE)
                    peer.recv(65536)
                    peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            told = load.told()
        self.assertEqual(told["requests"]["completed"], 6)
        self.assertGreaterEqual(told["connections"]["syn_retransmits"], 1)
        self.assertGreaterEqual(told["phases"]["connect"]["max_us"], 990_000)

    def test_a_rate_that_no_client_reaches_is_said_to_be_missed(self):
        server = self.serve("none")
        told = self.load("-t", "1", "-c", "4", "--rate", "3000000", "-d", "1s", server.url).told()
        self.assert_adds_up(told, server.told())
        self.assertLess(told["requests"]["per_second"], 1_500_000)
        self.assertGreater(told["open_loop"]["never_sent"], 0)
        self.assertGreater(told["client"]["lag"]["max_us"], 100_000)
        self.assertRegex(told["client"]["verdict"], "waited for a free connection|sent late|limit|short of CPU|used up")


def wait_until(there):
    deadline = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def syn_sent_again(port):
    """Is there a connection to `port` in SYN_SENT whose SYN was retransmitted (proc_net_tcp)?"""
    rows = (line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:])
    return any(row[2].endswith(f":{port:04X}") and row[3] == "02" and int(row[6], 16) > 0 for row in rows)


if __name__ == "__main__":
    unittest.main()

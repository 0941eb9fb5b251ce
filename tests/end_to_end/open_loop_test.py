"""synfin-client at a rate of its own: whether it is held, what counts, and what a server that stands still looks like."""

import base64
import contextlib
import datetime
import functools
import json
import os
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
import unittest
import zlib

import client_test
from client_test import OK, PATIENCE, answering
from harness import CLIENT, SiteTest


def counted(payload):
    """The pairs of value and count in an HdrHistogram V2 compressed payload of three digits."""
    outer = base64.b64decode(payload)
    _, length = struct.unpack(">ii", outer[:8])
    inner = zlib.decompress(outer[8:8 + length])
    size = struct.unpack(">i", inner[4:8])[0]
    rest, index, found = memoryview(inner)[40:40 + size], 0, []
    position = 0

    def number():
        nonlocal position
        value = shift = 0
        while True:
            byte = rest[position]
            position += 1
            if shift == 56:
                value |= byte << shift
                break
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        return (value >> 1) ^ -(value & 1)

    while position < len(rest):
        count = number()
        if count < 0:
            index -= count
            continue
        if count > 0:
            bucket = max(index // 1024 - 1, 0)
            found.append(((index - bucket * 1024) << bucket, count))
        index += 1
    return found


def at_least(histogram, value):
    """How many samples of it are no smaller."""
    return sum(count for each, count in histogram if each >= value)


class Slow:
    """A server that answers each request after `seconds`, one at a time a connection."""

    def __init__(self, seconds):
        self.seconds, self.lock = seconds, threading.Lock()
        self.now, self.most = 0, 0

    def __call__(self, peer):
        while peer.request() is not None:
            with self.lock:
                self.now += 1
                self.most = max(self.most, self.now)
            time.sleep(self.seconds)
            with self.lock:
                self.now -= 1
            peer.send(OK)


def checked_loop(test, result):
    """A result whose numbers add up, those of an open loop included."""
    result = client_test.ClientTest.checked(test, result)
    if result["mode"] == "open loop":
        latency = result["latency"]
        test.assertEqual(latency["corrected"]["count"], latency["raw"]["count"])
        test.assertEqual(result["client"]["lag"]["count"], result["requests"]["sent"])
        for which in ("mean_us", "p50_us", "p99_us", "max_us"):
            test.assertGreaterEqual(latency["corrected"][which] + 1, latency["raw"][which])
    return result


def on_a_quiet_machine(test):
    """A test of times, which hold only where others leave the machine alone for a while: it has four tries."""

    @functools.wraps(test)
    def tried(self):
        for _ in range(3):
            with contextlib.suppress(AssertionError):
                return test(self)
        return test(self)

    return tried


class OpenLoopTest(client_test.ClientTest):
    def checked(self, result):
        return checked_loop(self, result)

    def asked(self, result):
        return result["requests"]["sent"] + result["open_loop"]["never_sent"]


class Rate(OpenLoopTest):
    def test_as_many_are_asked_for_as_the_rate_says(self):
        server = self.serve(answering())
        for flags in (["-c", 4, "-t", 1], ["-c", 7, "-t", 2], ["-c", 3, "-t", 3]):
            result = self.load("-r", 200, "-d", "500ms", *flags, server.url)
            self.assertEqual(self.asked(result), 100)
            self.assertEqual(result["open_loop"]["requested_rate"], 200)
            self.assertEqual(len(server.requests), result["requests"]["sent"])
            server.requests.clear()

    @on_a_quiet_machine
    def test_the_rate_is_held(self):
        server = self.serve(answering())
        result = self.load("-r", 250, "-d", "1s", "-c", 4, "-t", 1, server.url)
        self.assertEqual(result["requests"]["sent"], 250)
        self.assertAlmostEqual(result["requests"]["per_second"], 250, delta=5)
        self.assertLess(result["client"]["lag"]["p50_us"], 1000)

    def test_a_count_ends_it(self):
        server = self.serve(answering())
        result = self.load("-r", "12k/m", "-n", 150, "-c", 5, "-t", 2, server.url)
        self.assertEqual(result["requests"]["sent"], 150)
        self.assertEqual(result["open_loop"]["never_sent"], 0)
        self.assertGreater(result["duration_s"], 0.7)

    def test_threads_without_a_request_keep_nobody_waiting(self):
        server = self.serve(answering())
        result = self.load("--rate", 100, "-n", 3, "-t", 4, "-c", 8, server.url)
        self.assertEqual(result["requests"]["completed"], 3)

    def test_poisson_arrivals_have_the_rate_too(self):
        server = self.serve(answering())
        result = self.load("-r", 400, "-d", "1s", "--arrivals", "poisson", "-c", 8, "-t", 2, server.url)
        self.assertAlmostEqual(self.asked(result), 400, delta=5 * 400**0.5)

    @on_a_quiet_machine
    def test_a_ramp_has_its_shape(self):
        arrived = []

        def script(peer):
            while peer.request() is not None:
                arrived.append(time.monotonic())
                peer.send(OK)

        server = self.serve(script)
        result = self.load("--ramp", "0:800:1s", "--ramp", "200:200:500ms", "-c", 4, "-t", 2, server.url)
        self.assertEqual(self.asked(result), 500)
        self.assertAlmostEqual(result["open_loop"]["requested_rate"], 500 / 1.5, delta=0.01)
        start = min(arrived)
        for until, due in ((0.5, 100), (1, 400), (1.5, 500)):
            there = sum(each - start < until for each in arrived)
            self.assertAlmostEqual(there, due, delta=60, msg=f"after {until} s")

    def test_steps_are_held_one_after_another(self):
        server = self.serve(answering())
        result = self.load("--steps", "100,300,50:300ms", "-c", 4, server.url)
        self.assertEqual(self.asked(result), 135)

    def test_parts_share_rate_and_count(self):
        server = self.serve(answering())
        when = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=1.5)
        started = [subprocess.Popen([CLIENT, "load", "--json", "-", "-r", "200", "-n", "201", "--part", f"{part}/2",
                                     "--start-at", when.isoformat(), "-c", "3", "-t", "1", server.url],
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for part in (1, 2)]
        results = []
        for each in started:
            out, said = each.communicate(timeout=PATIENCE)
            self.assertEqual(each.returncode, 0, said)
            results.append(self.checked(json.loads(out)))
        self.assertEqual([each["requests"]["sent"] for each in results], [101, 100])
        self.assertGreaterEqual(datetime.datetime.now(datetime.timezone.utc), when + datetime.timedelta(seconds=0.9))
        for each in results:
            self.assertAlmostEqual(each["open_loop"]["requested_rate"], 100, delta=10)
            self.assertEqual(each["started_at"][:19], when.isoformat()[:19])

    def test_several_servers_share_the_rate(self):
        first, second = self.serve(answering()), self.serve(answering())
        result = self.load("-r", 400, "-d", "500ms", "-c", 8, "-t", 2, first.url + "1", first.url + "2", first.url + "3",
                           second.url)
        self.assertEqual(self.asked(result), 200)
        self.assertEqual(len(first.requests) + len(second.requests), result["requests"]["sent"])
        self.assertAlmostEqual(len(second.requests), result["requests"]["sent"] / 4, delta=10)


class Counting(OpenLoopTest):
    def test_a_warm_up_is_run_and_not_counted(self):
        server = self.serve(answering())
        result = self.load("-r", 400, "-d", "250ms", "--warmup", "500ms", "-c", 4, "-t", 2, server.url)
        self.assertEqual(self.asked(result), 100)
        self.assertEqual(result["open_loop"]["warmed_up"], 200)
        self.assertEqual(len(server.requests), 200 + result["requests"]["sent"])
        self.assertEqual(result["bytes"]["body"], 5 * result["requests"]["completed"])
        self.assertEqual(result["latency"]["raw"]["count"], result["requests"]["sent"])

    @on_a_quiet_machine
    def test_what_is_slow_only_in_the_warm_up_does_not_show(self):
        begun = time.monotonic()

        def script(peer):
            while peer.request() is not None:
                if time.monotonic() < begun + 0.4:
                    time.sleep(0.3)
                peer.send(OK)

        server = self.serve(script)
        begun = time.monotonic()
        result = self.load("-r", 50, "-d", "500ms", "--warmup", "1500ms", "-c", 2, "-t", 1, server.url)
        self.assertLess(result["latency"]["corrected"]["max_us"], 250_000)
        self.assertEqual(self.asked(result), 25)

    def test_a_closed_loop_can_be_warmed_up_too(self):
        server = self.serve(answering())
        result = self.load("-n", 100, "--warmup", "300ms", "-c", 4, "-t", 2, server.url)
        self.assertEqual(result["open_loop"]["requested_rate"], 0)
        self.assertEqual(result["requests"]["sent"], 100)
        self.assertGreater(len(server.requests), 100)
        self.assertGreater(result["connections"]["requests_per_connection"]["mean_us"], 25)
        asked = list(server.requests)
        timed = self.load("-d", "400ms", "--warmup", "300ms", "-c", 2, "-t", 1, server.url)
        self.assertGreater(timed["duration_s"], 0.3)
        self.assertLess(timed["requests"]["sent"], len(server.requests) - len(asked))

    def test_a_server_that_does_not_keep_up_is_told_of(self):
        server = self.serve(Slow(0.1))
        result = self.load("-r", 100, "-d", "1s", "-c", 2, "-t", 1, server.url)
        self.assertEqual(self.asked(result), 100)
        self.assertLess(result["requests"]["sent"], 30)
        self.assertGreater(result["latency"]["corrected"]["max_us"], 700_000)
        self.assertGreater(result["client"]["lag"]["max_us"], 500_000)

    def test_no_more_are_in_flight_than_allowed(self):
        slow = Slow(0.02)
        server = self.serve(slow)
        result = self.load("-r", 1000, "-d", "500ms", "-c", 10, "-t", 2, "--max-in-flight", 3, server.url)
        self.assertLessEqual(slow.most, 3)
        self.assertEqual(server.connections, 10)
        self.assertEqual(self.asked(result), 500)

    def test_timeouts_are_part_of_both_latencies(self):
        def script(peer):
            while peer.request() is not None:
                pass

        server = self.serve(script)
        result = self.load("-r", 20, "-d", "500ms", "-c", 20, "-t", 1, "--timeout", "300ms", server.url, status=1)
        self.assertEqual(result["errors"]["timeout"], 10)
        self.assertEqual(result["latency"]["corrected"]["count"], 10)
        self.assertGreaterEqual(result["latency"]["raw"]["min_us"], 299_000)


class Connections(OpenLoopTest):
    def test_those_that_the_server_closed_are_opened_again(self):
        def script(peer):
            for _ in range(5):
                if peer.request() is None:
                    return
                peer.send(OK)

        server = self.serve(script)
        result = self.load("-r", 200, "-d", "500ms", "-c", 3, "-t", 1, server.url)
        self.assertEqual(self.asked(result), 100)
        self.assertEqual(server.connections, result["connections"]["opened"])
        self.assertGreaterEqual(server.connections, result["requests"]["completed"] / 5)
        self.assertGreater(result["requests"]["completed"], 40)

    def test_idle_ones_that_the_server_closes_cost_no_request(self):
        def script(peer):
            peer.raw.settimeout(0.2)
            with contextlib.suppress(socket.timeout):
                while peer.request() is not None:
                    peer.send(OK)

        server = self.serve(script)
        result = self.load("-r", 15, "-d", "1s", "-c", 5, "-t", 1, server.url)
        # One that is due just as the server closes may cross its FIN.
        self.assertEqual(self.asked(result), 15)
        self.assertLessEqual(result["requests"]["failed"], 2)
        self.assertGreater(result["connections"]["closed_by"]["server_fin"], 3)

    def test_each_request_may_have_its_own(self):
        server = self.serve(answering())
        result = self.load("-r", 200, "-d", "500ms", "-c", 4, "-t", 2, "--keep-alive", "off", server.url)
        self.assertEqual(self.asked(result), 100)
        self.assertEqual(result["connections"]["requests_per_connection"]["max_us"], 1)
        self.assertLessEqual(result["connections"]["opened"], result["requests"]["completed"] + 4)
        result = self.load("-r", 200, "-n", 60, "-c", 3, "-t", 1, "--requests-per-connection", 5, server.url)
        self.assertEqual(result["connections"]["requests_per_connection"]["max_us"], 5)

    def test_a_server_that_hangs_up_at_once_is_not_run_against(self):
        server = self.serve(lambda peer: None)
        done = self.client("load", "-r", 50, "-d", "500ms", "-c", 4, "-t", 1, server.url)
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertLess(server.connections, 400)

    def test_nothing_that_listens(self):
        held = socket.socket()
        self.addCleanup(held.close)
        held.bind(("127.0.0.1", 0))
        done = self.client("load", "-r", 50, "-d", "20s", "-c", 4, f"http://127.0.0.1:{held.getsockname()[1]}/")
        self.assertEqual(done.returncode, 1)
        self.assertIn("refused", done.stderr)

    def test_pipelined_requests_find_room(self):
        slow = Slow(0.01)
        server = self.serve(slow)
        result = self.load("-r", 200, "-d", "500ms", "-c", 2, "-t", 1, "--pipeline", 8, server.url)
        self.assertEqual(self.asked(result), 100)
        self.assertGreater(result["requests"]["completed"], 30)

    def test_a_request_larger_than_the_socket_takes_is_written_by_and_by(self):
        server = self.serve(answering())
        body = self.file(os.urandom(4_000_000))
        result = self.load("-r", 10, "-d", "500ms", "-c", 2, "-t", 1, "-X", "POST", "--body", "@" + body, server.url)
        self.assertEqual(result["requests"]["failed"], 0)
        self.assertEqual(self.asked(result), 5)
        for _, got in server.requests:
            self.assertEqual(len(got), 4_000_000)

    def file(self, content):
        made = tempfile.NamedTemporaryFile()
        self.addCleanup(made.close)
        made.write(content)
        made.flush()
        return made.name

    def test_ctrl_c_ends_it_with_a_report(self):
        server = self.serve(answering())
        running = subprocess.Popen([CLIENT, "load", "--json", "-", "-r", "100", "-d", "60s", "-c", "4", server.url],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + PATIENCE
        while len(server.requests) < 20 and time.monotonic() < deadline:
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        out, said = running.communicate(timeout=PATIENCE)
        self.assertEqual(running.returncode, 0, said)
        result = self.checked(json.loads(out))
        self.assertEqual(result["requests"]["failed"], 0)
        self.assertGreaterEqual(result["requests"]["sent"], 20)
        self.assertEqual(set(name for name, count in result["connections"]["closed_by"].items() if count), {"client_fin"})


class RealServer(SiteTest):
    """The techniques' errors 1 to 3: a server that stands still for S seconds, at rate R."""

    load = client_test.ClientTest.load
    client = client_test.ClientTest.client
    checked = checked_loop

    def setUp(self):
        super().setUp()
        self.write("index.html", b"hello")

    @on_a_quiet_machine
    def test_what_waits_for_a_server_that_stands_still_counts_from_when_it_was_due(self):
        rate, still, long = 200, 1.5, 3
        server = self.serve()
        running = subprocess.Popen([CLIENT, "load", "--json", "-", "-r", str(rate), "-d", f"{long}s", "-c", "8", "-t", "1",
                                    server.url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        begun = time.monotonic()
        while time.monotonic() < begun + 0.6:  # the moment does not matter, as long as it lies in the run
            time.sleep(0.01)
        server.signal(signal.SIGSTOP)
        stopped = time.monotonic()
        try:
            while time.monotonic() < stopped + still:
                time.sleep(0.01)
        finally:
            server.signal(signal.SIGCONT)
        still = time.monotonic() - stopped
        out, said = running.communicate(timeout=PATIENCE)
        self.assertEqual(running.returncode, 0, said)
        result = self.checked(json.loads(out))
        self.assertEqual(result["requests"]["sent"], rate * long)
        corrected = counted(result["histograms"]["latency.corrected"])
        raw = counted(result["histograms"]["latency.raw"])
        self.assertEqual(sum(count for _, count in corrected), rate * long)
        # Evenly from S to 0: of those that waited longer than w there are R·(S − w).
        for share in (0.2, 0.4, 0.6, 0.8):
            waited = share * still
            self.assertAlmostEqual(at_least(corrected, waited * 1e6), rate * (still - waited), delta=rate * 0.15)
        self.assertLessEqual(at_least(raw, 0.2 * still * 1e6), 8)
        self.assertGreater(at_least(raw, 0.9 * still * 1e6), 0)

    def test_over_tls_it_is_the_same(self):
        server = self.serve("--listen-tls", "127.0.0.1:0", "--self-signed")
        url = next(place for place in server.places if place.startswith("https"))
        for flags in (["--http", "1.1"], ["--streams", 3], ["--keep-alive", "off"]):
            result = self.load("--insecure", "-r", 100, "-d", "500ms", "-c", 3, "-t", 1, *flags, url)
            self.assertEqual(result["requests"]["sent"] + result["open_loop"]["never_sent"], 50)
            self.assertEqual(result["requests"]["failed"], 0)
            self.assertGreater(result["requests"]["completed"], 0)

    def test_streams_of_http_2_take_what_is_due(self):
        server = self.serve()
        result = self.load("--http", 2, "--streams", 4, "-r", 1000, "-d", "500ms", "-c", 2, "-t", 2, server.url)
        self.assertEqual(result["protocol"], "HTTP/2")
        self.assertEqual(result["requests"]["sent"] + result["open_loop"]["never_sent"], 500, result["open_loop"])
        self.assertEqual(result["requests"]["failed"], 0)
        self.assertEqual(result["client"]["lag"]["count"], result["requests"]["sent"])


if __name__ == "__main__":
    unittest.main()

"""The truth server itself: what other tests hold the client's figures against must be right, and seen by the kernel."""

import os
import signal
import socket
import subprocess
import time
import unittest

from harness import PATIENCE, Reader, get
from truth import TRUTH_SERVER, Truth

MILLISECOND = 1_000_000  # nanoseconds


class TruthTest(unittest.TestCase):
    def serve(self, *words):
        server = Truth(*words)
        self.addCleanup(server.close)
        return server

    def test_an_answer_comes_after_the_delay_and_both_clocks_say_so(self):
        server = self.serve("constant:30ms")
        with server.connect() as peer:
            reader = Reader(peer)
            waited = []
            for _ in range(10):
                start = time.monotonic_ns()
                peer.sendall(get("/"))
                self.assertEqual(reader.answer().body, b"truth\n")
                waited.append(time.monotonic_ns() - start)
        told = server.told()
        self.assertEqual((told["connections"], told["requests"], told["answered"]), (1, 10, 10))
        self.assertEqual(told["unstamped"], 0)
        self.assertEqual(told["drawn_us"]["p50"], 30_000)
        self.assertEqual(told["nominal_us"]["p99"], 30_000)
        self.assertGreaterEqual(told["kernel_us"]["min"], 30_000)
        # Whoever asks sees what the kernel saw, and the way there and back: request by request.
        for seen, request in zip(waited, server.requests()):
            service = request["left_ns"] - request["arrived_ns"]
            self.assertGreaterEqual(service, request["drawn_ns"])
            self.assertGreaterEqual(seen, service)

    def test_delays_are_the_same_for_the_same_seed(self):
        drawn = []
        for seed in ("1", "1", "2"):
            server = self.serve("exponential:1ms", "--seed", seed)
            with server.connect() as peer:
                reader = Reader(peer)
                for _ in range(20):
                    peer.sendall(get("/"))
                    reader.answer()
            server.told()
            drawn.append([request["drawn_ns"] for request in server.requests()])
        self.assertEqual(drawn[0], drawn[1])
        self.assertNotEqual(drawn[0], drawn[2])

    def test_a_request_counts_from_its_arrival_though_the_server_was_frozen(self):
        server = self.serve("constant:10ms")
        with server.connect() as peer:
            reader = Reader(peer)
            peer.sendall(get("/"))
            reader.answer()
            os.kill(server.process.pid, signal.SIGSTOP)
            os.waitid(os.P_PID, server.process.pid, os.WSTOPPED)
            start = time.monotonic_ns()
            peer.sendall(get("/"))
            peer.settimeout(0.3)
            with self.assertRaises(TimeoutError):
                peer.recv(1)
            peer.settimeout(PATIENCE)
            os.kill(server.process.pid, signal.SIGCONT)
            reader.answer()
            waited = time.monotonic_ns() - start
        told = server.told()
        frozen = server.requests()[1]
        service = frozen["left_ns"] - frozen["arrived_ns"]
        self.assertGreaterEqual(service, 300 * MILLISECOND)
        self.assertLessEqual(service, waited)
        # Its own clock starts with the read and sees nothing of the freeze: the error of stamping at wake-up.
        self.assertLess(frozen["own_ns"], service - 290 * MILLISECOND)
        self.assertEqual(told["clock_steps"], 0)

    def test_requests_cut_or_sent_together_are_all_answered(self):
        server = self.serve("constant:5ms")
        with server.connect() as peer:
            reader = Reader(peer)
            request = get("/a")
            peer.sendall(request[:7])
            peer.sendall(request[7:] + request + request)
            for _ in range(3):
                self.assertEqual(reader.answer().status, 200)
        self.assertEqual(server.told()["answered"], 3)

    def test_an_end_of_the_request_side_still_gets_its_answer(self):
        server = self.serve("constant:20ms")
        with server.connect() as peer:
            peer.sendall(get("/"))
            peer.shutdown(socket.SHUT_WR)
            reader = Reader(peer)
            self.assertEqual(reader.answer().status, 200)
            self.assertTrue(reader.at_end())
        self.assertEqual(server.told()["answered"], 1)

    def test_a_connection_ends_after_the_answer_where_the_request_says_so(self):
        server = self.serve("none")
        with server.connect() as peer:
            peer.sendall(get("/", "Connection: Close"))
            reader = Reader(peer)
            self.assertEqual(reader.answer()["connection"], "close")
            self.assertTrue(reader.at_end())
        self.assertEqual(server.told()["answered"], 1)

    def test_a_peer_that_goes_away_takes_nothing_with_it(self):
        server = self.serve("constant:50ms")
        for _ in range(5):
            peer = server.connect()
            peer.sendall(get("/"))
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            peer.close()
        with server.connect() as peer:
            peer.sendall(get("/"))
            self.assertEqual(Reader(peer).answer().status, 200)
        told = server.told()
        self.assertEqual((told["connections"], told["answered"]), (6, 1))

    def test_it_says_when_so_many_requests_have_come(self):
        server = self.serve("none", "--mark", "3")
        with server.connect() as peer:
            for _ in range(3):
                peer.sendall(get("/"))
                Reader(peer).answer()
        server.wait_for_mark()
        self.assertEqual(server.told()["answered"], 3)

    def test_a_wrong_flag_is_said(self):
        for words, wanted in ((["--delay", "gauss:1ms"], "no delay: 'gauss:1ms'"), (["--port", "x"], "--port wants a number"),
                              (["--address", "here"], "--address wants an IPv4 address")):
            ended = subprocess.run([TRUTH_SERVER, *words], capture_output=True, text=True, timeout=PATIENCE, check=False)
            self.assertEqual(ended.returncode, 1)
            self.assertIn(wanted, ended.stderr)


if __name__ == "__main__":
    unittest.main()

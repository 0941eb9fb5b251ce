"""How synfin-server stops: what it has taken on is finished, and nobody is reset."""

import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

from harness import CLIENT, PATIENCE, Reader, SiteTest, connect, get


class Stop(SiteTest):
    def setUp(self):
        super().setUp()
        self.write("index.html", b"page")

    def test_each_signal_stops_it_with_status_0(self):
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            server = self.serve()
            server.signal(number)
            self.assertEqual(server.wait(), 0)

    def test_idle_connections_get_a_fin(self):
        server = self.serve()
        with server.connect() as peer:
            reader = Reader(peer)
            peer.sendall(get("/"))
            self.assertEqual(reader.answer().status, 200)
            server.signal(signal.SIGTERM)
            self.assertTrue(reader.at_end())
        self.assertEqual(server.wait(), 0)

    def test_a_connection_that_never_asked_gets_a_fin(self):
        server = self.serve()
        with server.connect() as peer:
            server.signal(signal.SIGTERM)
            self.assertTrue(Reader(peer).at_end())
        self.assertEqual(server.wait(), 0)

    def test_a_download_under_way_is_finished(self):
        content = os.urandom(30_000_000)
        self.write("large.bin", content)
        server = self.serve()
        with server.connect() as peer:
            peer.sendall(get("/large.bin"))
            start = peer.recv(1000)
            server.signal(signal.SIGTERM)
            reader = Reader(peer, start)
            self.assertEqual(reader.answer().body, content)
            self.assertTrue(reader.at_end())
        self.assertEqual(server.wait(), 0)

    def test_connections_that_wait_to_be_accepted_are_answered(self):
        server = self.serve("--workers", "1")
        server.signal(signal.SIGSTOP)
        peers = [connect(server.port) for _ in range(100)]
        for peer in peers:
            peer.sendall(get("/"))
        server.signal(signal.SIGTERM)
        server.signal(signal.SIGCONT)
        for peer in peers:
            reader = Reader(peer)
            self.assertEqual(reader.answer().status, 200)
            self.assertTrue(reader.at_end())
            peer.close()
        self.assertEqual(server.wait(), 0)

    def test_past_its_grace_the_rest_are_cut_and_counted(self):
        self.write("large.bin", bytes(50_000_000))
        server = self.serve("--grace", "500ms")
        with server.connect() as peer:
            peer.sendall(get("/large.bin"))
            self.assertTrue(peer.recv(1))
            server.signal(signal.SIGTERM)
            self.assertEqual(server.wait(), 0)
        self.assertIn("1 connections cut", server.said[-1])

    def test_a_second_signal_stops_it_at_once_with_status_1(self):
        self.write("large.bin", bytes(50_000_000))
        self.assert_stopped_by_a_second_signal(self.serve("--grace", "1h"))

    def assert_stopped_by_a_second_signal(self, server):
        """While it still sends a file that is larger than what sockets take."""
        with server.connect() as peer:
            peer.sendall(get("/large.bin"))
            self.assertTrue(peer.recv(1))
            server.signal(signal.SIGTERM)
            # One signal at a time: two of a kind that both wait are one.
            deadline = time.monotonic() + PATIENCE
            while not any("stopping" in line for line in server.said) and time.monotonic() < deadline:
                threading.Event().wait(0.01)
            server.signal(signal.SIGTERM)
            self.assertEqual(server.wait(), 1)

    def hash_without_end(self, *flags):
        """A server that hashes a file which would take it an hour."""
        huge = self.write("huge.bin", b"")
        os.truncate(huge, 1 << 40)
        server = self.serve(*flags)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            # Not before the file has been left alone for a second.
            self.talk(server, get("/huge.bin", "Range: bytes=0-0"))
            if int(re.search(r"rchar: (\d+)", Path(f"/proc/{server.process.pid}/io").read_text())[1]) > 10_000_000:
                return server
            threading.Event().wait(0.05)
        self.fail("nothing is hashed")

    def test_a_file_that_is_being_hashed_holds_no_stop_up(self):
        server = self.hash_without_end("--grace", "1s")
        began = time.monotonic()
        server.signal(signal.SIGTERM)
        self.assertEqual(server.wait(), 0)
        self.assertLess(time.monotonic() - began, PATIENCE / 2)

    def test_a_file_that_is_being_hashed_holds_no_second_signal_up(self):
        self.write("large.bin", bytes(50_000_000))
        self.assert_stopped_by_a_second_signal(self.hash_without_end("--grace", "1h"))

    def test_a_log_that_nobody_reads_holds_no_stop_up(self):
        """`synfin-server --access-log - | something` where something hangs: what does not fit in the pipe is lost, and said."""
        server = self.serve("--access-log", "-")
        lines = 200
        with server.connect() as peer:
            reader = Reader(peer)
            for _ in range(lines):
                peer.sendall(get("/", "User-Agent: " + "x" * 2000))
                self.assertEqual(reader.answer().status, 200)
            server.signal(signal.SIGTERM)
            self.assertTrue(reader.at_end())
        self.assertEqual(server.wait(), 0)
        written = server.process.stdout.read()
        self.assertTrue(written.endswith("\n"), written[-100:])
        kept = written.count("\n")
        said = "".join(server.said)
        self.assertIn("cannot write the access log -: nobody reads it", said)
        self.assertRegex(said, rf"\b{lines - kept} access log lines were lost: the log could not be written")

    def test_a_last_connection_that_leaves_while_the_server_stops_is_not_waited_for(self):
        # The worker's tick then finds nobody left and ends the worker from within itself; it once armed its timer again.
        server = self.serve("--workers", "2", "--grace", "1h")
        peers = [server.connect() for _ in range(8)]
        for peer in peers:
            reader = Reader(peer)
            peer.sendall(get("/"))
            self.assertEqual(reader.answer().status, 200)
        server.signal(signal.SIGTERM)
        threading.Event().wait(0.05)  # well within the moment that a stop leaves to requests under way
        for peer in peers:
            peer.close()
        self.assertEqual(server.wait(), 0)

    def test_two_quick_signals_end_every_worker_whatever_listens(self):
        for pause in (0, 0.001, 0.2, 0.4):
            with self.subTest(pause=pause), tempfile.TemporaryDirectory() as folder:
                path = f"{folder}/socket"
                server = self.serve("--workers", "2", listen=("127.0.0.1:0", f"unix:{path}"))
                with server.connect() as peer, socket.socket(socket.AF_UNIX) as beside:
                    beside.connect(path)
                    reader = Reader(peer)
                    peer.sendall(get("/"))
                    self.assertEqual(reader.answer().status, 200)
                    server.signal(signal.SIGTERM)
                    threading.Event().wait(pause)
                    server.signal(signal.SIGTERM)
                    # 1 if it still had connections by then; signals that come together are one.
                    self.assertIn(server.wait(), (0, 1))

    def load_over(self, server, meanwhile, *flags):
        """What a load of 32 connections tells at its end; `meanwhile(load)` comes in the middle of it, and stops the server."""
        load = subprocess.Popen([CLIENT, "load", "-c", "32", "-t", "1", "--no-progress", "--json", "-", *flags],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            threading.Event().wait(1)  # into the middle of the load
            meanwhile(load)
            self.assertEqual(server.wait(), 0)
            out, err = load.communicate(timeout=PATIENCE)
        finally:
            if load.poll() is None:
                load.kill()
                load.communicate()
        result = json.loads(out)
        self.assertGreater(result["requests"]["completed"], 100, err)
        self.assertEqual(result["requests"]["failed"], 0, result["errors"])
        return result

    def test_a_client_that_stalls_while_the_server_stops_loses_no_request(self):
        server = self.serve("--workers", "2")

        def stall(load):
            load.send_signal(signal.SIGSTOP)
            server.signal(signal.SIGTERM)
            threading.Event().wait(0.6)  # a stall of its machine: answers lie unread, the next requests unsent
            load.send_signal(signal.SIGCONT)

        self.load_over(server, stall, "-d", "2s", server.url)

    def test_a_stop_in_mid_load_loses_no_request(self):
        for number in range(100):
            self.write(f"{number}.html", str(number).encode() * 50)
        server = self.serve("--workers", "2")
        urls = self.root / "urls"
        urls.write_text("".join(f"{server.url}/{number}.html\n" for number in range(100)))
        result = self.load_over(server, lambda load: server.signal(signal.SIGTERM), "-d", "3s", "--urls", str(urls))
        self.assertEqual(result["status"], {"200": result["requests"]["completed"]})
        self.assertIn(f"{result['requests']['completed']:,} requests", server.said[-1])


if __name__ == "__main__":
    unittest.main()

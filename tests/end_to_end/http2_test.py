"""synfin-server over HTTP/2 with prior knowledge: other people's clients, and frames written by hand."""

import os
import signal
import socket
import ssl
import struct
import subprocess
import unittest

from harness import PATIENCE, Reader, SiteTest, get

SMALL = b"<!doctype html><title>small</title>\n"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, PRIORITY, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 2, 3, 4, 6, 7, 8, 9
END_STREAM, ACK, END_HEADERS = 1, 1, 4
GET_ROOT = b"\x82\x86\x84\x01\x01x"
CALM = 11
INITIAL_WINDOW = 4


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack(">I", len(payload))[1:] + struct.pack(">BBI", kind, flags, stream) + payload


def get_block(path):
    """GET of `path` from the host x, as a header block."""
    return b"\x82\x86\x04" + bytes([len(path)]) + path.encode() + b"\x01\x01x"


class Peer:
    """One HTTP/2 connection, spoken by hand."""

    def __init__(self, server, *settings):
        self.socket = server.connect()
        self.rest = b""
        payload = b"".join(struct.pack(">HI", number, value) for number, value in settings)
        self.send(PREFACE + frame(SETTINGS, payload=payload))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def ask(self, stream, path="/", flags=END_STREAM | END_HEADERS):
        self.send(frame(HEADERS, flags, stream, get_block(path)))

    def _take(self, size):
        while len(self.rest) < size:
            chunk = self.socket.recv(262144)
            if not chunk:
                return None
            self.rest += chunk
        taken, self.rest = self.rest[:size], self.rest[size:]
        return taken

    def frame(self):
        """The next frame: kind, flags, stream, payload; None at the connection's end."""
        head = self._take(9)
        if head is None:
            return None
        kind, flags, stream = struct.unpack(">BBI", head[3:])
        return kind, flags, stream, self._take(int.from_bytes(head[:3], "big"))

    def until(self, wanted):
        """All frames up to the first that `wanted` takes, which is among them; fails if the connection ends before."""
        seen = []
        while not seen or not wanted(*seen[-1]):
            found = self.frame()
            assert found is not None, f"the connection ended after {seen[-5:]}"
            seen.append(found)
        return seen

    def body(self, stream):
        """The body of a whole answer."""
        seen = self.until(lambda kind, flags, of, _: of == stream and kind in (DATA, HEADERS) and flags & END_STREAM)
        return b"".join(payload for kind, _, of, payload in seen if kind == DATA and of == stream)

    def goaway(self):
        """Last stream and code of the next GOAWAY."""
        payload = self.until(lambda kind, *_: kind == GOAWAY)[-1][3]
        return struct.unpack(">II", payload[:8])

    def at_end(self):
        """Nothing but the connection's end follows."""
        return self.frame() is None


def run(*command):
    return subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)


class OthersClients(SiteTest):
    def setUp(self):
        super().setUp()
        self.write("index.html", SMALL)

    def curl(self, *arguments):
        done = run("curl", "-sS", "--http2-prior-knowledge", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_curl_gets_pages_parts_and_large_files(self):
        content = os.urandom(5_000_000)
        self.write("large.bin", content)
        url = self.serve().url
        self.assertEqual(self.curl(url), SMALL)
        self.assertTrue(self.curl(url + "/large.bin") == content, "not the same bytes")
        self.assertEqual(self.curl("-r", "100-199", url + "/large.bin"), content[100:200])
        self.assertEqual(self.curl("-o", os.devnull, "-w", "%{http_code} %{http_version}", url), b"200 2")
        self.assertEqual(self.curl("-o", os.devnull, "-w", "%{http_code}", url + "/none"), b"404")
        self.assertEqual(self.curl("-o", os.devnull, "-w", "%{http_code}", "-I", url), b"200")
        self.assertEqual(self.curl("-o", os.devnull, "-w", "%{http_code}", "-d", "x" * 60_000, url), b"405")
        head = self.curl("-D", "-", "-o", os.devnull, url).decode()
        self.assertRegex(head, r"^HTTP/2 200")
        self.assertRegex(head, rf"\ncontent-length: {len(SMALL)}\r\n")
        self.assertNotRegex(head, r"(?i)\n(connection|keep-alive|transfer-encoding):")

    def test_an_upgrade_is_not_taken_up(self):
        done = run("curl", "-sS", "--http2", "-w", "%{http_version}", self.serve().url)
        self.assertEqual(done.stdout, SMALL + b"1.1")

    def test_nghttp_gets_many_files_over_one_connection(self):
        contents = {f"{number}.bin": os.urandom(number * 7000 + 1) for number in range(30)}
        for name, content in contents.items():
            self.write(name, content)
        server = self.serve("--access-log", "-", "--workers", "1")
        done = run("nghttp", *[f"{server.url}/{name}" for name in contents])
        self.assertEqual(done.returncode, 0, done.stderr)
        # What it prints are the parts as they come, side by side.
        self.assertTrue(sorted(done.stdout) == sorted(b"".join(contents.values())), "not the same bytes")
        self.stop(server)
        self.assertEqual(server.process.stdout.read().count(" HTTP/2.0\" 200 "), len(contents))

    def test_h2load_loses_nothing(self):
        self.write("medium.bin", os.urandom(100_000))
        server = self.serve()
        for target, requests, streams in (("/", 5000, 64), ("/medium.bin", 500, 100)):
            done = run("h2load", "-p", "h2c", "-n", str(requests), "-c", "5", "-m", str(streams), server.url + target)
            self.assertIn(f"{requests} succeeded, 0 failed, 0 errored".encode(), done.stdout)
        self.stop(server)


class ByHand(SiteTest):
    def setUp(self):
        super().setUp()
        self.write("index.html", SMALL)

    def test_a_conversation_byte_by_byte_is_understood(self):
        with self.serve().connect() as peer:
            for byte in PREFACE + frame(SETTINGS) + frame(HEADERS, END_STREAM | END_HEADERS, 1, GET_ROOT):
                peer.sendall(bytes([byte]))
            answers = b""
            while not answers.endswith(SMALL):
                chunk = peer.recv(65536)
                self.assertTrue(chunk, answers)
                answers += chunk

    def test_http1_goes_on_beside_it(self):
        server = self.serve("--workers", "1")
        with Peer(server) as peer:
            peer.ask(1)
            self.assertEqual(peer.body(1), SMALL)
            self.assertEqual(self.talk(server, get("/"))[0].body, SMALL)
            peer.ask(3)
            self.assertEqual(peer.body(3), SMALL)

    def test_tls_on_the_plain_port_gets_an_alert(self):
        server = self.serve()
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with self.assertRaisesRegex(ssl.SSLError, "(?i)handshake failure"):
            context.wrap_socket(server.connect())
        self.assertEqual(self.talk(server, get("/"))[0].body, SMALL)
        self.stop(server)
        self.assertEqual(len(server.said), 4, server.said)

    def test_a_small_answer_overtakes_a_large_one(self):
        self.write("large.bin", bytes(50_000_000))
        with Peer(self.serve(), (INITIAL_WINDOW, 0x7fffffff)) as peer:
            peer.send(frame(WINDOW_UPDATE, payload=struct.pack(">I", 0x70000000)))
            peer.ask(1, "/large.bin")
            peer.until(lambda kind, *_: kind == DATA)
            peer.send(frame(HEADERS, END_STREAM | END_HEADERS, 3, get_block("/") + b"\x00\x08priority\x03u=0"))
            seen = peer.until(lambda kind, flags, stream, _: stream == 3 and kind == DATA and flags & END_STREAM)
            self.assertFalse(any(stream == 1 and flags & END_STREAM for _, flags, stream, _ in seen))

    def test_an_idle_connection_gets_a_goaway_and_a_fin(self):
        with Peer(self.serve("--keep-alive-timeout", "300ms")) as peer:
            peer.ask(1)
            peer.body(1)
            self.assertEqual(peer.goaway(), (1, 0))
            self.assertTrue(peer.at_end())

    def test_a_body_that_hangs_gets_408_on_its_stream_alone(self):
        with Peer(self.serve("--head-timeout", "400ms")) as peer:
            peer.ask(1, flags=END_HEADERS)
            self.assertIn(b"408", peer.body(1))
            peer.ask(3)
            self.assertEqual(peer.body(3), SMALL)

    def test_a_body_that_is_too_long_is_not_waited_for(self):
        with Peer(self.serve("--limit-body", "40KiB")) as peer:
            peer.ask(1, flags=END_HEADERS)
            peer.send(b"".join(frame(DATA, 0, 1, bytes(16_000)) for _ in range(4)))
            self.assertEqual(peer.body(1), SMALL)
            self.assertEqual(peer.until(lambda kind, *_: kind == RST_STREAM)[-1][2:], (1, bytes(4)))
            peer.ask(3)
            self.assertEqual(peer.body(3), SMALL)

    def test_a_peer_that_grants_no_window_is_ended_and_a_slow_one_is_not(self):
        self.write("large.bin", bytes(100_000))
        server = self.serve("--write-timeout", "600ms", "--keep-alive-timeout", "5m", "--workers", "1")
        with Peer(server, (INITIAL_WINDOW, 1000)) as stalled, Peer(server, (INITIAL_WINDOW, 1000)) as slow:
            stalled.ask(1, "/large.bin")
            slow.ask(1, "/large.bin")
            slow.until(lambda kind, *_: kind == DATA)
            stalled.socket.setblocking(False)
            over = None
            while over is None:  # moves on every 100 ms, for as long as the other one lasts
                slow.send(frame(WINDOW_UPDATE, 0, 1, struct.pack(">I", 10)))
                slow.until(lambda kind, *_: kind == DATA)
                try:
                    stalled.socket.settimeout(0.1)
                    over = stalled.goaway()
                except TimeoutError:
                    pass
            self.assertEqual(over[1], CALM)
            slow.send(frame(WINDOW_UPDATE, 0, 1, struct.pack(">I", 10)))
            self.assertEqual(slow.until(lambda kind, *_: kind == DATA)[-1][2], 1)
        self.stop(server)

    def test_a_stop_is_announced_and_loses_nothing(self):
        content = os.urandom(200_000)
        self.write("large.bin", content)
        server = self.serve()
        with Peer(server) as peer, Peer(server) as idle:
            idle.ask(1)
            idle.body(1)
            peer.ask(1, "/large.bin")
            first = b""
            while len(first) < 65535:
                first += peer.until(lambda kind, *_: kind == DATA)[-1][3]
            server.signal(signal.SIGTERM)
            self.assertEqual(peer.goaway(), (0x7fffffff, 0))
            self.assertEqual(idle.goaway(), (0x7fffffff, 0))
            # On its way when the announcement came.
            peer.send(frame(HEADERS, END_STREAM | END_HEADERS, 3, GET_ROOT) + frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", 1000)))
            self.assertEqual(idle.goaway(), (1, 0))
            self.assertTrue(idle.at_end())
            seen = peer.until(lambda kind, flags, stream, _: stream == 3 and kind == DATA and flags & END_STREAM)
            peer.send(b"".join(frame(WINDOW_UPDATE, 0, stream, struct.pack(">I", 300_000)) for stream in (0, 1)))
            seen += peer.until(lambda kind, flags, stream, _: stream == 1 and kind == DATA and flags & END_STREAM)
            first += b"".join(payload for kind, _, stream, payload in seen if kind == DATA and stream == 1)
            self.assertTrue(first == content, "not the same bytes")
            goaways = [struct.unpack(">II", payload[:8]) for kind, _, _, payload in seen if kind == GOAWAY]
            self.assertEqual(goaways or [peer.goaway()], [(3, 0)])
            self.assertTrue(peer.at_end())
        self.assertEqual(server.wait(), 0)
        self.assertRegex("".join(server.said), r"stopped: 3 requests on 2 connections, 0 connections cut")


class Abuse(SiteTest):
    """Each flood ends its own connection with ENHANCE_YOUR_CALM while another one is served."""

    def setUp(self):
        super().setUp()
        self.write("index.html", SMALL)

    def flood(self, start, step):
        server = self.serve("--workers", "1")
        with Peer(server) as victim, Peer(server) as neighbour:
            victim.send(start)
            for count in range(0, 2000, 50):
                victim.send(b"".join(step(number) for number in range(count, count + 50)))
                neighbour.ask(count * 2 + 1)
                self.assertEqual(neighbour.body(count * 2 + 1), SMALL)
            self.assertEqual(victim.goaway()[1], CALM)
            neighbour.ask(5001)
            self.assertEqual(neighbour.body(5001), SMALL)
        self.stop(server)

    def test_rapid_reset(self):
        self.flood(b"", lambda number: frame(HEADERS, END_STREAM | END_HEADERS, number * 2 + 1, GET_ROOT)
                   + frame(RST_STREAM, 0, number * 2 + 1, struct.pack(">I", 8)))

    def test_made_you_reset(self):
        self.flood(b"", lambda number: frame(HEADERS, END_HEADERS, number * 2 + 1, GET_ROOT)
                   + frame(WINDOW_UPDATE, 0, number * 2 + 1, struct.pack(">I", 0x7fffffff)))

    def test_continuation(self):
        self.flood(frame(HEADERS, END_STREAM, 1, GET_ROOT), lambda _: frame(CONTINUATION, 0, 1, b""))

    def test_settings(self):
        self.flood(b"", lambda _: frame(SETTINGS))

    def test_pings(self):
        self.flood(b"", lambda _: frame(PING, 0, 0, b"12345678"))

    def test_empty_data(self):
        self.flood(frame(HEADERS, END_HEADERS, 1, GET_ROOT), lambda _: frame(DATA, 0, 1))

    def test_window_updates(self):
        self.flood(b"", lambda _: frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", 1)))

    def test_priorities(self):
        self.flood(b"", lambda _: frame(PRIORITY, 0, 1, struct.pack(">IB", 0, 7)))

    def test_header_bomb(self):
        with Peer(self.serve()) as peer:
            block = GET_ROOT + b"\x40\x01x\x7f\x81\x1e" + b"v" * 4000 + b"\xbe" * 12_000
            peer.send(frame(HEADERS, END_STREAM | END_HEADERS, 1, block[:16384]))
            self.assertEqual(peer.goaway()[1], CALM)

    def test_a_flood_in_one_piece_from_many_connections(self):
        server = self.serve("--workers", "1")
        flood = frame(PING, 0, 0, b"12345678") * 5000
        for peer in [Peer(server) for _ in range(20)]:
            with peer:
                peer.send(flood)
                self.assertEqual(peer.goaway()[1], CALM)
        self.assertEqual(self.talk(server, get("/"))[0].body, SMALL)
        self.stop(server)


if __name__ == "__main__":
    unittest.main()

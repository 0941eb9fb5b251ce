"""synfin-client trace over HTTP/2 and TLS: its streams, and what is inside its records."""

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import wire
from certificates import Authority
from harness import CLIENT, PATIENCE, SiteTest
from trace_test import Recorder


def setUpModule():
    global FOLDER, AUTHORITY, CERTIFICATE, KEY
    FOLDER = Path(tempfile.mkdtemp(prefix="synfin-test-"))
    AUTHORITY = Authority(FOLDER)
    CERTIFICATE, KEY = AUTHORITY.issue("localhost")


def tearDownModule():
    shutil.rmtree(FOLDER)


@wire.needs_namespace
class TraceHttp2(SiteTest):
    def setUp(self):
        super().setUp()
        wire.raise_loopback()
        self.write("index.html", b"x" * 1000)
        self.write("large.bin", b"x" * 300_000)

    def trace(self, *arguments, status=0):
        done = subprocess.run([CLIENT, "trace", *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE,
                              env=os.environ | {"LC_ALL": "C.UTF-8"})
        self.assertEqual(done.returncode, status, done.stderr)
        self.said = done.stderr
        return done.stdout

    def messages(self, *arguments, status=0):
        told = json.loads(self.trace("--json", "-", *arguments, status=status))
        return [(segment["from"], message) for segment in told["segments"] for message in segment.get("messages", [])]

    def frames(self, messages, kind, sender):
        return [message for who, message in messages if who == sender and message.get("frame") == kind]

    def check_exchanges(self, messages, count):
        """So many requests, each answered in full on its own stream."""
        asked = self.frames(messages, "HEADERS", "client")
        answered = self.frames(messages, "HEADERS", "server")
        self.assertEqual([each["method"] for each in asked], ["GET"] * count)
        self.assertEqual([each["status"] for each in answered], ["200"] * count)
        streams = [each["stream"] for each in asked]
        self.assertEqual(streams, list(range(streams[0], streams[0] + 2 * count, 2)))
        self.assertEqual(sorted(each["stream"] for each in answered), streams)
        ended = [each["stream"] for each in self.frames(messages, "DATA", "server") if each.get("end_stream")]
        self.assertEqual(sorted(ended), streams)
        return streams

    def serve_tls(self):
        server = self.serve("--listen-tls", "127.0.0.1:0", "--cert", str(CERTIFICATE), "--key", str(KEY))
        return next(place for place in server.places if place.startswith("https://"))

    def start(self, *command):
        """A server that others wrote, on a free port, which stands for PORT; its place when it takes connections."""
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        process = subprocess.Popen([str(port if word == "PORT" else word) for word in command], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.root)
        self.addCleanup(process.wait, PATIENCE)
        self.addCleanup(process.kill)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=PATIENCE):
                return f"127.0.0.1:{port}"
        raise AssertionError("it did not start: " + " ".join(map(str, command)))

    def nghttpd(self, *flags):
        return self.start("nghttpd", "-d", self.root, "-a", "127.0.0.1", *flags, "PORT", KEY, CERTIFICATE)

    def openssl(self, *flags):
        return self.start("openssl", "s_server", "-accept", "PORT", "-cert", CERTIFICATE, "-key", KEY, "-WWW", *flags)

    def test_streams_in_the_clear(self):
        for place in (self.serve().url, "http://" + self.nghttpd("--no-tls")):
            with self.subTest(place):
                ways = ("--http", 2, "--requests", 5, "--streams", 3, f"{place}/index.html")
                self.check_exchanges(self.messages(*ways), 5)
                drawing = self.trace(*ways)
                self.assertIn("── exchanges (HTTP/2, 5 streams) ─", drawing)
                self.assertTrue(all(len(line) <= 80 for line in drawing.splitlines()))
                self.assertRegex(drawing, r"HEADERS #1 GET /index\.html.*▶│ ┬1")
                lanes = "".join(line.rpartition("│ ")[2] for line in drawing.splitlines() if re.search(r"│ [┬│┴]", line))
                self.assertEqual((lanes.count("┬"), lanes.count("┴")), (5, 5))

    def test_streams_in_tls(self):
        for place in (self.serve_tls(), "https://" + self.nghttpd()):
            with self.subTest(place):
                ways = ("--cacert", AUTHORITY.path, "--requests", 3, "--streams", 2, f"{place}/large.bin")
                messages = self.messages(*ways)
                self.check_exchanges(messages, 3)
                self.assertTrue(all(message["inside_tls"] for _, message in messages if message["protocol"] == "h2"))
                hello = next(message for _, message in messages if message.get("message") == "ServerHello")
                self.assertEqual((hello["version"], hello["resumed"]), ("TLS 1.3", False))
                drawing = self.trace(*ways)
                for heading in ("TLS handshake", "exchanges (HTTP/2, 3 streams)"):
                    self.assertIn(f"── {heading} ─", drawing)
                self.assertRegex(drawing, r"── TLS: HEADERS #1 GET /.*▶│ ┬1")

    def test_http1_in_tls(self):
        place = self.serve_tls()
        messages = self.messages("--http", 1.1, "--cacert", AUTHORITY.path, "--requests", 2, f"{place}/index.html")
        heads = [(who, message["start"]) for who, message in messages if message["protocol"] == "http/1.1"]
        self.assertEqual(heads, [("client", "GET /index.html HTTP/1.1"), ("server", "HTTP/1.1 200 OK")] * 2)
        drawing = self.trace("--http", 1.1, "--cacert", AUTHORITY.path, f"{place}/index.html")
        self.assertRegex(drawing, r"── TLS: GET /index\.html HTTP/1\.1  \d+ B ─*▶│")
        self.assertIn("◀─ TLS: 200 OK  text/html", drawing)

    def test_tls_1_2_is_told_by_name(self):
        place = self.openssl("-tls1_2")
        messages = self.messages("--cacert", AUTHORITY.path, f"https://{place}/index.html")
        names = [(who[0], message.get("message", message["record"])) for who, message in messages if message["protocol"] == "tls"]
        for wanted in (("c", "ClientHello"), ("s", "ServerHello"), ("s", "Certificate"), ("s", "ServerHelloDone"),
                       ("c", "ClientKeyExchange"), ("c", "change_cipher_spec"), ("s", "application_data")):
            self.assertIn(wanted, names)

    def test_a_certificate_that_is_not_trusted(self):
        for version in ("-tls1_2", "-tls1_3"):
            drawing = self.trace(f"https://{self.openssl(version)}/", status=1)
            self.assertIn("alert: unknown CA", drawing)

    def test_a_server_that_does_not_speak_it(self):
        self.trace("--http", 2, "--cacert", AUTHORITY.path, f"https://{self.openssl()}/", status=1)
        self.assertIn("does not speak HTTP/2", self.said)

    def test_a_capture_of_another_client(self):
        server = self.serve()
        recorder = Recorder()
        subprocess.run(["nghttp", "-n", f"{server.url}/index.html", f"{server.url}/large.bin"], check=True, timeout=PATIENCE)
        path = self.root / "other.pcap"
        recorder.save(path)
        messages = self.messages("--read", path, "--connection", server.url.removeprefix("http://").strip("/"))
        first = self.check_exchanges(messages, 2)[0]
        self.assertRegex(self.trace("--read", path), rf"HEADERS #{first} GET /.*▶│ ┬{first}")

    def test_what_does_not_go_together(self):
        url = "http://127.0.0.1:1/"
        for flags, said in ((("--streams", 2, url), "--streams is for HTTP/2"),
                            (("--http", 2, "--close", "half", url), "need HTTP/1.1"),
                            (("--http", 2, "--close", "server", url), "need HTTP/1.1"),
                            (("--http", 3, url), "--http")):
            self.trace(*flags, status=2)
            self.assertIn(said, self.said)


if __name__ == "__main__":
    wire.main()

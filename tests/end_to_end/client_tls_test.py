"""synfin-client over TLS and HTTP/2: against servers that others wrote, and scripted ones that misbehave."""

import contextlib
import getpass
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

import client_test
from certificates import Authority
from client_test import OK, PATIENCE, Scripted, answering

BODY = b"<!doctype html>" + b"x" * 400


def setUpModule():
    global FOLDER, AUTHORITY, CERTIFICATE, KEY, OLD
    FOLDER = Path(tempfile.mkdtemp(prefix="synfin-test-"))
    AUTHORITY = Authority(FOLDER)
    CERTIFICATE, KEY = AUTHORITY.issue("localhost")
    OLD = AUTHORITY.issue("old", days=0)
    Path(FOLDER, "index.html").write_bytes(BODY)


def tearDownModule():
    shutil.rmtree(FOLDER)


def listening(peer):
    """A script that takes everything and says nothing."""
    while peer._more():
        pass


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


class TlsTest(client_test.ClientTest):
    def trusting(self, *arguments, **options):
        """A run that trusts our CA."""
        return self.checked_tls(self.load("--cacert", AUTHORITY.path, *arguments, **options))

    def checked_tls(self, result):
        connections = result["connections"]
        self.assertEqual(result["phases"]["tls"]["count"], connections["opened"])
        self.assertLessEqual(connections["tls_resumed"], connections["opened"])
        return result

    def start(self, command, port):
        """Starts a server that others wrote, and waits until it takes connections."""
        process = subprocess.Popen(list(map(str, command)), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, cwd=FOLDER)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=PATIENCE):
                return f"127.0.0.1:{port}/"
        raise AssertionError("it did not start: " + " ".join(map(str, command)))


class ScriptedTest(TlsTest):
    """Servers of the test's own."""

    def serve_tls(self, script, adjust=lambda context: None):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE, KEY)
        adjust(context)

        def secured(peer):
            peer.raw = context.wrap_socket(peer.raw, server_side=True)
            script(peer)

        server = Scripted(secured)
        self.addCleanup(server.close)
        server.url = f"https://127.0.0.1:{server.port}/"
        return server


class Scripts(ScriptedTest):
    def test_requests_and_answers_are_the_same_as_without(self):
        def script(peer):
            while peer.request() is not None:
                peer.send(OK)
            peer.raw.unwrap()

        server = self.serve_tls(script)
        result = self.trusting("-n", 200, "-c", 8, "-t", 2, server.url)
        self.assertEqual(result["status"], {"200": 200})
        self.assertEqual(result["bytes"]["received"], 200 * len(OK))
        self.assertEqual(self.closed_by(result), {"client_fin": 8})
        self.assertEqual(result["connections"]["tls_truncated"], 0)
        self.assertEqual(result["protocol"], "HTTP/1.1")
        self.assertEqual(result["tls"]["version"], "TLSv1.3")
        self.assertEqual((result["tls"]["subject"], result["tls"]["issuer"]), ("CN=localhost", "CN=Test CA"))

    def test_a_large_body_and_a_pipeline(self):
        big = b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + b"x" * 300_000
        server = self.serve_tls(answering(big))
        result = self.trusting("-n", 100, "-c", 2, "--pipeline", 20, "-H", "X-Long: " + "y" * 7000, server.url)
        self.assertEqual(result["requests"]["completed"], 100)
        self.assertEqual(result["bytes"]["body"], 100 * 300_000)
        with tempfile.NamedTemporaryFile() as body:
            body.write(b"z" * 5_000_000)
            body.flush()
            result = self.trusting("-n", 2, "-c", 1, "-X", "POST", "--body", "@" + body.name, server.url)
        self.assertEqual(result["requests"]["completed"], 2)
        self.assertEqual(len(server.requests[-1][1]), 5_000_000)

    def test_every_way_to_close(self):
        def script(peer):
            while (request := peer.request()) is not None:
                last = b"Connection: close" in request
                peer.send(OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") if last else OK)
                if last:
                    peer.raw.unwrap()  # which waits for the client's close_notify
                    said_goodbye.append(True)
                    return

        for close, who in (("fin", "client_fin"), ("half", "client_fin"), ("server", "server_fin"), ("rst", "client_rst")):
            with self.subTest(close=close):
                said_goodbye = []
                server = self.serve_tls(script)
                result = self.trusting("-n", 12, "-c", 1, "--requests-per-connection", 3, "--close", close, server.url)
                self.assertEqual(result["requests"]["completed"], 12)
                self.assertEqual(self.closed_by(result), {who: 4})
                server.close()
                self.assertEqual(len(said_goodbye), 4 if close == "server" else 0)

    def test_a_fin_without_close_notify_in_the_middle_of_an_answer_is_closed_early(self):
        def script(peer):
            peer.request()
            peer.send(OK[:-3])  # and closed by the socket alone

        result = self.trusting("-n", 4, "-c", 1, self.serve_tls(script).url, status=1)
        self.assertEqual(self.failed_by(result), {"closed_early": 4})
        self.assertEqual(result["connections"]["tls_truncated"], 4)
        self.assertIn("without close_notify", result["error_examples"]["closed_early"])

    def test_a_body_that_only_the_end_completes_needs_close_notify(self):
        def script(peer):
            peer.request()
            peer.send(b"HTTP/1.1 200 OK\r\n\r\nall that comes")
            if whole:
                peer.raw.unwrap()

        whole = True
        result = self.trusting("-n", 4, "-c", 1, self.serve_tls(script).url)
        self.assertEqual(result["requests"]["completed"], 4)
        whole = False
        result = self.trusting("-n", 4, "-c", 1, self.serve_tls(script).url, status=1)
        self.assertEqual(self.failed_by(result), {"closed_early": 4})

    def test_a_fin_without_close_notify_between_answers_is_noted_and_no_failure(self):
        def script(peer):
            peer.request()
            peer.send(OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))

        result = self.trusting("-n", 4, "-c", 1, self.serve_tls(script).url)
        self.assertEqual(result["requests"]["completed"], 4)
        self.assertEqual(result["connections"]["tls_truncated"], 4)
        self.assertEqual(self.closed_by(result), {"server_fin": 4})

    def test_sessions_are_resumed_unless_told_otherwise(self):
        server = self.serve_tls(answering())
        fresh = ("-n", 20, "-c", 1, "--keep-alive", "off", server.url)
        self.assertEqual(self.trusting(*fresh)["connections"]["tls_resumed"], 19)
        self.assertEqual(self.trusting("--no-resumption", *fresh)["connections"]["tls_resumed"], 0)

    def test_a_certificate_of_ours_is_asked_for_and_given(self):
        def demand(context):
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(AUTHORITY.path)

        server = self.serve_tls(answering(), demand)
        without = self.load("--cacert", AUTHORITY.path, "-n", 2, "-c", 1, server.url, status=1)
        self.assertIn("tls", self.failed_by(without))
        self.assertIn("--cert FILE --key FILE", without["error_examples"]["tls"])
        certificate, key = AUTHORITY.issue("me")
        given = self.trusting("--cert", certificate, "--key", key, "-n", 20, "-c", 2, server.url)
        self.assertEqual(given["requests"]["completed"], 20)

    def test_http_2_that_the_server_does_not_speak(self):
        server = self.serve_tls(answering(), lambda context: context.set_alpn_protocols(["http/1.1"]))
        result = self.load("--cacert", AUTHORITY.path, "--http", 2, "-n", 4, "-c", 1, server.url, status=1)
        self.assertIn("does not speak HTTP/2", result["error_examples"]["tls"])
        self.assertEqual(result["requests"]["sent"], 0)
        self.assertEqual(self.trusting("--streams", 8, "-n", 4, "-c", 1, server.url)["protocol"], "HTTP/1.1")

    def test_a_handshake_that_never_ends_is_a_connect_timeout(self):
        silent = Scripted(listening)
        self.addCleanup(silent.close)
        result = self.load("--insecure", "-n", 2, "-c", 2, "--connect-timeout", "200ms",
                           f"https://127.0.0.1:{silent.port}/", status=1)
        self.assertEqual(set(self.failed_by(result)), {"connect_timeout"})

    def test_a_server_without_tls(self):
        def script(peer):
            peer.raw.recv(10)
            peer.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

        plain = Scripted(script)
        self.addCleanup(plain.close)
        result = self.load("--insecure", "-n", 2, "-c", 1, f"https://127.0.0.1:{plain.port}/", status=1)
        self.assertIn("is this a port for plain http://?", result["error_examples"]["tls"])

    def test_prior_knowledge_of_http_2_that_is_wrong(self):
        server = Scripted(answering(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"))
        self.addCleanup(server.close)
        result = self.load("--http", 2, "--streams", 4, "-n", 8, "-c", 1, server.url, status=1)
        self.assertEqual(self.failed_by(result), {"protocol": 8})

    def test_files_that_cannot_be_used_are_told_before_the_run(self):
        done = self.client("load", "--cacert", "/nowhere.pem", "https://127.0.0.1:1/")
        self.assertEqual(done.returncode, 1)
        self.assertIn("--cacert /nowhere.pem", done.stderr)

    def test_check(self):
        server = self.serve_tls(answering())
        good = self.client("check", "--cacert", AUTHORITY.path, server.url)
        self.assertEqual((good.returncode, good.stdout, good.stderr), (0, f"{server.url}: 200\n", ""))
        bad = self.client("check", server.url)
        self.assertEqual(bad.returncode, 1)
        self.assertIn("issuer unknown (CN=Test CA): give its CA with --cacert FILE, or --insecure", bad.stderr)
        self.assertEqual(self.client("check", "--insecure", server.url).returncode, 0)
        other = self.client("check", "--cacert", AUTHORITY.path, "--sni", "b.example", server.url)
        self.assertIn("is for localhost, 127.0.0.1, not for b.example", other.stderr)
        silent = Scripted(listening)
        self.addCleanup(silent.close)
        late = self.client("check", "--timeout", "200ms", f"https://127.0.0.1:{silent.port}/")
        self.assertIn("no answer within 200 ms", late.stderr)


class Words(ScriptedTest):
    """What is said of certificates that are not taken, as a user sees it."""

    def refused(self, port, *arguments):
        done = self.client("load", "-n", 1, "-c", 1, *arguments, f"https://127.0.0.1:{port}/")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        return done.stderr

    def test_expired(self):
        port = free_port()
        certificate, key = OLD
        self.start(["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", certificate, "-key", key, "-www"], port)
        said = self.refused(port, "--cacert", AUTHORITY.path)
        self.assertRegex(said, r"certificate of 127\.0\.0\.1: expired on 20..-..-.. ..:..:.. UTC: it must be renewed, or --insecure")

    def test_only_tls_1_2(self):
        port = free_port()
        self.start(["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", CERTIFICATE, "-key", KEY, "-WWW", "-tls1_2"],
                   port)
        result = self.trusting("-n", 5, "-c", 1, f"https://127.0.0.1:{port}/index.html")
        self.assertEqual(result["tls"]["version"], "TLSv1.2")
        self.assertEqual(result["requests"]["completed"], 5)

    def test_unknown_issuer_wrong_name_and_insecure(self):
        server = self.serve_tls(answering())
        self.assertIn("issuer unknown (CN=Test CA): give its CA with --cacert FILE, or --insecure", self.refused(server.port))
        self.assertIn("is for localhost, 127.0.0.1, not for b.example",
                      self.refused(server.port, "--cacert", AUTHORITY.path, "--sni", "b.example"))
        result = self.checked_tls(self.load("--insecure", "-n", 5, "-c", 1, server.url))
        self.assertEqual(result["requests"]["completed"], 5)


class Neighbours(TlsTest):
    """Servers that others wrote. What is installed by scripts/setup must be there; h2o and caddy may be missing."""

    def exercise(self, place, resumed=30):
        """Everything over both protocols; `resumed` is how many of 40 handshakes are short at least."""
        url = f"https://{place}"
        for streams in (1, 16):
            framed = self.trusting("-n", 2000, "-c", 4, "--streams", streams, url)
            self.assertEqual(framed["protocol"], "HTTP/2")
            self.assertEqual(framed["status"], {"200": 2000})
            self.assertEqual(framed["bytes"]["body"], 2000 * len(BODY))
            self.assertEqual(self.failed_by(framed), {})
        older = self.trusting("-n", 500, "-c", 4, "--http", "1.1", url)
        self.assertEqual(older["protocol"], "HTTP/1.1")
        self.assertEqual(older["status"], {"200": 500})
        for http in ("1.1", "2"):
            fresh = self.trusting("-n", 40, "-c", 2, "--http", http, "--keep-alive", "off", url)
            self.assertEqual(fresh["requests"]["completed"], 40)
            self.assertGreaterEqual(fresh["connections"]["tls_resumed"], resumed)
            full = self.trusting("-n", 10, "-c", 2, "--http", http, "--keep-alive", "off", "--no-resumption", url)
            self.assertEqual(full["connections"]["tls_resumed"], 0)
        self.assertEqual(self.trusting("-n", 10, "-c", 1, url + "missing")["status"], {"404": 10})

    def nginx(self, inside=""):
        port = free_port()
        folder = FOLDER
        configuration = Path(folder, f"nginx-{port}.conf")
        configuration.write_text(f"""
            daemon off; master_process off; pid {folder}/pid-{port}; error_log {folder}/error-{port}.log;
            events {{ worker_connections 512; }}
            http {{ access_log off; keepalive_requests 100000; types {{ text/html html; }}
                client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
                uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
                server {{ listen 127.0.0.1:{port} ssl http2; ssl_certificate {CERTIFICATE}; ssl_certificate_key {KEY};
                    root {folder}; {inside} }} }}""")
        return self.start(["nginx", "-e", f"{folder}/error-{port}.log", "-c", configuration], port)

    def test_nginx(self):
        self.exercise(self.nginx())

    def test_nginx_that_says_goaway(self):
        result = self.trusting("-n", 1000, "-c", 2, "--streams", 16, f"https://{self.nginx('keepalive_requests 60;')}")
        self.assertEqual(result["requests"]["completed"], 1000)
        self.assertEqual(self.failed_by(result), {})
        self.assertGreaterEqual(result["connections"]["opened"], 1000 // 80)

    def test_nginx_that_allows_few_streams(self):
        result = self.trusting("-n", 500, "-c", 2, "--streams", 64, f"https://{self.nginx('http2_max_concurrent_streams 3;')}")
        self.assertEqual(result["requests"]["completed"], 500)
        self.assertEqual(self.failed_by(result), {})

    def test_nginx_and_large_answers(self):
        Path(FOLDER, "large.bin").write_bytes(b"l" * 3_000_000)
        place = self.nginx()
        for http in ("1.1", "2"):
            result = self.trusting("-n", 40, "-c", 2, "--http", http, f"https://{place}large.bin")
            self.assertEqual(result["bytes"]["body"], 40 * 3_000_000)

    def nghttpd(self, *flags):
        port = free_port()
        return self.start(["nghttpd", "-d", FOLDER, "-a", "127.0.0.1", *flags, port, KEY, CERTIFICATE], port)

    def test_nghttpd_over_tls(self):
        place = self.nghttpd()
        # For a time: of a number, those connections that stand first may have asked all before the last one does.
        result = self.trusting("-d", "1s", "-c", 4, "--streams", 32, f"https://{place}index.html")
        self.assertEqual(result["status"], {"200": result["requests"]["sent"]})
        self.assertEqual(result["connections"]["requests_per_connection"]["count"], 4)

    def test_nghttpd_without_tls_takes_bodies(self):
        place = self.nghttpd("--no-tls", "--echo-upload")
        result = self.load("--http", 2, "--streams", 8, "-n", 2000, "-c", 4, f"http://{place}index.html")
        self.assertEqual(result["status"], {"200": 2000})
        self.assertIsNone(result["tls"])
        with tempfile.NamedTemporaryFile() as body:
            body.write(b"u" * 200_000)
            body.flush()
            echoed = self.load("--http", 2, "--streams", 4, "-n", 50, "-c", 2, "-X", "POST", "--body", "@" + body.name,
                               f"http://{place}echo")
        self.assertEqual(echoed["bytes"]["body"], 50 * 200_000)
        self.assertEqual(self.failed_by(echoed), {})

    @unittest.skipUnless(shutil.which("h2o"), "h2o is not installed")
    def test_h2o(self):
        port = free_port()
        configuration = Path(FOLDER, f"h2o-{port}.conf")
        configuration.write_text(f"""
listen: {{ host: 127.0.0.1, port: {port}, ssl: {{ certificate-file: {CERTIFICATE}, key-file: {KEY} }} }}
num-threads: 1
user: {getpass.getuser()}
hosts:
  default:
    paths:
      /:
        file.dir: {FOLDER}
""")
        # It gives two tickets with a full handshake and none with a short one, and a ticket is used once.
        self.exercise(self.start(["h2o", "-c", configuration], port), resumed=24)

    @unittest.skipUnless(shutil.which("caddy"), "caddy is not installed")
    def test_caddy(self):
        port = free_port()
        configuration = Path(FOLDER, f"caddy-{port}")
        configuration.write_text(f"""{{
    admin off
    auto_https off
    storage file_system {FOLDER}/caddy-storage
}}
https://127.0.0.1:{port} {{
    bind 127.0.0.1
    tls {CERTIFICATE} {KEY}
    root * {FOLDER}
    file_server
}}
""")
        self.exercise(self.start(["caddy", "run", "--adapter", "caddyfile", "--config", configuration], port))


class Frames(TlsTest):
    """A server of HTTP/2 in a few bytes, for what no good server does."""

    PREFACE = 24
    SETTINGS, GOAWAY, RST_STREAM, HEADERS = 4, 7, 3, 1

    @staticmethod
    def frame(kind, payload=b"", stream=0, flags=0):
        return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload

    def serve_frames(self, answer):
        """`answer(number, stream)` gives the frames for the connection's request of that number, None to end it."""

        def read(peer, size):
            while len(peer.rest) < size:
                if not peer._more():
                    return None
            taken, peer.rest = peer.rest[:size], peer.rest[size:]
            return taken

        def script(peer):
            read(peer, self.PREFACE)
            peer.send(self.frame(self.SETTINGS))
            number = 0
            while (head := read(peer, 9)) is not None:
                if read(peer, int.from_bytes(head[:3], "big")) is None:
                    return
                if head[3] != self.HEADERS:
                    continue
                stream = int.from_bytes(head[5:], "big")
                with self.lock:
                    self.asked += 1
                said = answer(number, stream)
                number += 1
                if said is None:
                    return
                peer.send(said)

        self.lock, self.asked = threading.Lock(), 0
        server = Scripted(script)
        self.addCleanup(server.close)
        return server

    def ok(self, stream):
        return self.frame(self.HEADERS, b"\x88", stream, flags=5)  # :status 200, END_HEADERS and END_STREAM

    def test_goaway_gives_back_what_was_not_seen(self):
        def answer(number, stream):
            if turned_away.is_set():
                return self.ok(stream)
            if number < 3:
                return b""
            turned_away.set()  # of the four, the first was seen
            return self.frame(self.GOAWAY, (1).to_bytes(4, "big") + bytes(4)) + self.ok(1)

        turned_away = threading.Event()

        server = self.serve_frames(answer)
        result = self.load("--http", 2, "--streams", 4, "-n", 12, "-c", 1, server.url)
        self.assertEqual(result["requests"]["completed"], 12)
        self.assertEqual(result["requests"]["sent"], 12)
        self.assertEqual(self.asked, 12 + 3)
        self.assertEqual(result["connections"]["opened"], 2)

    def test_reset_streams_are_failures_and_refused_ones_are_asked_again(self):
        def answer(number, stream):
            if number % 4 == 1:
                return self.frame(self.RST_STREAM, (2).to_bytes(4, "big"), stream)
            if number % 4 == 3:
                return self.frame(self.RST_STREAM, (7).to_bytes(4, "big"), stream)
            return self.ok(stream)

        server = self.serve_frames(answer)
        result = self.load("--http", 2, "--streams", 4, "-n", 60, "-c", 1, server.url)
        self.assertEqual(result["requests"]["sent"], 60)
        self.assertEqual(self.failed_by(result), {"reset": 20})
        self.assertIn("INTERNAL_ERROR", result["error_examples"]["reset"])
        self.assertEqual(self.asked, 60 + 19)  # those up to the 60th that was not refused
        self.assertEqual(result["connections"]["opened"], 1)

    def test_a_server_that_refuses_for_ever_does_not_hold_the_run(self):
        server = self.serve_frames(lambda number, stream: self.frame(self.RST_STREAM, (7).to_bytes(4, "big"), stream))
        result = self.load("--http", 2, "--streams", 4, "-n", 5, "-c", 1, server.url, status=1)
        self.assertEqual(self.failed_by(result), {"reset": 5})
        self.assertIn("REFUSED_STREAM", result["error_examples"]["reset"])

    def test_a_stream_that_is_left_alone_times_out_and_the_others_go_on(self):
        server = self.serve_frames(lambda number, stream: b"" if number == 0 else self.ok(stream))
        result = self.load("--http", 2, "--streams", 4, "-d", "3s", "--timeout", "1s", "-c", 1, server.url)
        self.assertEqual(self.failed_by(result), {"timeout": 1})
        self.assertGreater(result["requests"]["completed"], 100)
        self.assertEqual(result["connections"]["opened"], 1)

    def test_a_connection_that_breaks_loses_no_stream_from_the_counts(self):
        server = self.serve_frames(lambda number, stream: None if number == 3 else b"")
        result = self.load("--http", 2, "--streams", 4, "-n", 8, "-c", 1, server.url, status=1)
        self.assertEqual(sum(self.failed_by(result).values()), 8)

    def test_garbage_in_the_middle_is_a_protocol_error(self):
        server = self.serve_frames(lambda number, stream: self.frame(self.HEADERS, b"\xff\xff\xff\xff", stream, flags=5))
        result = self.load("--http", 2, "--streams", 2, "-n", 4, "-c", 1, server.url, status=1)
        self.assertEqual(self.failed_by(result), {"protocol": 4})


if __name__ == "__main__":
    unittest.main(verbosity=2)

"""synfin-server --trace-connections: a line a connection; and both sides in one drawing by synfin-client trace."""

import json
import os
import re
import signal
import socket
import ssl
import struct
import subprocess
import time
import unittest
from pathlib import Path

import jsonschema

import wire
from harness import CLIENT, PATIENCE, SERVER, Reader, SiteTest, get

SCHEMA = json.loads((Path(__file__).parents[2] / "config" / "synfin-trace.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def held_to_the_schema(case, line):
    """What every line has, whatever its connection was."""
    case.assertEqual((line["schema"], line["seen_by"], line["from_the_start"]), ("synfin.trace/1", "server", True))
    VALIDATOR.validate(line)
    case.assertIsInstance(line["initial_seq"], int)
    case.assertTrue(all(each["at_ns"] >= 0 for each in line["segments"]))
    case.assertEqual(line["segments"][0]["flags"], ["SYN"])
    case.assertGreater(line["segments"][0]["mss"], 0)
    for sample in line["samples"]:
        case.assertGreater(sample["cwnd"], 0)


class Traced(SiteTest):
    def setUp(self):
        super().setUp()
        self.write("index.html", b"x" * 100)
        self.write("large.bin", b"x" * 3_000_000)
        self.file = self.root / "traces.jsonl"

    def trace(self, *flags, **options):
        return self.serve("--trace-connections", str(self.file), "-w", "1", *flags, **options)

    def lines(self, count):
        """The file's lines once there are so many."""
        deadline = time.monotonic() + PATIENCE
        while True:
            text = self.file.read_text()
            if text.count("\n") >= count or time.monotonic() > deadline:
                break
            time.sleep(0.01)
        found = [json.loads(line) for line in text.splitlines()]
        self.assertEqual(len(found), count)
        for line in found:
            held_to_the_schema(self, line)
        return found

    def ways(self, line):
        """`SYN> <SYN+ACK ACK> 40> <300 …`: what came, and what left."""
        told = []
        for segment in line["segments"]:
            words = str(segment["bytes"]) if segment["bytes"] else "+".join(segment["flags"])
            told.append(words + ">" if segment["from"] == "client" else "<" + words)
        return told


class Lines(Traced):
    def test_two_requests_and_the_client_closes(self):
        server = self.trace()
        request = get("/")
        with server.connect() as peer:
            port = peer.getsockname()[1]
            reader = Reader(peer)
            for _ in range(2):
                peer.sendall(request)
                self.assertEqual(reader.answer().status, 200)
        (line,) = self.lines(1)
        self.assertEqual((line["client"], line["server"]), (f"127.0.0.1:{port}", f"127.0.0.1:{server.port}"))
        asked = f"{len(request)}>"
        answered = f"<{line['summary']['bytes_received'] // 2}"
        self.assertEqual([each["seq"] for each in line["segments"][3:6]], [1, 1, 1 + len(request)])
        self.assertEqual(self.ways(line), ["SYN>", "<SYN+ACK", "ACK>", asked, answered, asked, answered, "FIN+ACK>", "<FIN+ACK"])
        summary = line["summary"]
        self.assertEqual((summary["exchanges"], summary["closed_first"], summary["time_wait"]), (2, "client", "client"))
        states = [each["server_state"] for each in line["segments"]]
        self.assertEqual(states[:3] + states[-2:], ["SYN_RECEIVED", "SYN_RECEIVED", "ESTABLISHED", "CLOSE_WAIT", "LAST_ACK"])
        first = line["segments"][3]
        self.assertGreaterEqual(first["read_ns"], first["at_ns"])

    def test_the_server_closes(self):
        server = self.trace()
        with server.connect() as peer:
            reader = Reader(peer)
            peer.sendall(get("/", "Connection: close"))
            reader.answer()
            self.assertTrue(reader.at_end())
        (line,) = self.lines(1)
        self.assertEqual(line["summary"]["closed_first"], "server")
        self.assertIn("<FIN+ACK", self.ways(line))

    def test_a_large_answer_is_one_stretch(self):
        server = self.trace()
        self.talk(server, get("/large.bin"))
        (line,) = self.lines(1)
        answers = [each for each in line["segments"] if each["from"] == "server" and each["bytes"]]
        self.assertEqual(len(answers), 1)
        self.assertGreater(answers[0]["bytes"], 3_000_000)
        self.assertGreater(line["samples"][-1]["segments_out"], 2)

    def test_the_client_resets(self):
        server = self.trace()
        with server.connect() as peer:
            peer.sendall(get("/"))
            Reader(peer).answer()
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        (line,) = self.lines(1)
        self.assertEqual(line["summary"]["reset_by"], "client")
        self.assertEqual(self.ways(line)[-1], "RST>")
        self.assertNotIn("time_wait", line["summary"])

    def test_over_tls_the_bytes_are_those_of_the_records(self):
        server = self.trace("--self-signed", "--listen-tls", "127.0.0.1:0")
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        port = int(server.places[1].rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as plain, context.wrap_socket(plain) as peer:
            peer.sendall(get("/"))
            self.assertEqual(Reader(peer).answer().status, 200)
        (line,) = self.lines(1)
        self.assertGreater(line["summary"]["bytes_received"], 1000)  # a certificate
        self.assertGreaterEqual(line["summary"]["exchanges"], 2)

    def test_a_handshake_that_fails_has_its_line(self):
        server = self.trace("--self-signed", "--listen-tls", "127.0.0.1:0")
        port = int(server.places[1].rsplit(":", 1)[1])
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as peer:
            peer.sendall(b"no TLS at all\r\n\r\n")
            while peer.recv(1000):
                pass
        (line,) = self.lines(1)
        self.assertEqual(line["summary"]["bytes_sent"], 17)

    def reset(self, peer):
        """Closes by an RST."""
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        peer.close()

    def test_a_client_that_resets_in_the_handshake(self):
        server = self.trace("--self-signed", "--listen-tls", "127.0.0.1:0")
        port = int(server.places[1].rsplit(":", 1)[1])
        hello = ssl.MemoryBIO()
        talk = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), hello, server_hostname="test")
        with self.assertRaises(ssl.SSLWantReadError):
            talk.do_handshake()
        words = hello.read()
        # When it has read the server's part, in the middle of a word, and once TLS has failed.
        for number, (said, at_last) in enumerate(((words, b""), (words, words[:3]), (get("/"), b"")), 1):
            with self.subTest(said=len(said), at_last=len(at_last)):
                peer = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
                peer.sendall(said)
                self.assertTrue(peer.recv(100_000))
                peer.sendall(at_last)
                self.reset(peer)
                line = self.lines(number)[-1]
                self.assertEqual(line["summary"].get("reset_by"), "client", line["segments"])
                self.assertEqual(self.ways(line)[-1], "RST>")
                self.assertNotIn("time_wait", line["summary"])

    def test_a_client_that_resets_before_it_is_accepted(self):
        server = self.trace("--self-signed", "--listen-tls", "127.0.0.1:0")
        secure = int(server.places[1].rsplit(":", 1)[1])
        for number, (port, said) in enumerate(((server.port, b""), (secure, b""), (secure, get("/"))), 1):
            with self.subTest(secure=port == secure, said=len(said)):
                server.signal(signal.SIGSTOP)
                peer = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
                peer.sendall(said)
                client = peer.getsockname()[1]
                self.reset(peer)
                server.signal(signal.SIGCONT)
                line = self.lines(number)[-1]
                self.assertEqual((line["client"], line["server"]), (f"127.0.0.1:{client}", f"127.0.0.1:{port}"))
                self.assertEqual(line["summary"].get("reset_by"), "client", line["segments"])

    def test_lines_that_cannot_be_written_are_told_of_once_and_counted(self):
        server = self.serve("--trace-connections", "/dev/full", "--access-log", "/dev/full")
        for _ in range(3):
            self.talk(server, get("/"))
            deadline = time.monotonic() + PATIENCE
            while sum("cannot write" in line for line in server.said) < 2 and time.monotonic() < deadline:
                time.sleep(0.01)
        self.stop(server)
        said = "".join(server.said)
        for what in ("access log", "file of traces"):
            self.assertEqual(said.count(f"cannot write the {what} /dev/full: No space left on device"), 1, said)
        self.assertIn("3 access log lines were lost: the log could not be written", said)
        self.assertIn("3 traces were lost: their file could not be written", said)

    def test_http2(self):
        server = self.trace()
        done = subprocess.run([CLIENT, "load", "--http", "2", "-n", "5", "-c", "1", server.url], capture_output=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        (line,) = self.lines(1)
        self.assertGreaterEqual(line["summary"]["exchanges"], 1)

    def test_one_in_three(self):
        server = self.trace("--trace-one-in", "3")
        for _ in range(7):
            self.talk(server, get("/"))
        self.lines(3)

    def test_a_unix_socket_has_no_tcp(self):
        path = self.root / "socket"
        server = self.trace(listen=(f"unix:{path}", "127.0.0.1:0"))
        with socket.socket(socket.AF_UNIX) as peer:
            peer.settimeout(PATIENCE)
            peer.connect(str(path))
            peer.sendall(get("/"))
            self.assertEqual(Reader(peer).answer().status, 200)
        self.stop(server)
        self.assertEqual(self.file.read_text(), "")

    def test_standard_output(self):
        server = self.serve("--trace-connections", "-")
        self.talk(server, get("/"))
        self.stop(server)
        held_to_the_schema(self, json.loads(server.process.stdout.read()))

    def test_the_file_is_opened_anew(self):
        server = self.trace()
        self.talk(server, get("/"))
        self.lines(1)
        moved = self.root / "moved"
        self.file.rename(moved)
        server.signal(signal.SIGUSR1)
        deadline = time.monotonic() + PATIENCE
        while not self.file.exists() and time.monotonic() < deadline:
            time.sleep(0.01)
        self.talk(server, get("/"))
        self.lines(1)
        self.assertEqual(moved.read_text().count("\n"), 1)

    def test_a_path_that_cannot_be_written(self):
        done = subprocess.run([SERVER, str(self.root), "-l", "127.0.0.1:0", "--trace-connections", "/no/such/folder/x"],
                              capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot open the file of traces /no/such/folder/x: No such file or directory", done.stderr)


@wire.needs_namespace
class BothSides(Traced):
    def setUp(self):
        super().setUp()
        wire.raise_loopback()

    def draw(self, *arguments, status=0):
        done = subprocess.run([CLIENT, "trace", *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE,
                              env=os.environ | {"LC_ALL": "C.UTF-8"})
        self.assertEqual(done.returncode, status, done.stderr)
        self.said = done.stderr
        return done.stdout

    def test_the_servers_times_stand_beside_the_clients(self):
        server = self.trace()
        drawing = self.draw("--server-json", self.file, server.url)
        beside = re.findall(r"^=\s+\+?([\d.]+).*│.*(GET|200 OK|FIN).*│\s+([+-][\d.]+) [=<]$", drawing, re.MULTILINE)
        self.assertEqual([each[1] for each in beside], ["GET", "200 OK", "FIN", "FIN"], drawing)
        here, _, there = beside[0]
        self.assertAlmostEqual(float(here), float(there), delta=5)  # one machine's clock, and loopback
        self.assertRegex(" ".join(drawing.split()), r"request 1: read [\d.]+ ms after it came, the answer begun [\d.]+ ms later")
        self.assertIn("the server's kernel: round trip", " ".join(drawing.split()))
        self.assertTrue(all(len(line) <= 80 for line in drawing.splitlines()), drawing)

    def test_the_json_has_both_views(self):
        server = self.trace()
        told = json.loads(self.draw("--server-json", self.file, "--json", "-", server.url))
        VALIDATOR.validate(told)
        held_to_the_schema(self, told["server_view"])
        self.assertEqual(told["server_view"]["client"], told["client"])
        requests = [each for each in told["segments"] if each["from"] == "client" and each["bytes"]]
        self.assertEqual(requests[0]["server_grade"], "=")
        self.assertEqual(requests[0]["bytes"], told["server_view"]["segments"][3]["bytes"])

    def test_of_many_lines_the_right_one(self):
        server = self.trace()
        for _ in range(5):
            self.talk(server, get("/"))
        told = json.loads(self.draw("--server-json", self.file, "--json", "-", "--requests", 3, server.url))
        self.assertEqual(told["server_view"]["client"], told["client"])
        self.assertEqual(told["server_view"]["summary"]["exchanges"], 3)

    def test_a_line_that_is_not_there_is_said_and_the_drawing_made(self):
        server = self.serve()
        self.file.write_text("")
        drawing = self.draw("--server-json", self.file, server.url, status=1)
        self.assertIn("200 OK", drawing)
        self.assertRegex(self.said, r"traces\.jsonl: no line of the connection from 127\.0\.0\.1:\d+ to 127\.0\.0\.1:\d+ after two seconds")

    def test_garbage_and_no_file(self):
        server = self.serve()
        self.file.write_text('noise\n{"schema": 1\n')
        self.draw("--server-json", self.file, server.url, status=1)
        self.assertIn("traces.jsonl: line 3: is not JSON", self.said)
        self.draw("--server-json", "/no/such/file", server.url, status=1)
        self.assertIn("cannot read /no/such/file: No such file or directory", self.said)


if __name__ == "__main__":
    wire.main()

"""synfin-client trace: a connection drawn as it was, by its own capture, and by one that somebody else made."""

import json
import os
import re
import socket
import struct
import subprocess
import tempfile
import threading

import wire
from harness import CLIENT, PATIENCE, SiteTest


class Recorder:
    """All IP packets of loopback, each once, as a capture file."""

    def __init__(self):
        self.raw = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
        wire.make_room(self.raw)
        self.raw.bind(("lo", 0x0800))
        self.raw.settimeout(0.2)
        self.packets, self.ended = [], threading.Event()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        while True:
            try:
                self.packets.append(self.raw.recv(65536))
            except TimeoutError:
                if self.ended.is_set():
                    return

    def save(self, path):
        self.ended.set()
        self.reader.join(PATIENCE)
        self.raw.close()
        wire.save_capture(path, self.packets)


@wire.needs_namespace
class Trace(SiteTest):
    def setUp(self):
        super().setUp()
        wire.raise_loopback()

    def trace(self, *arguments, status=0):
        done = subprocess.run([CLIENT, "trace", *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE,
                              env=os.environ | {"LC_ALL": "C.UTF-8"})
        self.assertEqual(done.returncode, status, done.stderr)
        self.said = done.stderr
        return done.stdout

    def arrows(self, drawing):
        """The arrows without their times and numbers: `> SYN`, `< 200 OK`."""
        found = []
        for line in drawing.splitlines():
            drawn = re.search(r"│(◀─|──) (.+?) ─*▶?│$", line)
            if drawn and line.startswith("="):
                found.append(("< " if drawn[1] == "◀─" else "> ") + re.split("  | seq ", drawn[2])[0])
        return found

    def test_a_life_with_two_exchanges(self):
        self.write("index.html", b"x" * 100)
        server = self.serve()
        drawing = self.trace("--requests", 2, server.url)
        arrows = [each for each in self.arrows(drawing) if each not in ("> ACK", "< ACK")]
        self.assertEqual(arrows, ["> SYN", "< SYN+ACK", "> GET / HTTP/1.1", "< 200 OK", "> GET / HTTP/1.1", "< 200 OK",
                                  "> FIN+ACK", "< FIN+ACK"])
        for heading in ("connection set-up: three-way handshake", "exchange 1", "exchange 2", "close"):
            self.assertIn(f"── {heading} ─", drawing)
        self.assertRegex(drawing, r"(?m)^TIME_WAIT +.*at the client$")
        self.assertTrue(all(len(line) <= 80 for line in drawing.splitlines()))

    def test_the_json_has_the_states_and_agrees_with_the_kernel(self):
        self.write("index.html", b"x" * 100)
        server = self.serve()
        told = json.loads(self.trace("--json", "-", server.url))
        self.assertEqual(told["schema"], "synfin.trace/1")
        self.assertEqual(told["summary"]["closed_first"], "client")
        self.assertEqual(told["summary"]["retransmissions"], 0)
        last = told["segments"][-1]
        self.assertEqual((last["client_state"], last["server_state"]), ("TIME_WAIT", "CLOSED"))
        port = int(server.url.rsplit(":", 1)[1].strip("/"))
        self.assertEqual(wire.time_waits(port), (1, 0))

    def test_a_capture_of_somebody_else_shows_the_same_connection(self):
        self.write("large.bin", b"x" * 3_000_000)
        server = self.serve()
        recorder = Recorder()
        own = self.trace(f"{server.url}/large.bin")
        path = os.path.join(tempfile.mkdtemp(), "other.pcap")
        self.addCleanup(os.unlink, path)
        recorder.save(path)
        read = self.trace("--read", path)
        self.assertEqual(self.arrows(own), self.arrows(read))
        self.assertRegex(own, r"\d+ segments, \d.* MiB")
        self.assertGreater(len(self.trace("--read", path, "--unfold").splitlines()), len(read.splitlines()))
        os.truncate(path, os.path.getsize(path) - 10)
        self.trace("--read", path)
        self.assertRegex(self.said, r"other\.pcap: left out: what is behind [\d,]+ frames: truncated")

    def test_nothing_listens(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
            drawing = self.trace(f"http://127.0.0.1:{port}/", status=1)
        self.assertEqual(self.arrows(drawing), ["> SYN", "< RST+ACK"])
        self.assertIn(f"refused: 127.0.0.1 answers, and nothing listens on its port {port}", drawing)
        self.assertIn("Connection refused", self.said)

    def test_a_server_that_resets(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            def serve():
                peer, _ = listener.accept()
                peer.recv(1000)
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                peer.close()

            thread = threading.Thread(target=serve)
            thread.start()
            drawing = self.trace(f"http://127.0.0.1:{listener.getsockname()[1]}/", status=1)
            thread.join(PATIENCE)
        self.assertIn("reset by the server", drawing)

    def test_what_cannot_be_drawn(self):
        with tempfile.NamedTemporaryFile(suffix=".pcap") as garbage:
            garbage.write(b"no capture at all")
            garbage.flush()
            self.trace("--read", garbage.name, status=1)
            self.assertIn(f"{garbage.name}: no capture that can be read", self.said)
        self.trace("--read", "/no/such/file", status=1)
        self.assertIn("/no/such/file", self.said)
        self.trace("http://no.such.name.invalid/", status=1)
        self.assertIn("no.such.name.invalid: ", self.said)
        self.trace(status=2)
        self.assertIn("neither a URL nor a capture", self.said)


if __name__ == "__main__":
    wire.main()

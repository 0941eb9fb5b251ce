"""synfin-client trace: what the kernel tells without any right agrees with what a capture of the same connection shows."""

import json
import os
import re
import socket
import subprocess
import threading
import unittest

import wire
from harness import CLIENT, PATIENCE, SiteTest

ATTEMPTS = 3


@wire.needs_namespace
class Views(SiteTest):
    def setUp(self):
        super().setUp()
        wire.raise_loopback()
        self.write("index.html", b"x" * 100)
        self.write("large.bin", b"x" * 500_000)

    def trace(self, *arguments, before=(), status=0):
        done = subprocess.run([*before, CLIENT, "trace", *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE,
                              env=os.environ | {"LC_ALL": "C.UTF-8"})
        self.assertEqual(done.returncode, status, done.stderr)
        self.said = done.stderr
        return done.stdout

    @staticmethod
    def key(segment):
        """What names a segment in both views: whose it is, its flags, where its bytes end, or what it acknowledges."""
        marks = tuple(flag for flag in segment["flags"] if flag in ("SYN", "FIN", "RST"))
        if marks or segment["bytes"]:
            return segment["from"], marks, segment["seq"] + segment["bytes"]
        return segment["from"], "ACK", segment["ack"]

    def disagreements(self, told):
        """Each segment that the kernel tells was on the wire, when it says, give or take what it says: those that were not."""
        captured = {}
        for segment in told["segments"]:
            captured.setdefault(self.key(segment), segment)
        for segment in told["kernel_view"]:
            seen, error = captured.get(self.key(segment)), segment.get("error_ns", 0)
            if seen is None:
                yield f"{segment} is not in the capture: {sorted(captured, key=str)}"
            elif abs(segment["at_ns"] - seen["at_ns"]) > error:
                yield f"{segment} was at {seen['at_ns']}"
            # Where its time is less certain it may stand on the wrong side of its neighbours.
            elif error < 100_000 and self.state(segment) != self.state(seen):
                yield f"{segment} should be in {self.state(seen)}"

    @staticmethod
    def state(segment):
        return segment[segment["from"] + "_state"]

    def test_both_views_of_one_connection_agree(self):
        server = self.serve("--self-signed", "--listen-tls", "127.0.0.1:0")
        plain, secure = server.places
        for arguments in ((plain,), ("--requests", 3, plain), ("--close", "server", plain), ("--close", "half", plain), ("--close", "rst", plain),
                          ("--http", 1.1, "--insecure", secure), ("--requests", 2, "--idle", "50ms", plain)):
            with self.subTest(arguments=arguments):
                self.assertEqual(self.agreed(arguments), {"=", "~", "<"})

    def agreed(self, arguments):
        """The grades of a connection on which both agree. A host that stops its virtual machine between a segment's capture and
        its stamp makes them differ: then another connection has to do."""
        for _ in range(ATTEMPTS):
            told = json.loads(self.trace("--json", "-", *arguments))
            self.assertEqual({segment["grade"] for segment in told["segments"]}, {"="})
            found = list(self.disagreements(told))
            if not found:
                return {segment["grade"] for segment in told["kernel_view"]}
        self.fail("\n".join(found))

    def test_a_long_answer_is_told_by_its_bytes(self):
        server = self.serve()
        told = json.loads(self.trace("--json", "-", f"{server.url}/large.bin"))
        sums = [sum(each["bytes"] for each in told[view] if each["from"] == "server" and "retransmission" not in each["notes"])
                for view in ("segments", "kernel_view")]
        self.assertEqual(*sums)

    @unittest.skipUnless(os.geteuid() == 0, "takes another user")
    def test_without_the_right_to_capture_the_kernel_tells(self):
        server = self.serve()
        nobody = ["setpriv", "--reuid", "65534", "--clear-groups", "--inh-caps=-all"]
        drawing = self.trace(server.url, before=nobody)
        self.assertIn("CAP_NET_RAW", self.said)
        self.assertIn("= the kernel's stamp · ~ derived · < bracketed by system calls", drawing)
        for words in ("SYN seq 0", "SYN+ACK seq 0 ack 1", "GET / HTTP/1.1", "200 OK", " left at the client"):
            self.assertIn(words, drawing)
        self.assertEqual(drawing.count("FIN+ACK"), 2)
        self.trace("--view", "capture", server.url, before=nobody, status=1)
        self.assertIn("CAP_NET_RAW", self.said)

    def test_whoever_asks_for_the_kernel_gets_no_capture(self):
        server = self.serve()
        told = json.loads(self.trace("--json", "-", "--view", "kernel", server.url))
        self.assertEqual(told["seen_by"], "kernel")
        self.assertNotIn("kernel_view", told)
        self.assertNotIn("window", told["segments"][0])

    def test_a_syn_that_is_sent_again_is_told_by_the_kernels_count(self):
        # A listener whose queue is full drops SYNs; the first one that is accepted makes room.
        wire.sysctl("tcp_syncookies", 0)
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(0)
            port = listener.getsockname()[1]
            fillers = [socket.socket() for _ in range(4)]
            for each in fillers:
                each.setblocking(False)
                each.connect_ex(("127.0.0.1", port))
            drawing = self.trace("--view", "kernel", "--timeout", "2500ms", f"http://127.0.0.1:{port}/", status=1)
            for each in fillers:
                each.close()
        syns = re.findall(r"^<.*── SYN seq 0", drawing, re.MULTILINE)
        self.assertGreaterEqual(len(syns), 2)
        self.assertIn("not done within 2500 ms", self.said)

    def test_nothing_listens(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            drawing = self.trace("--view", "kernel", f"http://127.0.0.1:{free.getsockname()[1]}/", status=1)
        self.assertIn("RST+ACK", drawing)
        self.assertIn("refused: 127.0.0.1 answers", drawing)

    def test_no_way_there(self):
        for view in ("any", "kernel"):
            self.assertEqual(self.trace("--view", view, "http://192.0.2.1/", status=1), "")
            self.assertIn("http://192.0.2.1/: Network is unreachable", self.said)

    def test_a_server_that_goes_while_nothing_is_asked(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            def serve():
                peer, _ = listener.accept()
                peer.recv(1000)
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                peer.close()

            thread = threading.Thread(target=serve)
            thread.start()
            drawing = self.trace("--requests", 2, "--idle", "10s", f"http://127.0.0.1:{listener.getsockname()[1]}/")
            thread.join(PATIENCE)
        self.assertEqual(drawing.count("GET /"), 1)
        self.assertRegex(drawing, r"(?m)^TIME_WAIT .* at the server$")


if __name__ == "__main__":
    wire.main()

"""What the tests of trace's drawings need: a far machine with servers of the test's own, and drawings held against those
that are kept."""

import array
import fcntl
import json
import os
import socket
import struct
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

import golden
import tunnel
import wire
from harness import CLIENT, PATIENCE

ATTEMPTS = 5  # at a drawing in which a program has to be quicker than a kernel's timer for delayed ACKs


class Peer:
    """A server of the test's own on the far machine: `script` talks on each connection."""

    def __init__(self, space, port, script, host=tunnel.THERE):
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.listener = space.call(lambda: socket.create_server((host, port), family=family))
        self.listener.settimeout(PATIENCE)
        self.script, self.problem = script, None
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self):
        try:
            while True:
                peer, _ = self.listener.accept()
                with peer:
                    peer.settimeout(PATIENCE)
                    self.script(Talk(peer))
        except OSError as problem:
            self.problem = problem

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)  # which ends the wait in accept(2)
        self.thread.join(PATIENCE)
        self.listener.close()


class Talk:
    """The server's end of a connection. Nothing it does depends on how quickly it is done."""

    def __init__(self, peer):
        self.peer = peer

    def request(self):
        head = b""
        while b"\r\n\r\n" not in head:
            got = self.peer.recv(65536)
            assert got, head
            head += got
        self.acknowledge()
        return head

    def at_end(self):
        """Waits for the client's FIN, and acknowledges it by a segment of its own."""
        while self.peer.recv(65536):
            pass
        self.acknowledge()

    def acknowledge(self):
        """What the kernel has put off (tcp(7))."""
        self.peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    def answer(self, body, *fields, flags=0):
        lines = ["HTTP/1.1 200 OK", *fields]
        self.peer.sendall("\r\n".join([*lines, "", ""]).encode() + body, flags)

    def acknowledged(self):
        """Waits until the client has acknowledged all that was sent."""
        siocoutq, left = 0x5411, array.array("i", [1])
        while left[0]:
            fcntl.ioctl(self.peer, siocoutq, left)

    def half_close(self):
        self.peer.shutdown(socket.SHUT_WR)

    def reset(self):
        self.peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.peer.close()


@wire.needs_namespace
@unittest.skipIf(tunnel.why_not(), tunnel.why_not())
class WayTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        wire.raise_loopback()
        cls.tunnel = tunnel.Tunnel()
        cls.addClassCleanup(cls.tunnel.close)
        cls.same_on_every_machine()
        cls.tunnel.far.call(cls.same_on_every_machine)

    @staticmethod
    def same_on_every_machine():
        wire.sysctl("tcp_rmem", "4096 131072 6291456")  # the window scale follows from it
        wire.sysctl("tcp_no_metrics_save", 1)
        wire.sysctl("tcp_syn_linear_timeouts", 0)

    def setUp(self):
        self.tunnel.judge = lambda packet, from_here: "pass"
        self.folder = Path(tempfile.mkdtemp(prefix="synfin-test-"))
        self.addCleanup(subprocess.run, ["rm", "-r", self.folder], check=True)

    def peer(self, port, script, host=tunnel.THERE):
        made = Peer(self.tunnel.far, port, script, host)
        self.addCleanup(made.close)
        return made

    def trace(self, *arguments, numbers=False):
        """A run's golden text."""
        report = self.folder / "trace.json"
        report.unlink(missing_ok=True)
        done = subprocess.run([CLIENT, "trace", "--json", report, *map(str, arguments)], capture_output=True, text=True,
                              timeout=PATIENCE, env=os.environ | {"LC_ALL": "C.UTF-8"}, check=False)
        self.told = json.loads(report.read_text()) if report.exists() else None
        return golden.story(done.stdout, self.told, done.stderr, done.returncode, numbers)

    def draws(self, name, *arguments, attempts=1, **how):
        """A run is drawn as the file of that name says; where it hangs on who is quicker, one of `attempts`."""
        for _ in range(attempts):
            difference = golden.difference(name, self.trace(*arguments, **how))
            if not difference:
                return
        self.fail(f"{difference}\nIf that is right, SYNFIN_GOLDEN=write keeps it.")

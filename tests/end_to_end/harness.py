"""What every end-to-end test needs: the two programs started on free ports of loopback, and raw connections to them."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

SERVER = os.environ["SYNFIN_SERVER"]
CLIENT = os.environ["SYNFIN_CLIENT"]
PATIENCE = 60  # seconds: how long anything here may take, sanitizers included


class Server:
    """A synfin-server over a folder of its own; ended by close() by its pid."""

    def __init__(self, root, *flags, listen=("127.0.0.1:0",), command=None):
        listeners = [word for text in listen for word in ("--listen", text)]
        self.process = subprocess.Popen(
            [*(command or []), SERVER, str(root), *listeners, "--access-log", "off", *flags],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
        self.said = []
        self.places = []
        self._read_start()
        # Its later words are read beside the test, so that a full pipe never holds the server up.
        self._reader = threading.Thread(target=self._read_rest, daemon=True)
        self._reader.start()

    def _read_start(self):
        for line in self.process.stderr:
            self.said.append(line)
            found = re.search(r" on (https?://\S+|unix:\S+)", line)
            if found:
                self.places.append(found.group(1))
            if "stop with Ctrl-C" in line:
                return
        self.process.wait(PATIENCE)
        raise AssertionError("the server did not start: " + "".join(self.said))

    def _read_rest(self):
        for line in self.process.stderr:
            self.said.append(line)

    @property
    def port(self):
        return int(self.places[0].rsplit(":", 1)[1])

    @property
    def url(self):
        return self.places[0]

    def signal(self, number):
        self.process.send_signal(number)

    def wait(self):
        """Its exit status; what it said is complete then."""
        status = self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return status

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()

    def connect(self):
        return connect(self.port)


def connect(port):
    """A TCP connection whose waits are bounded."""
    peer = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return peer


class Answer:
    """One HTTP/1.1 answer, read off a connection by its own framing."""

    def __init__(self, status, fields, body):
        self.status, self.fields, self.body = status, fields, body

    def __getitem__(self, name):
        return self.fields[name.lower()]

    def get(self, name):
        return self.fields.get(name.lower())


class Reader:
    """Reads answers off a connection. `start` is what has been read of them already."""

    def __init__(self, peer, start=b""):
        self.peer, self.rest = peer, bytearray(start)

    def _more(self):
        chunk = self.peer.recv(262144)
        self.rest += chunk
        return bool(chunk)

    def _take(self, size):
        taken = bytes(memoryview(self.rest)[:size])
        del self.rest[:size]
        return taken

    def answer(self, bodiless=False):
        """The next answer; None at the connection's end."""
        while (end := self.rest.find(b"\r\n\r\n")) < 0:
            if not self._more():
                assert not self.rest, f"cut in the middle of a head: {bytes(self.rest)!r}"
                return None
        lines = self._take(end + 4).decode("latin-1").rstrip("\r\n").split("\r\n")
        status = int(lines[0].split(" ")[1])
        fields = dict((name.lower(), value.strip()) for name, value in (line.split(":", 1) for line in lines[1:]))
        length = 0 if bodiless or status in (100, 304) else int(fields["content-length"])
        while len(self.rest) < length:
            assert self._more(), f"cut after {len(self.rest)} of {length} bytes"
        return Answer(status, fields, self._take(length))

    def at_end(self):
        """Has the peer sent its FIN with nothing before it?"""
        return not self.rest and not self._more()


class SiteTest(unittest.TestCase):
    """A test with a folder to serve, and servers that end with it."""

    def setUp(self):
        self.root = Path(tempfile.mkdtemp(prefix="synfin-test-"))
        self.addCleanup(shutil.rmtree, self.root)

    def write(self, name, content):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def serve(self, *flags, **options):
        server = Server(self.root, *flags, **options)
        self.addCleanup(server.close)
        return server

    def talk(self, server, *requests):
        """One connection; the answers to requests sent one by one."""
        with server.connect() as peer:
            reader = Reader(peer)
            answers = []
            for request in requests:
                peer.sendall(request)
                answers.append(reader.answer(bodiless=request.startswith(b"HEAD")))
            return answers

    def stop(self, server):
        server.signal(signal.SIGTERM)
        self.assertEqual(server.wait(), 0, "".join(server.said))


def get(target, *fields, method="GET", version="1.1"):
    """The bytes of a request."""
    lines = [f"{method} {target} HTTP/{version}", "Host: test", *fields]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

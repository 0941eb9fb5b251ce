"""synfin-client trace --view kernel: a server that ends the connection in its own way is told as a capture shows it."""

import array
import fcntl
import json
import os
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import tempfile
import termios
import threading
import unittest
from pathlib import Path

import certificates
import wire
from harness import CLIENT, PATIENCE

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
TIMED_OUT = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
PLACE = "127.0.0.1"


def stop(client):
    """Holds a process, and returns when it stands."""
    os.kill(client.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, client.pid, os.WSTOPPED | os.WNOWAIT)


def unread(peer):
    """How much has come to the other end of `peer`, here, and was not read by its program (proc(5), rx_queue)."""
    there, here = peer.getpeername()[1], peer.getsockname()[1]
    with open("/proc/self/net/tcp", encoding="ascii") as table:
        next(table)
        for line in table:
            fields = line.split()
            if [int(fields[i].split(":")[1], 16) for i in (1, 2)] == [there, here]:
                return int(fields[4].split(":")[1], 16)
    return 0


def unread_of(pipe):
    count = array.array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, count)
    return count[0]


def reset(peer):
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    peer.close()


def certificate_for(test):
    """The files of one and of its key, as long as the test is on."""
    folder = tempfile.mkdtemp(prefix="synfin-test-")
    test.addCleanup(shutil.rmtree, folder)
    return certificates.Authority(Path(folder)).issue("server")


class Run:
    """A client over a connection on which `script(peer, client)` is the server."""

    def __init__(self, script, *arguments, scheme="http"):
        with socket.create_server((PLACE, 0)) as listener:
            listener.settimeout(PATIENCE)
            command = [CLIENT, "trace", "--json", "-", *map(str, arguments), f"{scheme}://{PLACE}:{listener.getsockname()[1]}/"]
            self.client = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                           env=os.environ | {"LC_ALL": "C.UTF-8"})
            try:
                peer, _ = listener.accept()
                with peer:
                    peer.settimeout(PATIENCE)
                    script(peer, self.client)
                    text, self.said = self.client.communicate(timeout=PATIENCE)
            finally:
                self.client.kill()
                self.client.wait()
        self.status = self.client.returncode
        self.told = json.loads(text)

    def flags(self, view):
        """Whose FINs and RSTs there were, in their order."""
        marks = [(each["from"], flag) for each in self.told[view] for flag in each["flags"] if flag in ("FIN", "RST")]
        return [f"{whose} {flag}" for whose, flag in marks]

    def requests(self):
        return sum(each["from"] == "client" and each["bytes"] > 0 for each in self.told["segments"])


@wire.needs_namespace
class Resets(unittest.TestCase):
    def setUp(self):
        wire.raise_loopback()

    def agrees(self, run, expected):
        self.assertEqual(run.flags("segments"), expected, run.told["segments"])
        self.assertEqual(run.flags("kernel_view"), expected, run.told["kernel_view"])

    @staticmethod
    def answer_and_reset(peer, client):
        """Both are there before the client, which is held meanwhile, reads either."""
        peer.recv(65536)
        stop(client)
        peer.sendall(ANSWER)
        reset(peer)
        client.send_signal(signal.SIGCONT)

    def test_a_reset_before_the_next_request_is_no_fin(self):
        run = Run(self.answer_and_reset, "--requests", 2)
        self.agrees(run, ["server RST"])
        self.assertEqual((run.status, run.requests()), (1, 1), run.said)
        self.assertIn("Connection reset by peer", run.said)

    def test_a_reset_before_our_fin_is_no_fin(self):
        run = Run(self.answer_and_reset)
        self.agrees(run, ["server RST"])
        self.assertEqual(run.told["summary"]["reset_by"], "server")

    def test_a_reset_before_ours_is_the_servers(self):
        run = Run(self.answer_and_reset, "--close", "rst")
        self.agrees(run, ["server RST"])

    def test_a_request_to_a_closed_connection_is_reset_behind_the_servers_fin(self):
        def script(peer, client):
            peer.recv(65536)
            stop(client)
            peer.sendall(ANSWER)
            peer.close()
            client.send_signal(signal.SIGCONT)

        run = Run(script, "--requests", 2)
        self.agrees(run, ["server FIN", "server RST"])
        self.assertEqual((run.status, run.requests()), (1, 2), run.said)

    @unittest.skipUnless(shutil.which("openssl"), "there is no openssl(1) here")
    def test_a_reset_in_answer_to_our_close_notify_is_told(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate_for(self))

        def script(peer, _):
            with context.wrap_socket(peer, server_side=True) as sealed:
                sealed.recv(65536)
                sealed.sendall(ANSWER)

        run = Run(script, "--requests", 2, "--idle", "10s", "--insecure", "--http", "1.1", scheme="https")
        self.agrees(run, ["server FIN", "server RST"])
        self.assertEqual(run.status, 0, run.said)


@wire.needs_namespace
class Idle(unittest.TestCase):
    def setUp(self):
        wire.raise_loopback()

    def test_what_a_server_says_before_it_ends_an_idle_connection_is_nothing_wrong(self):
        def script(peer, _):
            peer.recv(65536)
            peer.sendall(ANSWER)
            while unread(peer):
                pass
            peer.sendall(TIMED_OUT)
            peer.close()

        run = Run(script, "--requests", 2, "--idle", "10s")
        self.assertEqual((run.status, run.said), (0, ""))
        self.assertEqual(run.requests(), 1)
        self.assertEqual(sorted(run.flags("segments")), ["client FIN", "server FIN"])

    @unittest.skipUnless(shutil.which("openssl"), "there is no openssl(1) here")
    def test_a_record_without_data_does_not_end_the_pause(self):
        certificate, key = certificate_for(self)
        server = subprocess.Popen(
            ["openssl", "s_server", "-accept", f"{PLACE}:0", "-cert", certificate, "-key", key, "-tls1_3", "-naccept", "1"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0)
        self.addCleanup(self.end, server)
        thread = threading.Thread(target=self.answer_and_update_keys, args=(server,))
        port = self.port_of(server)
        thread.start()
        done = subprocess.run([CLIENT, "trace", "--json", "-", "--insecure", "--http", "1.1", "--requests", "2", "--idle", "300ms",
                               "--timeout", "10s", f"https://{PLACE}:{port}/"], capture_output=True, text=True, timeout=PATIENCE)
        thread.join(PATIENCE)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        said = [message.get("start") for each in json.loads(done.stdout)["segments"] for message in each.get("messages", [])]
        self.assertEqual(said.count("GET / HTTP/1.1"), 2)

    @staticmethod
    def end(server):
        server.kill()
        server.wait()
        server.stdin.close()
        server.stdout.close()

    @staticmethod
    def port_of(server):
        for line in server.stdout:
            if line.startswith(b"ACCEPT"):
                return int(line.rsplit(b":", 1)[1])
        raise AssertionError("s_server does not listen")

    @staticmethod
    def answer_and_update_keys(server):
        """`k` at the beginning of a write(2) to it is a command (openssl-s_server(1)): a KeyUpdate."""
        for number in range(2):
            for line in server.stdout:
                if line == b"\r\n":
                    break
            server.stdin.write(ANSWER)
            if number == 0:
                while unread_of(server.stdin):
                    pass
                server.stdin.write(b"k\n")


if __name__ == "__main__":
    wire.main()

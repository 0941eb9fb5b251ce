"""synfin-client against servers that behave, and servers that do not. Every run's numbers are checked to add up."""

import collections
import contextlib
import json
import os
import resource
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

CLIENT = os.environ["SYNFIN_CLIENT"]
PATIENCE = 60  # seconds: how long anything here may take, sanitizers included
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
RESET = struct.pack("ii", 1, 0)


class Peer:
    """One accepted connection of a scripted server."""

    def __init__(self, server, raw):
        self.server, self.raw, self.rest = server, raw, b""

    def request(self):
        """The next request's head and body; None at the end of the stream."""
        while b"\r\n\r\n" not in self.rest:
            if not self._more():
                return None
        head, self.rest = self.rest.split(b"\r\n\r\n", 1)
        length = 0
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        while len(self.rest) < length:
            if not self._more():
                return None
        body, self.rest = self.rest[:length], self.rest[length:]
        with self.server.lock:
            self.server.requests.append((head, body))
        return head + b"\r\n\r\n" + body

    def _more(self):
        got = self.raw.recv(65536)
        self.rest += got
        return bool(got)

    def send(self, bytes_):
        self.raw.sendall(bytes_)

    def at_end(self):
        """Has the client ended its side, with nothing more to say?"""
        return not self.rest and not self._more()

    def reset(self):
        self.raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.raw.close()


class Scripted:
    """A server on a free port of loopback that treats each connection by `script(peer)`, in a thread of its own."""

    def __init__(self, script):
        self.script, self.lock = script, threading.Lock()
        self.requests, self.resets, self.connections = [], 0, 0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port = self.listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/"
        self.threads = [threading.Thread(target=self._accept, daemon=True)]
        self.threads[0].start()

    def _accept(self):
        while True:
            try:
                raw, _ = self.listener.accept()
            except OSError:
                return
            raw.settimeout(PATIENCE)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(Peer(self, raw),), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _serve(self, peer):
        try:
            self.script(peer)
        except ConnectionResetError:
            with self.lock:
                self.resets += 1
        except OSError:
            pass
        finally:
            peer.raw.close()

    def close(self):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in list(self.threads):
            thread.join(PATIENCE)


def answering(answer=OK):
    """A script that keeps its connections and answers every request alike."""

    def script(peer):
        while peer.request() is not None:
            peer.send(answer)

    return script


def refusing_port():
    """A port on which nothing listens, held for as long as the socket that comes with it."""
    held = socket.socket()
    held.bind(("127.0.0.1", 0))
    return held, held.getsockname()[1]


class ClientTest(unittest.TestCase):
    def serve(self, script):
        server = Scripted(script)
        self.addCleanup(server.close)
        return server

    def client(self, *arguments, **options):
        return subprocess.run([CLIENT, *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE, **options)

    def load(self, *arguments, status=0):
        """A run's JSON result, whose numbers add up."""
        done = self.client("load", "--json", "-", *arguments)
        self.assertEqual(done.returncode, status, done.stderr)
        return self.checked(json.loads(done.stdout))

    def checked(self, result):
        requests, connections = result["requests"], result["connections"]
        self.assertEqual(requests["sent"], requests["completed"] + requests["failed"])
        self.assertEqual(sum(result["status"].values()), requests["completed"])
        self.assertEqual(sum(connections["closed_by"].values()), connections["opened"])
        self.assertEqual(sum(result["errors"].values()), requests["failed"] + connections["failed"])
        self.assertEqual(connections["requests_per_connection"]["count"], connections["opened"])
        self.assertEqual(result["latency"]["raw"]["count"], requests["completed"] + result["errors"]["timeout"])
        return result

    def failed_by(self, result):
        return {name: count for name, count in result["errors"].items() if count}

    def closed_by(self, result):
        return {name: count for name, count in result["connections"]["closed_by"].items() if count}


class Counts(ClientTest):
    def test_as_many_requests_as_asked_for(self):
        server = self.serve(answering())
        result = self.load("-n", 200, "-c", 16, "-t", 2, server.url)
        self.assertEqual(result["requests"]["completed"], 200)
        self.assertEqual(len(server.requests), 200)
        self.assertEqual(result["status"], {"200": 200})
        self.assertEqual(result["bytes"]["body"], 1000)
        self.assertEqual(result["bytes"]["received"], 200 * len(OK))
        self.assertEqual(result["bytes"]["sent"], sum(len(head) + 4 for head, _ in server.requests))

    def test_fewer_requests_than_connections(self):
        server = self.serve(answering())
        result = self.load("-n", 3, "-c", 64, "-t", 2, server.url)
        self.assertEqual(len(server.requests), 3)
        self.assertLessEqual(result["connections"]["opened"], 3)

    def test_a_timed_run_takes_its_time(self):
        server = self.serve(answering())
        result = self.load("-d", "500ms", "-c", 4, "-t", 1, server.url)
        self.assertEqual(len(server.requests), result["requests"]["sent"])
        self.assertGreater(result["duration_s"], 0.4)
        self.assertLess(result["duration_s"], 5)

    def test_whichever_comes_first(self):
        server = self.serve(answering())
        result = self.load("-d", "60s", "-n", 10, "-c", 2, server.url)
        self.assertEqual(result["requests"]["sent"], 10)

    def test_urls_are_asked_for_in_turn(self):
        server = self.serve(answering())
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as urls:
            urls.write("".join(f"{server.url}{page}\n" for page in "abcd"))
            urls.flush()
            self.load("-n", 40, "-c", 4, "-t", 1, "--urls", urls.name)
        asked = collections.Counter(head.split(b" ")[1] for head, _ in server.requests)
        self.assertEqual(asked, {b"/a": 10, b"/b": 10, b"/c": 10, b"/d": 10})

    def test_connections_are_dealt_out_over_servers(self):
        first, second = self.serve(answering()), self.serve(answering())
        urls = [first.url + "1", first.url + "2", first.url + "3", second.url + "4"]
        result = self.load("-n", 400, "-c", 8, "-t", 1, *urls)
        self.assertEqual(len(first.requests) + len(second.requests), 400)
        self.assertEqual((first.connections, second.connections), (6, 2))
        self.assertEqual(result["target"], urls)

    def test_a_connection_lives_for_as_many_requests_as_asked_for(self):
        server = self.serve(answering())
        result = self.load("-n", 50, "-c", 1, "--requests-per-connection", 5, server.url)
        self.assertEqual(result["connections"]["opened"], 10)
        each = result["connections"]["requests_per_connection"]
        self.assertEqual((each["min_us"], each["max_us"]), (5, 5))

    def test_without_keep_alive_each_request_has_its_connection(self):
        server = self.serve(answering())
        result = self.load("-n", 20, "-c", 4, "--keep-alive", "off", server.url)
        self.assertEqual(result["connections"]["opened"], 20)
        self.assertEqual(self.closed_by(result), {"client_fin": 20})


class Requests(ClientTest):
    def test_method_fields_and_body_reach_the_server(self):
        server = self.serve(answering())
        self.load("-n", 3, "-c", 1, "-X", "PUT", "-H", "X-Test: yes", "--body", "hello", server.url + "p?q=1")
        for head, body in server.requests:
            lines = head.split(b"\r\n")
            self.assertEqual(lines[0], b"PUT /p?q=1 HTTP/1.1")
            self.assertIn(b"X-Test: yes", lines)
            self.assertIn(f"Host: 127.0.0.1:{server.port}".encode(), lines)
            self.assertEqual(body, b"hello")

    def test_a_body_larger_than_the_socket_takes(self):
        server = self.serve(answering())
        with tempfile.NamedTemporaryFile() as body:
            body.write(os.urandom(8_000_000))
            body.flush()
            result = self.load("-n", 4, "-c", 2, "-X", "POST", "--body", "@" + body.name, server.url)
            self.assertEqual(result["requests"]["completed"], 4)
            body.seek(0)
            self.assertEqual(server.requests[0][1], body.read())

    def test_head_has_no_body(self):
        server = self.serve(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"))
        result = self.load("-n", 10, "-c", 1, "-X", "HEAD", server.url)
        self.assertEqual(result["requests"]["completed"], 10)
        self.assertEqual(result["connections"]["opened"], 1)

    def test_pipelined_requests_are_answered_in_order(self):
        def script(peer):
            while True:
                for number in range(8):
                    if peer.request() is None:
                        return
                    if number == 0:
                        together.append(len(peer.rest) > 0)
                peer.send(b"".join(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n" % (201 + i) for i in range(8)))

        together = []
        server = self.serve(script)
        result = self.load("-n", 64, "-c", 2, "-t", 1, "--pipeline", 8, server.url)
        self.assertEqual(result["status"], {str(201 + i): 8 for i in range(8)})
        self.assertTrue(all(together))

    def test_a_pipeline_that_fills_both_ways_does_not_lock_up(self):
        big = b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + b"x" * 300_000
        server = self.serve(answering(big))
        field = "X-Long: " + "y" * 7000
        result = self.load("-n", 400, "-c", 1, "--pipeline", 200, "-H", field, server.url)
        self.assertEqual(result["requests"]["completed"], 400)

    def test_a_name_with_several_addresses(self):
        server = self.serve(answering())
        result = self.load("-n", 5, "-c", 1, f"http://localhost:{server.port}/")
        self.assertEqual(result["requests"]["completed"], 5)
        self.assertEqual(result["connections"]["failed"], 0)
        self.assertEqual(result["phases"]["dns"]["count"], 1)


class Answers(ClientTest):
    def test_every_framing(self):
        chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n"
        interim = b"HTTP/1.1 103 Early Hints\r\n\r\n" + OK
        empty = b"HTTP/1.1 204 No Content\r\n\r\n"
        for answer, body in ((chunked, 8), (interim, 5), (empty, 0)):
            with self.subTest(answer=answer):
                server = self.serve(answering(answer))
                result = self.load("-n", 10, "-c", 2, server.url)
                self.assertEqual(result["bytes"]["body"], body * 10)
                self.assertEqual(self.failed_by(result), {})
                self.assertLessEqual(result["connections"]["opened"], 2)

    def test_an_answer_in_single_bytes(self):
        def script(peer):
            while peer.request() is not None:
                for byte in OK:
                    peer.send(bytes([byte]))

        result = self.load("-n", 6, "-c", 2, self.serve(script).url)
        self.assertEqual(result["requests"]["completed"], 6)

    def test_a_body_up_to_the_end(self):
        def script(peer):
            peer.request()
            peer.send(b"HTTP/1.1 200 OK\r\n\r\nall that comes")

        result = self.load("-n", 10, "-c", 2, self.serve(script).url)
        self.assertEqual(result["requests"]["completed"], 10)
        self.assertEqual(result["bytes"]["body"], 140)
        self.assertEqual(self.closed_by(result), {"server_fin": 10})

    def test_a_server_that_closes_after_each_answer(self):
        def script(peer):
            peer.request()
            peer.send(OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))

        server = self.serve(script)
        result = self.load("-n", 10, "-c", 2, server.url)
        self.assertEqual(result["requests"]["completed"], 10)
        self.assertEqual(self.closed_by(result), {"server_fin": 10})
        self.assertEqual(result["connections"]["time_wait_left"], 0)


class Failures(ClientTest):
    def test_refused(self):
        held, port = refusing_port()
        with held:
            done = self.client("load", "-c", 8, "-d", "60s", f"http://127.0.0.1:{port}/")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout, "")
        self.assertEqual(done.stderr, f"synfin-client: nothing was answered: 127.0.0.1:{port}: Connection refused\n")

    def test_refused_as_json(self):
        held, port = refusing_port()
        with held:
            result = self.load("-c", 4, "-t", 1, "-n", 100, f"http://127.0.0.1:{port}/", status=1)
        self.assertEqual(result["requests"]["sent"], 0)
        self.assertEqual(self.failed_by(result), {"connect_refused": result["connections"]["failed"]})

    def test_refused_by_all_of_more_connections_than_requests(self):
        held, port = refusing_port()
        with held:
            result = self.load("-c", 64, "-n", 2, f"http://127.0.0.1:{port}/", status=1)
        self.assertEqual(result["requests"]["sent"], 0)

    def test_no_answer_to_the_syn(self):
        with socket.socket() as full:
            full.bind(("127.0.0.1", 0))
            full.listen(0)
            url = "http://127.0.0.1:%d/" % full.getsockname()[1]
            waiting = [socket.socket() for _ in range(4)]  # fill the queue, so that further SYNs are dropped
            for each in waiting:
                each.setblocking(False)
                each.connect_ex(full.getsockname())
            result = self.load("-c", 2, "-t", 1, "-n", 2, "--connect-timeout", "100ms", url, status=1)
            self.assertEqual(set(self.failed_by(result)), {"connect_timeout"})
            for each in waiting:
                each.close()

    def test_reset_in_the_middle_of_an_answer(self):
        def script(peer):
            peer.request()
            peer.send(OK[:-3])
            peer.reset()

        result = self.load("-n", 6, "-c", 2, self.serve(script).url, status=1)
        self.assertEqual(self.failed_by(result), {"reset": 6})
        self.assertEqual(self.closed_by(result), {"server_rst": 6})
        self.assertIn("Connection reset by peer", result["error_examples"]["reset"])

    def test_reset_before_a_word_was_said(self):
        result = self.load("-n", 20, "-c", 4, self.serve(Peer.reset).url, status=1)
        self.assertEqual(result["requests"]["failed"], 20)
        # A reset that comes before the request is written costs a connection and no request: that is asked again.
        self.assertGreaterEqual(result["connections"]["opened"], 20)
        self.assertEqual(result["connections"]["opened"], sum(self.closed_by(result).values()))

    def test_closed_in_the_middle_of_an_answer(self):
        def script(peer):
            peer.request()
            peer.send(OK[:-3])

        result = self.load("-n", 6, "-c", 2, self.serve(script).url, status=1)
        self.assertEqual(self.failed_by(result), {"closed_early": 6})
        self.assertEqual(self.closed_by(result), {"server_fin": 6})

    def test_closed_without_a_byte(self):
        def script(peer):
            peer.request()

        result = self.load("-n", 6, "-c", 2, self.serve(script).url, status=1)
        self.assertEqual(self.failed_by(result), {"closed_early": 6})

    def test_pipelined_requests_behind_the_last_answer_are_lost(self):
        def script(peer):
            for _ in range(4):
                peer.request()
            peer.send(OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))

        result = self.load("-n", 8, "-c", 1, "--pipeline", 4, self.serve(script).url)
        self.assertEqual(result["requests"]["completed"], 2)
        self.assertEqual(self.failed_by(result), {"closed_early": 6})

    def test_a_timeout_is_an_error_and_a_latency(self):
        def script(peer):
            peer.request()
            peer.at_end()

        done = self.client("load", "-n", 4, "-c", 2, "--timeout", "100ms", "--json", "-", self.serve(script).url)
        self.assertEqual(done.returncode, 1)
        result = self.checked(json.loads(done.stdout))
        self.assertEqual(self.failed_by(result), {"timeout": 4})
        self.assertEqual(self.closed_by(result), {"timeout": 4})
        self.assertGreaterEqual(result["latency"]["raw"]["min_us"], 99_000)

    def test_garbage_is_a_protocol_error(self):
        for answer in (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", OK + OK):
            with self.subTest(answer=answer):
                result = self.load("-n", 4, "-c", 1, self.serve(answering(answer)).url,
                                   status=0 if answer.startswith(OK) else 1)
                self.assertIn("client_rst", self.closed_by(result))
                self.assertEqual(result["requests"]["sent"], 4)

    def test_a_server_that_comes_back_is_found_again(self):
        def script(peer):
            peer.request()
            if server.connections == 1:
                # close() alone would leave the other thread's accept(), and with it the socket, listening.
                server.listener.shutdown(socket.SHUT_RDWR)
                server.listener.close()
                held.append(socket.socket())
                held[0].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                held[0].bind(("127.0.0.1", server.port))  # bound, not listening: refused
            peer.send(OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))

        def come_back():
            held[0].settimeout(PATIENCE)
            held[0].listen(16)
            for _ in range(2):
                raw, _ = held[0].accept()
                peer = Peer(server, raw)
                peer.request()
                peer.send(OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
                raw.close()

        held = []
        server = self.serve(script)
        timer = threading.Timer(0.3, come_back)
        timer.daemon = True
        timer.start()
        result = self.load("-n", 3, "-c", 1, server.url)
        timer.join(PATIENCE)
        held[0].close()
        self.assertEqual(result["requests"]["completed"], 3)
        self.assertGreaterEqual(result["errors"]["connect_refused"], 1)
        self.assertLess(result["errors"]["connect_refused"], 40, "no back-off")


class Closing(ClientTest):
    def run_and_watch(self, close, *arguments):
        """A run over connections of three requests, and what the server saw at each one's end."""

        def script(peer):
            asked = 0
            try:
                while (request := peer.request()) is not None:
                    asked += 1
                    last = b"Connection: close" in request
                    if close == "half" and asked == 3:
                        seen.append("fin before the answer" if peer.at_end() else "more")
                        peer.send(OK)
                        return
                    peer.send(OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") if last else OK)
                    if last:
                        peer.raw.shutdown(socket.SHUT_WR)
                        seen.append("fin after ours" if peer.at_end() else "more")
                        return
                seen.append("fin")
            except ConnectionResetError:
                seen.append("rst")

        seen = []
        server = self.serve(script)
        result = self.load("-n", 12, "-c", 1, "--requests-per-connection", 3, "--close", close, server.url)
        self.assertEqual(result["requests"]["completed"], 12)
        server.close()
        return result, seen

    def test_fin(self):
        result, seen = self.run_and_watch("fin")
        self.assertEqual(self.closed_by(result), {"client_fin": 4})
        self.assertEqual(result["connections"]["time_wait_left"], 4)
        self.assertEqual(result["phases"]["close"]["count"], 4)
        self.assertEqual(seen, ["fin"] * 4)

    def test_half(self):
        result, seen = self.run_and_watch("half")
        self.assertEqual(self.closed_by(result), {"client_fin": 4})
        self.assertEqual(result["connections"]["time_wait_left"], 4)
        self.assertEqual(seen, ["fin before the answer"] * 4)

    def test_server(self):
        result, seen = self.run_and_watch("server")
        self.assertEqual(self.closed_by(result), {"server_fin": 4})
        self.assertEqual(result["connections"]["time_wait_left"], 0)
        self.assertEqual(seen, ["fin after ours"] * 4)

    def test_rst(self):
        result, seen = self.run_and_watch("rst")
        self.assertEqual(self.closed_by(result), {"client_rst": 4})
        self.assertEqual(result["connections"]["time_wait_left"], 0)
        self.assertEqual(seen, ["rst"] * 4)

    def test_a_server_that_never_closes_is_cut_off(self):
        def script(peer):
            peer.request()
            peer.send(OK)
            self.assertTrue(peer.at_end())
            over.wait(PATIENCE)

        over = threading.Event()
        server = self.serve(script)
        result = self.load("-n", 2, "-c", 2, "--timeout", "200ms", server.url)
        over.set()
        self.assertEqual(self.closed_by(result), {"timeout": 2})


class Stopping(ClientTest):
    def start(self, *arguments):
        process = subprocess.Popen([CLIENT, "load", "--json", "-", *map(str, arguments)], stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        return process

    def test_what_is_in_flight_finishes(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number):
                arrived, go_on = threading.Semaphore(0), threading.Event()

                def script(peer):
                    while peer.request() is not None:
                        arrived.release()
                        go_on.wait(PATIENCE)
                        peer.send(OK)

                server = self.serve(script)
                process = self.start("-c", 8, "-t", 2, "-d", "60s", server.url)
                for _ in range(8):
                    self.assertTrue(arrived.acquire(timeout=PATIENCE))
                process.send_signal(number)
                go_on.set()
                output, _ = process.communicate(timeout=PATIENCE)
                self.assertEqual(process.returncode, 0)
                result = self.checked(json.loads(output))
                self.assertEqual(result["requests"]["failed"], 0)
                self.assertEqual(result["requests"]["sent"], len(server.requests))
                self.assertEqual(self.closed_by(result), {"client_fin": 8})

    def test_what_never_ends_is_cut_off_and_counted(self):
        arrived = threading.Semaphore(0)

        def script(peer):
            peer.request()
            arrived.release()
            peer.at_end()

        process = self.start("-c", 2, "-d", "60s", "--timeout", "1s", self.serve(script).url)
        for _ in range(2):
            self.assertTrue(arrived.acquire(timeout=PATIENCE))
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 1)
        self.assertEqual(self.failed_by(self.checked(json.loads(output))), {"timeout": 2})

    def test_a_second_signal_ends_it_at_once(self):
        arrived = threading.Semaphore(0)

        def script(peer):
            peer.request()
            arrived.release()
            peer.at_end()

        process = self.start("-c", 1, "-d", "60s", self.serve(script).url)
        self.assertTrue(arrived.acquire(timeout=PATIENCE))
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < deadline:
            process.send_signal(signal.SIGINT)  # two that meet on the way are one: so until it has ended
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
        self.assertEqual(process.returncode, 1)


class Reports(ClientTest):
    def test_text_fits_80_columns_and_ends_as_wrk_does(self):
        server = self.serve(answering())
        for locale in ("C.UTF-8", "C"):
            with self.subTest(locale=locale):
                done = self.client("load", "-n", 50, "-c", 4, server.url, env={**os.environ, "LC_ALL": locale})
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(done.stderr, "")
                lines = done.stdout.split("\n")
                self.assertLessEqual(max(map(len, lines)), 80)
                self.assertRegex(lines[-3], r"^Requests/sec: +[0-9]+\.[0-9]{2}$")
                self.assertRegex(lines[-2], r"^Transfer/sec: +[0-9]+\.[0-9]{2}[KMG]?B$")
                self.assertEqual(done.stdout.isascii(), locale == "C")

    def test_json_beside_the_text(self):
        server = self.serve(answering())
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "result.json")
            done = self.client("load", "-n", 5, "-c", 1, "--json", path, server.url)
            self.assertIn("Requests/sec:", done.stdout)
            self.assertEqual(self.checked(json.loads(path.read_text()))["requests"]["sent"], 5)

    def test_a_file_that_cannot_be_written_is_told_before_the_run(self):
        server = self.serve(answering())
        done = self.client("load", "--json", "/nowhere/x.json", server.url)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertIn("cannot write /nowhere/x.json", done.stderr)
        self.assertEqual(server.requests, [])

    def test_more_connections_than_descriptors(self):
        def few():
            resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))

        done = self.client("load", "-c", 1000, "http://127.0.0.1:1/", preexec_fn=few)
        self.assertEqual(done.returncode, 1)
        self.assertIn("1000 connections do not fit: this process may have 100 descriptors", done.stderr)

    def test_bad_flags(self):
        self.assertEqual(self.client("load").returncode, 2)
        self.assertEqual(self.client("load", "--nonsense", "http://127.0.0.1/").returncode, 2)
        self.assertEqual(self.client("load", "ftp://127.0.0.1/").returncode, 2)

    def test_a_name_that_has_no_address(self):
        done = self.client("load", "-n", 1, "http://no-such-host.invalid/")
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot find the address of no-such-host.invalid", done.stderr)


class Check(ClientTest):
    def test_good_answers(self):
        for status in (200, 204, 301, 304):
            with self.subTest(status=status):
                server = self.serve(answering(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n" % status))
                done = self.client("check", server.url)
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, f"{server.url}: {status}\n", ""))

    def test_bad_answers(self):
        for status in (404, 503):
            with self.subTest(status=status):
                server = self.serve(answering(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n" % status))
                done = self.client("check", server.url)
                self.assertEqual(done.returncode, 1)
                self.assertEqual(done.stderr, f"synfin-client: {server.url}: status {status}\n")

    def test_no_answer(self):
        held, port = refusing_port()
        with held:
            done = self.client("check", f"http://127.0.0.1:{port}/")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, f"synfin-client: http://127.0.0.1:{port}/: Connection refused\n")

    def test_too_slow(self):
        def script(peer):
            peer.request()
            peer.at_end()

        server = self.serve(script)
        done = self.client("check", "--timeout", "100ms", server.url)
        self.assertEqual(done.returncode, 1)
        self.assertIn("no answer within 100 ms", done.stderr)

    def test_nonsense(self):
        server = self.serve(answering(b"nonsense\r\n\r\n"))
        done = self.client("check", server.url)
        self.assertEqual(done.returncode, 1)
        self.assertIn("not the protocol", done.stderr)


class Neighbour(ClientTest):
    """The same against servers that others wrote, where they are installed."""

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="synfin-test-"))
        self.addCleanup(shutil.rmtree, self.folder)
        Path(self.folder, "index.html").write_bytes(b"<!doctype html>" + b"x" * 400)

    def free_port(self):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            return probe.getsockname()[1]

    def start(self, command, port):
        said = Path(self.folder, "said")
        with said.open("wb") as words:
            process = subprocess.Popen(command, stdout=words, stderr=words)
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        deadline = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=PATIENCE):
                return f"http://127.0.0.1:{port}/"
            time.sleep(0.01)
        raise AssertionError(f"{' '.join(command)} did not start: {said.read_text()}")

    def exercise(self, url):
        plain = self.load("-n", 2000, "-c", 16, url)
        self.assertEqual(plain["status"], {"200": 2000})
        self.assertEqual(self.failed_by(plain), {})
        self.assertEqual(plain["bytes"]["body"], 2000 * 415)
        piped = self.load("-n", 800, "-c", 4, "--pipeline", 8, url)
        self.assertEqual(piped["requests"]["completed"], 800)
        for close, who in (("fin", "client_fin"), ("half", "client_fin"), ("server", "server_fin"), ("rst", "client_rst")):
            with self.subTest(close=close):
                result = self.load("-n", 40, "-c", 1, "--requests-per-connection", 5, "--close", close, url)
                self.assertEqual(result["requests"]["completed"], 40)
                self.assertEqual(self.closed_by(result), {who: 8})
        missing = self.load("-n", 10, "-c", 1, url + "missing")
        self.assertEqual(missing["status"], {"404": 10})

    @unittest.skipUnless(shutil.which("nginx"), "nginx is not installed")
    def test_nginx(self):
        port = self.free_port()
        folder = self.folder
        Path(folder, "nginx.conf").write_text(f"""
            daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
            events {{ worker_connections 512; }}
            http {{ access_log off; keepalive_requests 100000; types {{ text/html html; }}
                client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
                uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
                server {{ listen 127.0.0.1:{port}; root {folder}; }} }}""")
        self.exercise(self.start(["nginx", "-c", f"{folder}/nginx.conf"], port))

    @unittest.skipUnless(shutil.which("lighttpd"), "lighttpd is not installed")
    def test_lighttpd(self):
        port = self.free_port()
        Path(self.folder, "lighttpd.conf").write_text(f"""
            server.document-root = "{self.folder}"
            server.bind = "127.0.0.1"
            server.port = {port}
            server.max-keep-alive-requests = 65535
            index-file.names = ( "index.html" )""")
        self.exercise(self.start(["lighttpd", "-D", "-f", f"{self.folder}/lighttpd.conf"], port))


if __name__ == "__main__":
    unittest.main(verbosity=2)

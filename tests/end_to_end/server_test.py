"""synfin-server over real sockets, spoken to byte by byte."""

import os
import select
import socket
import subprocess
import unittest

from harness import PATIENCE, SERVER, Reader, SiteTest, connect, get

SMALL = b"<!doctype html><title>small</title>\n"


class Serving(SiteTest):
    def setUp(self):
        super().setUp()
        self.write("index.html", SMALL)

    def test_a_page_comes_with_all_its_fields(self):
        (answer,) = self.talk(self.serve(), get("/"))
        self.assertEqual((answer.status, answer.body), (200, SMALL))
        self.assertEqual(answer["Content-Type"], "text/html; charset=utf-8")
        self.assertEqual(answer["Accept-Ranges"], "bytes")
        self.assertRegex(answer["ETag"], r'^"[^"]+"$')
        for name in ("Date", "Last-Modified"):
            self.assertRegex(answer[name], r"^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$")
        self.assertIsNone(answer.get("Connection"))

    def test_requests_follow_each_other_on_one_connection(self):
        answers = self.talk(self.serve(), *[get("/")] * 50)
        self.assertEqual([answer.body for answer in answers], [SMALL] * 50)

    def test_pipelined_requests_are_answered_in_order(self):
        for number in range(200):
            self.write(f"{number}.txt", str(number).encode())
        server = self.serve()
        with server.connect() as peer:
            peer.sendall(b"".join(get(f"/{number}.txt") for number in range(200)))
            reader = Reader(peer)
            self.assertEqual([reader.answer().body for _ in range(200)], [str(number).encode() for number in range(200)])

    def test_a_request_cut_at_every_byte_is_answered(self):
        server = self.serve()
        request = get("/index.html")
        with server.connect() as peer:
            reader = Reader(peer)
            for cut in range(1, len(request)):
                peer.sendall(request[:cut])
                peer.sendall(request[cut:])
                self.assertEqual(reader.answer().body, SMALL, f"cut at {cut}")

    def test_a_large_file_arrives_whole_and_in_parts(self):
        content = os.urandom(5_000_000)
        self.write("large.bin", content)
        answers = self.talk(self.serve(), get("/large.bin"), get("/large.bin", "Range: bytes=4999990-"),
                            get("/large.bin", "Range: bytes=-3"), get("/large.bin", "Range: bytes=5000000-"),
                            get("/", method="HEAD"))
        self.assertEqual(answers[0].body, content)
        self.assertEqual((answers[1].status, answers[1].body), (206, content[-10:]))
        self.assertEqual(answers[1]["Content-Range"], "bytes 4999990-4999999/5000000")
        self.assertEqual(answers[2].body, content[-3:])
        self.assertEqual((answers[3].status, answers[3]["Content-Range"]), (416, "bytes */5000000"))
        self.assertEqual((answers[4].status, answers[4]["Content-Length"]), (200, str(len(SMALL))))

    def test_a_slow_reader_gets_every_byte_and_delays_nobody(self):
        content = os.urandom(3_000_000)
        self.write("large.bin", content)
        server = self.serve("--workers", "1")
        with socket.socket() as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.settimeout(PATIENCE)
            slow.connect(("127.0.0.1", server.port))
            slow.sendall(get("/large.bin"))
            self.assertEqual(self.talk(server, get("/"))[0].body, SMALL)
            self.assertEqual(Reader(slow).answer().body, content)

    def test_unchanged_files_are_not_sent_again(self):
        server = self.serve()
        (first,) = self.talk(server, get("/"))
        again = self.talk(server, get("/", f"If-None-Match: {first['ETag']}"), get("/", 'If-None-Match: "other"'),
                          get("/", f"If-Modified-Since: {first['Last-Modified']}"))
        self.assertEqual([answer.status for answer in again], [304, 200, 304])
        self.assertEqual(again[0]["ETag"], first["ETag"])
        self.assertIsNone(again[0].get("Content-Length"))

    def test_a_folder_is_redirected_to_its_slash_by_path_alone(self):
        self.write("a b/index.html", b"inside")
        server = self.serve()
        answers = self.talk(server, get("/a%20b"), get("/a%20b/"), get("//a%20b?x=1"), get("//evil.example/%2e%2e/a%20b"))
        self.assertEqual((answers[0].status, answers[0]["Location"]), (301, "/a%20b/"))
        self.assertEqual(answers[1].body, b"inside")
        self.assertEqual(answers[2]["Location"], "/a%20b/?x=1")
        self.assertEqual(answers[3]["Location"], "/a%20b/")

    def test_what_must_stay_hidden_stays_hidden(self):
        self.write(".secret", b"secret")
        self.write(".git/config", b"secret")
        outside = self.root.parent / (self.root.name + "-outside")
        outside.write_bytes(b"secret")
        self.addCleanup(outside.unlink)
        (self.root / "link").symlink_to(outside)
        (self.root / "inner").symlink_to("index.html")
        server = self.serve()
        targets = ["/.secret", "/.git/config", "/link", f"/../{outside.name}", f"/%2e%2e/{outside.name}", "/a%2f..%2f.secret",
                   "/%00", "/a\\..\\b", "/%5c", "/%"]
        for target, answer in zip(targets, self.talk(server, *map(get, targets))):
            self.assertIn(answer.status, (400, 404), target)
            self.assertNotIn(b"secret", answer.body)
        self.assertEqual(self.talk(server, get("/inner"))[0].body, SMALL)

    def test_changes_on_disk_are_seen_at_once(self):
        path = self.write("page.html", b"old")
        server = self.serve("--workers", "1")
        with server.connect() as peer:
            reader = Reader(peer)
            for content in (b"old", b"newer", b"newest of all"):
                fresh = self.root / "page.tmp"
                fresh.write_bytes(content)
                fresh.rename(path)
                peer.sendall(get("/page.html"))
                # The kernel tells of the change before the request arrives, but the loop may take the two in either order.
                first = reader.answer().body
                peer.sendall(get("/page.html"))
                self.assertIn(content, (first, reader.answer().body))
            path.unlink()
            peer.sendall(get("/page.html") * 2)
            self.assertIn(404, (reader.answer().status, reader.answer().status))

    def test_it_listens_on_ipv6_and_unix_sockets_too(self):
        path = self.root / "s.sock"
        server = self.serve(listen=("[::1]:0", f"unix:{path}"))
        port = int(server.places[0].rsplit(":", 1)[1])
        with socket.create_connection(("::1", port), timeout=PATIENCE) as peer:
            peer.sendall(get("/"))
            self.assertEqual(Reader(peer).answer().body, SMALL)
        with socket.socket(socket.AF_UNIX) as peer:
            peer.settimeout(PATIENCE)
            peer.connect(str(path))
            peer.sendall(get("/"))
            self.assertEqual(Reader(peer).answer().body, SMALL)
        self.stop(server)
        self.assertFalse(path.exists())

    def test_several_workers_share_one_port(self):
        server = self.serve("--workers", "3")
        for _ in range(30):
            self.assertEqual(self.talk(server, get("/"))[0].body, SMALL)
        self.stop(server)
        self.assertIn("30 requests on 30 connections", server.said[-1])


class Refusals(SiteTest):
    """What is not a proper request is answered with the right status, and the connection ends."""

    def setUp(self):
        super().setUp()
        self.write("index.html", SMALL)

    def check(self, server, table):
        for request, status in table:
            with self.subTest(request=request[:60]), server.connect() as peer:
                peer.sendall(request)
                reader = Reader(peer)
                answer = reader.answer()
                self.assertEqual(answer.status, status)
                self.assertEqual(answer["Connection"], "close")
                self.assertTrue(reader.at_end())

    def test_bad_requests(self):
        self.check(self.serve(), [
            (b"GET / HTTP/1.1\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
            (b"GET / HTTP/1.1\nHost: a\n\n", 400),
            (b"GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n folded\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
            (b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc", 400),
            (b"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n", 400),
            (b"FLY / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
            (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
            (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
            (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 40000 + b"\r\n\r\n", 431),
            (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: 1\r\n" * 101 + b"\r\n", 431),
            (get("/", "Expect: miracles"), 417),
        ])

    def test_other_methods_are_refused_by_name_and_the_connection_stays(self):
        for method in ("POST", "PUT", "DELETE", "PROPFIND"):
            answers = self.talk(self.serve(), get("/", method=method), get("/"))
            self.assertEqual((answers[0].status, answers[0]["Allow"], answers[1].status), (405, "GET, HEAD, OPTIONS", 200), method)

    def test_a_request_body_is_read_away(self):
        body = b"x" * 60_000
        chunked = b"".join(b"%x\r\n%s\r\n" % (1000, b"y" * 1000) for _ in range(20)) + b"0\r\n\r\n"
        answers = self.talk(self.serve(), get("/", "Content-Length: 60000") + body,
                            get("/", "Transfer-Encoding: chunked") + chunked, get("/"))
        self.assertEqual([answer.status for answer in answers], [200, 200, 200])

    def test_an_answer_survives_a_large_body_that_nobody_reads(self):
        server = self.serve()
        for fields in (["Content-Length: 50000000"], ["Transfer-Encoding: chunked"]):
            with server.connect() as peer:
                peer.sendall(get("/", *fields, method="POST"))
                chunk = b"x" * 65536
                framed = b"%x\r\n%s\r\n" % (len(chunk), chunk)
                sent = 0
                try:
                    while sent < 8_000_000:
                        sent += peer.send(chunk if "Content" in fields[0] else framed)
                except ConnectionError:
                    self.fail("the connection was reset before the answer was read")
                reader = Reader(peer)
                answer = reader.answer()
                self.assertEqual((answer.status, answer["Connection"]), (405, "close"))

    def test_continue_is_said_to_who_waits_for_it(self):
        server = self.serve()
        with server.connect() as peer:
            reader = Reader(peer)
            peer.sendall(get("/", "Content-Length: 4", "Expect: 100-continue", method="POST"))
            self.assertEqual(reader.answer().status, 100)
            peer.sendall(b"body" + get("/"))
            self.assertEqual([reader.answer().status, reader.answer().status], [405, 200])

    def test_http_1_0_is_closed_unless_it_asks(self):
        server = self.serve()
        with server.connect() as peer:
            reader = Reader(peer)
            peer.sendall(b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            self.assertEqual(reader.answer()["Connection"], "keep-alive")
            peer.sendall(b"GET / HTTP/1.0\r\n\r\n")
            self.assertEqual(reader.answer()["Connection"], "close")
            self.assertTrue(reader.at_end())

    def test_a_peer_that_closes_its_half_still_gets_its_answer(self):
        server = self.serve()
        with server.connect() as peer:
            peer.sendall(get("/") * 2)
            peer.shutdown(socket.SHUT_WR)
            reader = Reader(peer)
            self.assertEqual([reader.answer().status, reader.answer().status], [200, 200])
            self.assertTrue(reader.at_end())


class Deadlines(SiteTest):
    def setUp(self):
        super().setUp()
        self.write("index.html", SMALL)

    def test_a_head_that_never_ends_is_answered_408(self):
        server = self.serve("--head-timeout", "300ms")
        with server.connect() as peer:
            peer.sendall(b"GET / HTTP/1.1\r\nHost")
            reader = Reader(peer)
            self.assertEqual(reader.answer().status, 408)
            self.assertTrue(reader.at_end())

    def test_bytes_now_and_then_gain_no_time(self):
        server = self.serve("--head-timeout", "600ms")
        with server.connect() as peer:
            peer.settimeout(0.1)
            request = b"GET / HTTP/1.1\r\nX: " + b"a" * 1000
            got = b""
            for byte in request:
                try:
                    peer.sendall(bytes([byte]))
                    got = peer.recv(4096)
                    break
                except TimeoutError:
                    continue
            self.assertTrue(got.startswith(b"HTTP/1.1 408 "), got)

    def test_an_idle_connection_ends_without_a_word(self):
        server = self.serve("--keep-alive-timeout", "300ms")
        with server.connect() as peer:
            reader = Reader(peer)
            peer.sendall(get("/"))
            self.assertEqual(reader.answer().status, 200)
            self.assertTrue(reader.at_end())

    def test_a_reader_that_stops_is_cut_off(self):
        self.write("large.bin", bytes(50_000_000))
        server = self.serve("--write-timeout", "300ms")
        with socket.socket() as peer:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            peer.settimeout(PATIENCE)
            peer.connect(("127.0.0.1", server.port))
            peer.sendall(get("/large.bin"))
            # Nothing is read until the server gives up: its reset wakes this poll.
            ended = select.poll()
            ended.register(peer, 0)
            self.assertTrue(ended.poll(PATIENCE * 1000))
            self.assertNotEqual(peer.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), 0)


class Log(SiteTest):
    def setUp(self):
        super().setUp()
        self.write("index.html", SMALL)

    def lines(self, log_format):
        log = self.root / "access.log"
        server = self.serve("--access-log", str(log), "--log-format", log_format)
        self.talk(server, get("/", 'User-Agent: "quoted"\t\\', "Referer: http://a/"), get("/nope"))
        self.stop(server)
        return log.read_text().splitlines()

    def test_the_combined_format(self):
        first, second = self.lines("combined")
        self.assertRegex(first, r'^127\.0\.0\.1 - - \[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d \+0000\] "GET / HTTP/1\.1" 200 '
                         + str(len(SMALL)) + r' "http://a/" "\\x22quoted\\x22\\x09\\x5C"$')
        self.assertRegex(second, r'"GET /nope HTTP/1\.1" 404 \d+ "-" "-"$')

    def test_the_json_format(self):
        import json
        first, second = map(json.loads, self.lines("json"))
        self.assertEqual((first["status"], first["bytes"], first["user_agent"]), (200, len(SMALL), '"quoted"\t\\'))
        self.assertEqual((second["status"], second["target"], second["remote"]), (404, "/nope", "127.0.0.1"))


class Start(SiteTest):
    """Bad starts: one clear message and the right exit status."""

    def refused(self, *flags):
        done = subprocess.run([SERVER, *flags], capture_output=True, text=True, timeout=PATIENCE)
        return done.returncode, done.stderr

    def test_a_root_that_is_not_there(self):
        status, said = self.refused(str(self.root / "nowhere"), "-l", "127.0.0.1:0")
        self.assertEqual(status, 1)
        self.assertIn("nowhere", said)
        self.assertIn("No such file or directory", said)

    def test_a_port_that_is_taken(self):
        server = self.serve()
        status, said = self.refused(str(self.root), "-l", f"127.0.0.1:{server.port}")
        self.assertEqual(status, 1)
        self.assertIn("address already in use", said)

    def test_an_unknown_flag(self):
        status, said = self.refused("--lisen", "80")
        self.assertEqual(status, 2)
        self.assertIn("--listen", said)

    def test_a_bad_config_names_the_place(self):
        config = self.write("bad.toml", b'[server]\nkeep_alive_timeout = "60 parsecs"\nlistne = ["80"]\n')
        done = subprocess.run([SERVER, "-t", "-c", str(config)], capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 2)
        said = done.stdout + done.stderr
        self.assertIn("bad.toml:2:", said)
        self.assertIn("not a duration", said)
        self.assertIn("did you mean server.listen?", said)

    @unittest.skipIf(os.geteuid() != 0, "needs root to become somebody else")
    def test_a_port_below_1024_without_the_right(self):
        with open("/proc/sys/net/ipv4/ip_unprivileged_port_start", encoding="ascii") as start:
            if int(start.read()) <= 81:
                self.skipTest("every user may open port 81 here")
        self.root.chmod(0o755)
        done = subprocess.run([SERVER, str(self.root), "-l", "127.0.0.1:81"], capture_output=True, text=True,
                              timeout=PATIENCE, user=65532, group=65532)
        self.assertEqual(done.returncode, 1)
        for way_out in ("--listen 8080", "ip_unprivileged_port_start", "systemd"):
            self.assertIn(way_out, done.stderr)


class Descriptors(SiteTest):
    def test_more_large_files_than_descriptors_are_all_served(self):
        contents = {f"/{number}.bin": os.urandom(20_000) for number in range(300)}
        for target, content in contents.items():
            self.write(target[1:], content)
        server = self.serve(command=["prlimit", "--nofile=100:100"])
        answers = self.talk(server, *map(get, [*contents] * 2))
        self.assertEqual([answer.body for answer in answers], [*contents.values()] * 2)
        self.stop(server)

    def test_a_server_out_of_descriptors_makes_room_from_idle_connections(self):
        self.write("index.html", SMALL)
        server = self.serve("--workers", "1", command=["prlimit", "--nofile=64:64"])
        peers = [connect(server.port) for _ in range(100)]
        try:
            # Every one of them is served in its turn: the longest idle make room for those that wait.
            for peer in peers:
                try:
                    peer.sendall(get("/"))
                    self.assertIn(peer.recv(15), (b"HTTP/1.1 200 OK", b""))
                except ConnectionError:
                    pass  # it was idle, and made room
            self.assertEqual(self.talk(server, get("/"))[0].status, 200)
        finally:
            for peer in peers:
                peer.close()
        self.stop(server)


if __name__ == "__main__":
    unittest.main()

"""Files that change while they are sent: at most that one answer ends, whatever happens to the file."""

import os
import socket
import struct
import threading
import unittest

from configured import ConfiguredTest, age, encoded
from harness import PATIENCE, Reader, get
from http2_test import ACK, DATA, END_STREAM, HEADERS, RST_STREAM, SETTINGS, WINDOW_UPDATE, Peer, frame

SIZE = 12_000_000
SMALL = b"<!doctype html><title>small</title>\n"


class Slow:
    """A peer that has asked for something large, and reads no more of it than it is told to."""

    def __init__(self, server, target, *fields):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(("127.0.0.1", server.port))
        self.socket.sendall(get(target, *fields))
        self.start = self.socket.recv(2000)

    def rest(self):
        """Status and body; the body may be cut."""
        got = bytearray(self.start)
        head_end = got.find(b"\r\n\r\n")
        length = int(got[:head_end].lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        try:
            while len(got) < head_end + 4 + length and (chunk := self.socket.recv(262144)):
                got += chunk
        except ConnectionError:
            pass
        self.socket.close()
        return int(got[9:12]), bytes(got[head_end + 4:])


class Changing(ConfiguredTest):
    def setUp(self):
        super().setUp()
        self.old, self.new = os.urandom(SIZE), os.urandom(SIZE)
        self.path = self.write("large.bin", self.old)
        age(self.path)
        self.write("page.html", SMALL)
        self.server = self.serve("--workers", "1")

    def truncate(self, size):
        with open(self.path, "r+b") as file:
            file.truncate(size)

    def replace(self):
        fresh = self.write("fresh.tmp", self.new)
        fresh.rename(self.path)

    def check_alive(self):
        """All others go on, and a request from now on gets what is there from now on."""
        self.assertEqual(self.ask(self.server, "/page.html").body, SMALL)
        wanted = self.path.read_bytes() if self.path.exists() else None
        answer = self.until(self.server, "/large.bin", holds=lambda each: each.status == 404 if wanted is None else each.body == wanted,
                            what="is not as on disk")
        if wanted is not None:
            self.assertEqual(answer["Content-Length"], str(len(wanted)))

    def test_one_that_is_replaced_arrives_whole_as_it_was(self):
        slow = Slow(self.server, "/large.bin")
        self.replace()
        self.check_alive()
        status, body = slow.rest()
        self.assertTrue((status, body) == (200, self.old))

    def test_one_that_is_removed_arrives_whole(self):
        slow = Slow(self.server, "/large.bin")
        self.path.unlink()
        self.check_alive()
        status, body = slow.rest()
        self.assertTrue((status, body) == (200, self.old))

    def test_one_that_is_closed_to_others_arrives_whole(self):
        slow = Slow(self.server, "/large.bin")
        self.path.chmod(0)
        self.assertEqual(self.ask(self.server, "/page.html").body, SMALL)
        status, body = slow.rest()
        self.assertTrue((status, body) == (200, self.old))

    def test_one_that_shrinks_ends_its_own_answer_only(self):
        other = Slow(self.server, "/page.html")
        for size in (SIZE // 2, 0):
            slow = Slow(self.server, "/large.bin")
            self.truncate(size)
            self.check_alive()
            status, body = slow.rest()
            self.assertEqual(status, 200)
            self.assertLess(len(body), SIZE, "the connection is cut, so that it is not taken for whole")
            self.assertTrue(body == self.old[:len(body)])
            self.path.write_bytes(self.old)
            self.check_alive()
        self.assertEqual(other.rest(), (200, SMALL))

    def test_parts_of_one_that_shrinks_end_likewise(self):
        self.until_strong(self.server, "/large.bin")
        slow = Slow(self.server, "/large.bin", f"Range: bytes=0-{SIZE // 2 - 1},{SIZE // 2 + 500}-")
        self.truncate(1_000_000)
        self.check_alive()
        status, body = slow.rest()
        self.assertEqual(status, 206)
        self.assertLess(len(body), SIZE - 500)

    def test_one_that_grows_is_sent_as_long_as_was_said(self):
        slow = Slow(self.server, "/large.bin")
        with open(self.path, "ab") as file:
            file.write(b"more" * 1000)
        self.check_alive()
        status, body = slow.rest()
        self.assertTrue((status, body) == (200, self.old))

    def test_many_at_once(self):
        slow = [Slow(self.server, "/large.bin") for _ in range(8)]
        self.truncate(SIZE // 3)
        self.check_alive()
        for each in slow:
            status, body = each.rest()
            self.assertTrue(status == 200 and len(body) < SIZE and body == self.old[:len(body)])
        self.stop(self.server)

    def test_over_http2_the_other_streams_go_on(self):
        with Peer(self.server) as peer:
            peer.ask(1, "/large.bin")
            # All that the window of 65,535 bytes holds.
            size = 0
            while size < 65_535:
                kind, flags, stream, payload = peer.frame()
                size += len(payload) if kind == DATA else 0
                if kind == SETTINGS and not flags & ACK:
                    peer.send(frame(SETTINGS, ACK))
            self.truncate(1000)
            peer.send(frame(WINDOW_UPDATE, 0, 0, struct.pack(">I", 10_000_000)) + frame(WINDOW_UPDATE, 0, 1, struct.pack(">I", 10_000_000)))
            ends = {DATA: END_STREAM, HEADERS: END_STREAM}
            seen = peer.until(lambda kind, flags, stream, _: stream == 1 and (kind == RST_STREAM or flags & ends.get(kind, 0)))
            self.assertEqual(seen[-1][0], RST_STREAM, "a stream that ended would be taken for whole")
            peer.ask(3, "/page.html")
            self.assertEqual(peer.body(3), SMALL)
        self.check_alive()


class Busy(ConfiguredTest):
    """Files that never come to rest."""

    def test_every_answer_is_one_of_the_versions_and_agrees_with_its_tag(self):
        versions = {number: (b"<!-- %d -->" % number) * (3000 + number) for number in range(40)}
        for name in ("small.html", "large.html"):
            self.write(name, versions[0])
        server = self.serve("--limit-memory-file", "1KiB")
        stop, tags, wrong = threading.Event(), {}, []

        def look():
            while not stop.is_set():
                for target in ("/small.html", "/large.html"):
                    answer = self.ask(server, target)
                    body = answer.body
                    if answer.status != 200 or body not in versions.values():
                        wrong.append((target, answer.status, body[:30], len(body)))
                    elif tags.setdefault(answer["ETag"], body) != body:
                        wrong.append((target, "one tag, two contents", answer["ETag"]))

        threads = [threading.Thread(target=look) for _ in range(3)]
        for thread in threads:
            thread.start()
        for content in versions.values():
            for name in ("small.html", "large.html"):
                fresh = self.root / ".fresh"
                fresh.write_bytes(content)
                fresh.rename(self.root / name)
            self.ask(server, "/small.html")
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)
        self.assertEqual(wrong, [])
        for target in ("/small.html", "/large.html"):
            self.until(server, target, holds=lambda answer: answer.body == versions[39], what="is not the last version")

    def test_a_small_file_written_in_place_never_has_two_contents_under_one_tag(self):
        path = self.write("page.html", b"")
        server = self.serve("--workers", "2")
        stop, tags, wrong = threading.Event(), {}, []

        def look():
            while not stop.is_set():
                answer = self.ask(server, "/page.html")
                # A reader may see a half that somebody has just written; what it is told of it must be true.
                if answer.status != 503 and tags.setdefault(answer["ETag"], answer.body) != answer.body:
                    wrong.append(answer.lines)

        threads = [threading.Thread(target=look) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(300):
            path.write_bytes(b"%d " % number * 2000)
        stop.set()
        for thread in threads:
            thread.join(PATIENCE)
        self.assertEqual(wrong, [])
        self.until(server, "/page.html", holds=lambda answer: answer.body == path.read_bytes(), what="is not the last version")

    def test_a_folder_that_is_replaced_is_seen(self):
        self.write("current/page.html", b"first")
        server = self.serve("--workers", "1")
        self.assertEqual(self.ask(server, "/current/page.html").body, b"first")
        self.write(".next/page.html", b"second")
        (self.root / "current").rename(self.root / ".before")
        (self.root / ".next").rename(self.root / "current")
        self.until(server, "/current/page.html", holds=lambda answer: answer.body == b"second", what="is the old one")

    def test_what_compresses_alone_may_vanish_while_it_is_undone(self):
        content = b"a text that compresses well\n" * 1_000_000
        path = self.write("only.txt.gz", encoded("gzip", content))
        age(path)
        server = self.serve("--workers", "1")
        with server.connect() as peer:
            peer.sendall(get("/only.txt") + get("/none"))
            path.unlink()
            reader = Reader(peer)
            answer = reader.answer()
            self.assertIn(answer.status, (200, 404))
            if answer.status == 200:
                self.assertTrue(answer.body == content)
            self.assertEqual(reader.answer().status, 404)
        self.stop(server)


if __name__ == "__main__":
    unittest.main()

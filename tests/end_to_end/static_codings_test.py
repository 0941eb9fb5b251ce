"""Content codings over real sockets: made in the background, found beside the file, undone where only they are there."""

import os
import subprocess
import threading
import unittest

from configured import STRONG, Client, ConfiguredTest, age, decoded, encoded
from harness import PATIENCE, Reader, get
from tls_test import wait_for

EXTENSIONS = {"gzip": ".gz", "br": ".br", "zstd": ".zst"}
TEXT = b"".join(b"line %d of a text that compresses well\n" % number for number in range(2000))  # beyond what is kept in memory
SMALL = TEXT[:4000]
LARGE = TEXT * 120  # some 10 MB: undone in the background only


class Made(ConfiguredTest):
    def setUp(self):
        super().setUp()
        for name, content in {"small.html": SMALL, "large.css": TEXT, "tiny.txt": b"tiny\n" * 40, "noise.html": os.urandom(5000),
                              "picture.png": SMALL, "page.json": SMALL}.items():
            age(self.write(name, content))

    def test_what_compresses_well_is_sent_in_what_the_peer_takes(self):
        server = self.serve("--workers", "1")  # each finds out for itself: another one's tag of the same file may still be weak
        for target, content in (("/small.html", SMALL), ("/large.css", TEXT), ("/page.json", SMALL)):
            tags = {self.until_strong(server, target)["ETag"]}
            for coding in EXTENSIONS:
                answer = self.until_coded(server, target, coding)
                with self.subTest(target=target, coding=coding):
                    self.assertEqual(decoded(coding, answer.body), content)
                    self.assertLess(len(answer.body), len(content) / 2)
                    self.assertEqual(answer["Vary"], "Accept-Encoding")
                    self.assertRegex(answer["ETag"], STRONG)
                    self.assertEqual(self.ask(server, target, "Accept-Encoding: " + coding, f"If-None-Match: {answer['ETag']}").status, 304)
                    self.assertEqual(self.curl(server, target, "-H", f"Accept-Encoding: {coding}").body, answer.body)
                    tags.add(answer["ETag"])
            self.assertEqual(len(tags), 4, "each form has a tag of its own")
            plain = self.ask(server, target)
            self.assertEqual((plain.get("Content-Encoding"), plain["Vary"], plain.body), (None, "Accept-Encoding", content))

    def test_what_would_not_shrink_is_sent_as_it_is(self):
        server = self.serve("--workers", "1")
        self.until_coded(server, "/small.html", "br")
        for target in ("/tiny.txt", "/noise.html", "/picture.png"):
            # They have had their turn when what is asked for behind them has.
            for _ in range(2):
                answer = self.ask(server, target, "Accept-Encoding: br, gzip, zstd")
                self.assertIsNone(answer.get("Content-Encoding"), target)
                self.until_coded(server, "/page.json", "br")

    def test_weights_decide(self):  # RFC 9110 §12.5.3
        server = self.serve("--workers", "1")
        for coding in EXTENSIONS:
            self.until_coded(server, "/small.html", coding)
        for accepted, wanted in (("gzip;q=0.5, br;q=0.4", "gzip"), ("gzip;q=0.5, zstd", "zstd"), ("br;q=0, zstd;q=0, *", "gzip"),
                                 ("x-gzip", "gzip"),
                                 ("GZIP", "gzip"), ("identity, gzip;q=0.9", None), ("deflate", None), ("", None), ("gzip;q=0", None),
                                 ("br;q=0.001", "br"), ("identity;q=0, br;q=0.1", "br"), ("*;q=0, gzip", "gzip"),
                                 ("gzip ; q=1.000 , nothing", "gzip")):
            answer = self.ask(server, "/small.html", f"Accept-Encoding: {accepted}")
            with self.subTest(accepted):
                self.assertEqual((answer.status, answer.get("Content-Encoding")), (200, wanted))
                self.assertEqual(decoded(wanted, answer.body), SMALL)
        for target, accepted in (("/picture.png", "identity;q=0"), ("/small.html", "*;q=0"), ("/small.html", "identity;q=0, deflate")):
            refused = self.ask(server, target, f"Accept-Encoding: {accepted}")
            self.assertEqual(refused.status, 406, accepted)
            self.assertIn("Accept-Encoding", refused["Vary"].split(", "))
        two_lines = self.ask(server, "/small.html", "Accept-Encoding: deflate", "Accept-Encoding: br")
        self.assertEqual(two_lines.get("Content-Encoding"), "br")

    def test_it_can_be_turned_off(self):
        server = self.serve("--compress=false")
        answer = self.ask(server, "/small.html", "Accept-Encoding: gzip")
        self.assertEqual((answer.get("Content-Encoding"), answer.get("Vary")), (None, None))

    def test_all_files_get_their_turn_and_curl_can_read_them(self):
        for number in range(60):
            age(self.write(f"many/{number}.txt", b"%d\n" % number + SMALL))
        server = self.serve()
        for number in range(60):
            self.ask(server, f"/many/{number}.txt")
        for number in range(60):
            self.until_coded(server, f"/many/{number}.txt", "br")
        done = subprocess.run(["curl", "-sS", "--compressed", f"{server.url}/many/[0-59].txt"], capture_output=True, timeout=PATIENCE,
                              check=True)
        self.assertEqual(done.stdout, b"".join(b"%d\n" % number + SMALL for number in range(60)))


class Beside(ConfiguredTest):
    """FILE.br, FILE.zst and FILE.gz. Here they hold something else than FILE, so that it can be seen where an answer is from."""

    def lay(self, name, content, coding, seconds):
        path = self.write(name + EXTENSIONS[coding], encoded(coding, content))
        age(path, seconds)
        return path

    def test_fresh_ones_are_sent_as_they_are_and_stale_ones_never(self):
        age(self.write("page.html", TEXT), 1000)
        age(self.write("same.html", TEXT), 1000)
        fresh = self.lay("page.html", TEXT + b"fresh", "br", 500)
        self.lay("page.html", b"stale", "gzip", 1500)
        same = self.lay("same.html", TEXT + b"same", "zstd", 1000)
        stamp = (self.root / "same.html").stat().st_mtime_ns
        os.utime(same, ns=(stamp, stamp))
        server = self.serve("--compress=false")
        for target, coding, path in (("/page.html", "br", fresh), ("/same.html", "zstd", same)):
            answer = self.ask(server, target, f"Accept-Encoding: {coding}")
            self.assertEqual((answer.get("Content-Encoding"), answer.body), (coding, path.read_bytes()))
            self.assertEqual((answer["Content-Type"], answer["Vary"]), ("text/html; charset=utf-8", "Accept-Encoding"))
        for accepted in ("gzip", "identity", "zstd"):
            answer = self.ask(server, "/page.html", f"Accept-Encoding: {accepted}")
            self.assertEqual((answer.get("Content-Encoding"), answer.body, answer["Vary"]), (None, TEXT, "Accept-Encoding"))

    def test_a_stale_one_is_replaced_by_what_the_background_makes(self):
        age(self.write("page.html", TEXT), 1000)
        self.lay("page.html", b"stale", "gzip", 1500)
        self.assertEqual(decoded("gzip", self.until_coded(self.serve(), "/page.html", "gzip").body), TEXT)

    def test_asked_for_by_their_own_names_they_are_files(self):
        age(self.write("page.html", TEXT), 1000)
        path = self.lay("page.html", TEXT, "gzip", 500)
        answer = self.ask(self.serve(), "/page.html.gz", "Accept-Encoding: gzip")
        self.assertEqual((answer["Content-Type"], answer.get("Content-Encoding"), answer.body), ("application/gzip", None, path.read_bytes()))

    def test_they_can_be_turned_off(self):
        age(self.write("page.html", TEXT), 1000)
        self.lay("page.html", b"other", "gzip", 500)
        self.lay("only.html", b"other", "gzip", 500)
        server = self.serve_config("[site]\nsidecars = false\ncompress = false\n")
        answers = self.asked(server, ("/page.html", "Accept-Encoding: gzip"), ("/only.html", "Accept-Encoding: gzip"))
        self.assertEqual([(answer.status, answer.get("Content-Encoding")) for answer in answers], [(200, None), (404, None)])

    def test_one_that_comes_later_is_found(self):
        age(self.write("page.html", TEXT), 1000)
        server = self.serve("--compress=false")
        self.assertIsNone(self.ask(server, "/page.html", "Accept-Encoding: gzip").get("Content-Encoding"))
        path = self.lay("page.html", TEXT, "gzip", 500)
        self.assertEqual(self.until_coded(server, "/page.html", "gzip").body, path.read_bytes())
        path.unlink()
        self.until(server, "/page.html", "Accept-Encoding: gzip", holds=lambda answer: not answer.get("Content-Encoding"), what="stays coded")


class Undone(ConfiguredTest):
    """Where only a coded form is there, who does not take it gets the content all the same."""

    def check(self, server, target, content):
        for coding in EXTENSIONS:
            name = f"{target}.{coding}.txt"
            path = self.root / (name[1:] + EXTENSIONS[coding])
            with self.subTest(name):
                for fields in ((), ("Accept-Encoding: identity",), ("Accept-Encoding: deflate",)):
                    plain = self.ask(server, name, *fields)
                    self.assertEqual((plain.status, plain.get("Content-Encoding"), plain["Vary"]), (200, None, "Accept-Encoding"))
                    self.assertEqual(plain["Content-Type"], "text/plain; charset=utf-8")
                    self.assertTrue(plain.body == content)
                coded = self.ask(server, name, f"Accept-Encoding: {coding}")
                self.assertTrue((coded.get("Content-Encoding"), coded.body) == (coding, path.read_bytes()))
                strong = [self.until_strong(server, name, f"Accept-Encoding: {each}")["ETag"] for each in ("identity", coding)]
                self.assertNotEqual(*strong)
                part = self.ask(server, name, "Range: bytes=-10")
                self.assertEqual((part.status, part.body), (206, content[-10:]))
                self.assertEqual(self.ask(server, name, "Accept-Encoding: identity;q=0, deflate").status, 406)

    def write_coded(self, stem, content):
        for coding in EXTENSIONS:
            age(self.write(f"{stem}.{coding}.txt{EXTENSIONS[coding]}", encoded(coding, content)))

    def test_what_is_small_is_undone_at_once(self):
        self.write_coded("small", TEXT)
        self.check(self.serve(), "/small", TEXT)

    def test_for_what_is_large_the_request_waits(self):
        self.write_coded("large", LARGE)
        self.check(self.serve(), "/large", LARGE)

    def test_http2_waits_too_and_other_streams_go_on(self):
        self.write_coded("large", LARGE)
        self.write("page.html", SMALL)
        server = self.serve()
        urls = [f"{server.url}/large.{coding}.txt" for coding in EXTENSIONS] + [f"{server.url}/page.html"]
        # One connection, all at once; what is small comes out first, as nobody holds it up.
        done = subprocess.run(["nghttp", "-w", "30", "-W", "30", *urls], capture_output=True, timeout=PATIENCE)
        self.assertEqual((done.returncode, len(done.stdout)), (0, 3 * len(LARGE) + len(SMALL)), done.stderr)
        self.assertTrue(done.stdout.startswith(SMALL), done.stdout[:100])
        self.assertTrue(self.curl(server, "/large.br.txt").body == LARGE)

    def test_what_is_pipelined_behind_it_waits_its_turn(self):
        self.write_coded("large", LARGE)
        self.write("page.html", SMALL)
        server = self.serve()
        with server.connect() as peer:
            targets = ["/page.html", "/large.gzip.txt", "/page.html", "/large.zstd.txt", "/large.gzip.txt", "/none", "/page.html"]
            peer.sendall(b"".join(map(get, targets)))
            reader = Reader(peer)
            for target in targets:
                answer = reader.answer()
                content = LARGE if "large" in target else SMALL
                self.assertTrue(answer.status == 404 if target == "/none" else answer.body == content, target)

    def test_head_waits_as_get_does(self):
        self.write_coded("large", LARGE)
        answer = self.ask(self.serve(), "/large.zstd.txt", method="HEAD")
        self.assertEqual((answer.status, answer["Content-Length"]), (200, str(len(LARGE))))

    def test_many_ask_at_once_and_some_go_away(self):
        self.write_coded("large", LARGE)
        self.write("page.html", SMALL)
        server = self.serve("--workers", "1")
        gone = [server.connect() for _ in range(5)]
        for peer in gone:
            peer.sendall(get("/large.br.txt"))
        for peer in gone:
            peer.close()
        found = []
        threads = [threading.Thread(target=lambda: found.append(self.ask(server, "/large.br.txt").body == LARGE)) for _ in range(4)]
        for thread in threads:
            thread.start()
        # Who asks for something else does not wait for it.
        self.assertEqual(self.ask(server, "/page.html").body, SMALL)
        for thread in threads:
            thread.join(PATIENCE)
        self.assertEqual(found, [True] * 4)
        self.stop(server)

    def test_a_stop_ends_a_wait(self):
        self.write_coded("large", LARGE)
        server = self.serve("--grace", "20s")
        with Client(server) as client:
            client.putrequest("GET", "/large.zstd.txt", skip_accept_encoding=True)
            client.endheaders()
            wait_for(lambda: self.ask(server, "/none").status == 404, "it does not answer")
            self.stop_softly(server)
            self.assertTrue(client.getresponse().read() == LARGE)

    def stop_softly(self, server):
        server.signal(15)
        self.addCleanup(lambda: self.assertEqual(server.wait(), 0))

    def test_what_is_too_large_to_be_undone(self):
        self.write_coded("large", LARGE)
        server = self.serve("--limit-memory-store", "8MiB")
        for coding in EXTENSIONS:
            target = f"/large.{coding}.txt"
            plain, refused, coded = self.asked(server, target, (target, "Accept-Encoding: identity"), (target, f"Accept-Encoding: {coding}"))
            with self.subTest(coding):
                self.assertEqual((refused.status, coded.status, coded["Content-Encoding"]), (406, 200, coding))
                if plain.status == 200:
                    self.assertEqual(plain["Content-Encoding"], coding, "what cannot be undone is never said to be plain")
                for answer in (plain, refused, coded):
                    self.assertIn("Accept-Encoding", (answer.get("Vary") or "").split(", "), answer.status)

    def test_what_is_undone_counts_as_kept_in_memory(self):
        for number in range(20):
            age(self.write(f"{number}.txt.gz", encoded("gzip", b"%d\n" % number + LARGE)))
        server = self.serve("--workers", "1", "--limit-memory-store", "64MiB", command=["env", "ASAN_OPTIONS=quarantine_size_mb=1"])

        def memory():
            with open(f"/proc/{server.process.pid}/status", encoding="ascii") as status:
                return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS:"))

        before = memory()
        for number in range(20):
            self.assertTrue(self.ask(server, f"/{number}.txt").body == b"%d\n" % number + LARGE)
        self.assertLess(memory() - before, 140 * 1024 * 1024, "20 of them are some 200 MB")

    def test_what_is_no_coding_at_all_is_an_error_of_the_server_or_sent_as_it_is(self):
        age(self.write("broken.txt.gz", b"no gzip at all"))
        age(self.write("cut.txt.gz", encoded("gzip", TEXT)[:-20]))
        server = self.serve()
        for target in ("/broken.txt", "/cut.txt"):
            for fields in ((), ("Accept-Encoding: identity",)):
                answer = self.ask(server, target, *fields)
                if answer.status == 200:
                    self.assertEqual(answer.get("Content-Encoding"), "gzip", "what cannot be undone is never said to be plain")
                else:
                    self.assertIn(answer.status, (406, 500), target)


if __name__ == "__main__":
    unittest.main()

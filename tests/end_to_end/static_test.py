"""What a static site's answers say of their content: tags, conditions, ranges, methods; over real sockets."""

import email.parser
import os
import time
import unittest

from configured import STRONG, WEAK, Client, ConfiguredTest, age, encoded
from harness import PATIENCE, Reader, get

TEXT = b"".join(b"line %d of a text that compresses well\n" % number for number in range(2000))  # beyond what is kept in memory
SMALL = TEXT[:4000]
LARGE = TEXT * 20  # beyond what is hashed at once
PAST, FUTURE = "Thu, 01 Jan 1998 00:00:00 GMT", "Tue, 01 Jan 2080 00:00:00 GMT"


class Tags(ConfiguredTest):
    def tags(self, server, *targets):
        return [self.until_strong(server, target)["ETag"] for target in targets]

    def test_the_same_bytes_have_the_same_strong_tag_wherever_and_whenever_they_are(self):
        for name, content in {"a.txt": SMALL, "b/c.txt": SMALL, "other.txt": SMALL[1:], "large": LARGE, "b/large": LARGE,
                              "changed": b"#" + LARGE}.items():
            age(self.write(name, content))
        targets = ("/a.txt", "/b/c.txt", "/other.txt", "/large", "/b/large", "/changed")
        server = self.serve()
        first = self.tags(server, *targets)
        for tag in first:
            self.assertRegex(tag, STRONG)
        self.assertEqual((first[0], first[3]), (first[1], first[4]))
        self.assertEqual(len(set(first)), 4)
        self.stop(server)
        for name in ("a.txt", "large"):
            os.utime(self.root / name)
        self.assertEqual(self.tags(self.serve(), *targets), first)

    def test_all_workers_agree(self):
        self.write("small", SMALL)
        self.write("large", LARGE)
        server = self.serve("--workers", "3")
        for target in ("/small", "/large"):
            deadline = time.monotonic() + PATIENCE
            while len(tags := {self.ask(server, target)["ETag"] for _ in range(30)}) != 1 or tags.pop().startswith("W/"):
                self.assertLess(time.monotonic(), deadline, f"{target}: {tags}")

    def fresh_and_weak(self, server):
        """A target whose content has no hash yet, and its tag."""
        for number in range(100):
            self.write(f"fresh{number}.bin", LARGE)
            answer = self.ask(server, f"/fresh{number}.bin")
            if answer["ETag"].startswith("W/"):
                return f"/fresh{number}.bin", answer["ETag"]
        raise AssertionError("no large file starts with a weak tag")

    def test_a_large_file_is_weak_until_it_is_hashed_and_promises_nothing_so_long(self):
        server = self.serve()
        target, weak = self.fresh_and_weak(server)
        self.assertRegex(weak, WEAK)
        asked = self.asked(server, (target, f"If-None-Match: {weak}"), (target, f"If-Match: {weak}"),
                           (target, f"If-Range: {weak}", "Range: bytes=0-9"), (target, "If-Match: *"))
        self.assertIn(asked[0].status, (304, 200))  # 200 if the hash is known meanwhile
        self.assertEqual([answer.status for answer in asked[1:]], [412, 200, 200])
        strong = self.until_strong(server, target)["ETag"]
        asked = self.asked(server, (target, f"If-None-Match: {strong}"), (target, f"If-Match: {strong}"),
                           (target, f"If-Range: {strong}", "Range: bytes=0-9"), (target, f"If-Range: W/{strong}", "Range: bytes=0-9"),
                           (target, f"If-Match: W/{strong}"))
        self.assertEqual([answer.status for answer in asked], [304, 200, 206, 200, 412])
        self.assertEqual(asked[2].body, LARGE[:10])


class Conditions(ConfiguredTest):
    def setUp(self):
        super().setUp()
        age(self.write("page.html", SMALL))
        self.server = self.serve("--compress=false")
        self.now = self.ask(self.server, "/page.html")

    def check(self, table, target="/page.html"):
        with Client(self.server) as client:
            for status, *fields in table:
                with self.subTest(fields):
                    self.assertEqual(client.ask(target, *fields).status, status)
                    self.assertEqual(client.ask(target, *fields, method="HEAD").status, status)

    def test_each_condition_is_evaluated_in_its_order(self):  # RFC 9110 §13.2.2
        tag, date = self.now["ETag"], self.now["Last-Modified"]
        in_1994 = "Sunday, 06-Nov-94 08:49:37 GMT"
        self.check([
            (304, f"If-None-Match: {tag}"), (304, f"If-None-Match: W/{tag}"), (304, f'If-None-Match: "x", {tag}'), (304, "If-None-Match: *"),
            (200, 'If-None-Match: "x"'), (200, "If-None-Match: " + tag.strip('"')),
            (304, f"If-Modified-Since: {date}"), (304, f"If-Modified-Since: {self.now['Date']}"), (200, f"If-Modified-Since: {PAST}"),
            (200, f"If-Modified-Since: {FUTURE}"), (200, "If-Modified-Since: yesterday"), (200, f"If-Modified-Since: {in_1994}"),
            (200, f"If-Modified-Since: {date}", 'If-None-Match: "x"'), (304, f"If-Modified-Since: {PAST}", f"If-None-Match: {tag}"),
            (200, f"If-Match: {tag}"), (200, "If-Match: *"), (412, 'If-Match: "x"'), (412, f"If-Match: W/{tag}"),
            (200, f'If-Match: "x"  ,\t{tag}'), (412, f"If-Match: {tag}x"),
            (200, f"If-Unmodified-Since: {date}"), (412, f"If-Unmodified-Since: {PAST}"), (412, f"If-Unmodified-Since: {in_1994}"),
            (200, "If-Unmodified-Since: never"), (200, f"If-Unmodified-Since: {PAST}", f"If-Match: {tag}"),
            (412, 'If-Match: "x"', f"If-None-Match: {tag}"), (304, f"If-Match: {tag}", f"If-None-Match: {tag}"),
        ])

    def test_what_is_not_there_has_no_conditions(self):  # RFC 9110 §13.2.1
        self.check([(404, "If-None-Match: *"), (404, "If-Match: *"), (404, 'If-Match: "x"'), (404, f"If-Unmodified-Since: {PAST}")], "/none")

    def test_a_304_has_the_fields_that_a_cache_needs_and_no_others(self):  # RFC 9110 §15.4.5
        unchanged = self.ask(self.server, "/page.html", "If-None-Match: *")
        for name in ("ETag", "Cache-Control", "Vary", "Date"):
            self.assertEqual(bool(unchanged.get(name)), bool(self.now.get(name)), name)
        for name in ("Content-Type", "Content-Length", "Content-Encoding", "Content-Range"):
            self.assertIsNone(unchanged.get(name), name)

    def test_times_that_tell_nothing_are_not_told(self):
        for name, stamp in (("epoch", 0), ("zip", 315_532_800), ("future", time.time() + 86_400)):
            os.utime(self.write(name, SMALL), (stamp, stamp))
            answer = self.ask(self.server, f"/{name}")
            self.assertEqual((answer.status, answer.get("Last-Modified")), (200, None), name)


class Ranges(ConfiguredTest):
    def setUp(self):
        super().setUp()
        age(self.write("large.bin", TEXT))
        age(self.write("small.bin", SMALL))
        self.server = self.serve()
        self.contents = {"/large.bin": TEXT, "/small.bin": SMALL}

    def test_one_range(self):
        for target, content in self.contents.items():
            size = len(content)
            for value, first, end in (("0-0", 0, 1), ("7-99", 7, 100), ("100-", 100, size), ("-5", size - 5, size), (f"-{size + 9}", 0, size),
                                      (f"10-{size + 9}", 10, size), (f"{size - 1}-{10 ** 30}", size - 1, size)):
                answer = self.ask(self.server, target, f"Range: bytes={value}")
                with self.subTest(target=target, value=value):
                    self.assertEqual((answer.status, answer.body), (206, content[first:end]))
                    self.assertEqual(answer["Content-Range"], f"bytes {first}-{end - 1}/{size}")
                    self.assertEqual(answer["Content-Length"], str(end - first))

    def test_what_cannot_be_satisfied_says_how_long_the_content_is(self):
        for target, content in self.contents.items():
            for value in (f"{len(content)}-", f"{10 ** 30}-", "-0", f"{len(content)}-, -0"):
                answer = self.ask(self.server, target, f"Range: bytes={value}")
                self.assertEqual((answer.status, answer.get("Content-Range")), (416, f"bytes */{len(content)}"), value)

    def test_what_is_no_range_is_left_aside(self):
        for value in ("bytes=", "bytes=a-b", "bytes=5-4", "bytes=1", "bytes 0-1", "lines=0-1", "bytes=0-1,x", "bytes=0-1;2-3", "bytes=--1",
                      "bytes=" + ",".join(f"{each * 500}-{each * 500 + 1}" for each in range(100))):
            answer = self.ask(self.server, "/large.bin", f"Range: {value}")
            self.assertEqual((answer.status, answer.body), (200, TEXT), value)
        head = self.ask(self.server, "/large.bin", "Range: bytes=0-1", method="HEAD")
        self.assertEqual((head.status, head["Content-Length"]), (200, str(len(TEXT))))
        twice = self.ask(self.server, "/large.bin", "Range: bytes=0-1", "Range: bytes=4-5")
        self.assertEqual(twice.status, 200)

    def parts(self, answer):
        """The parts of a multipart/byteranges body (RFC 9110 §14.6), read by Python's own parser: (Content-Range, bytes)."""
        start = f"Content-Type: {answer['Content-Type']}\r\nMIME-Version: 1.0\r\n\r\n".encode()
        message = email.parser.BytesParser().parsebytes(start + answer.body)
        self.assertTrue(message.is_multipart() and not message.defects, message.defects)
        return [(part["Content-Type"], part["Content-Range"], part.get_payload(decode=True)) for part in message.get_payload()]

    def check_parts(self, answer, kind, content, *wanted):
        self.assertEqual((answer.status, len(answer.body)), (206, int(answer["Content-Length"])))
        self.assertIsNone(answer.get("Content-Range"))
        self.assertEqual(self.parts(answer), [(kind, f"bytes {first}-{end - 1}/{len(content)}", content[first:end]) for first, end in wanted])

    def test_several_ranges_are_parts_in_the_order_asked_for(self):
        for target, content in self.contents.items():
            kind, size = "application/octet-stream", len(content)
            # Lines end in the middle of ranges, so that the parser may not trip over the last one.
            answer = self.ask(self.server, target, "Range: bytes=2000-2010, 0-9,-7")
            self.check_parts(answer, kind, content, (2000, 2011), (0, 10), (size - 7, size))
            over_http2 = self.curl(self.server, target, "-H", "Range: bytes=2000-2010, 0-9,-7")
            self.check_parts(over_http2, kind, content, (2000, 2011), (0, 10), (size - 7, size))
            answer = self.ask(self.server, target, f"Range: bytes=1-1,{size}-,1000-1001")
            self.check_parts(answer, kind, content, (1, 2), (1000, 1002))

    def test_ranges_that_overlap_are_one(self):
        answer = self.ask(self.server, "/large.bin", "Range: bytes=10-20,15-30,31-40")
        self.assertEqual((answer.status, answer.get("Content-Range"), answer.body), (206, f"bytes 10-40/{len(TEXT)}", TEXT[10:41]))
        many = self.ask(self.server, "/large.bin", "Range: bytes=" + ",".join(["0-"] * 50))
        self.assertLessEqual(len(many.body), len(TEXT))

    def test_a_range_is_one_of_what_is_sent_coded_or_not(self):
        age(self.write("page.html", TEXT))
        whole = self.until_coded(self.server, "/page.html", "br")
        part = self.ask(self.server, "/page.html", "Accept-Encoding: br", "Range: bytes=5-9", f"If-Range: {whole['ETag']}")
        self.assertEqual((part.status, part["Content-Encoding"], part["Content-Range"], part.body),
                         (206, "br", f"bytes 5-9/{len(whole.body)}", whole.body[5:10]))
        other = self.ask(self.server, "/page.html", "Range: bytes=5-9", f"If-Range: {whole['ETag']}")
        self.assertEqual((other.status, other.body), (200, TEXT))
        dated = self.ask(self.server, "/page.html", "Range: bytes=5-9", f"If-Range: {whole['Last-Modified']}")
        self.assertEqual((dated.status, dated.body), (206, TEXT[5:10]))
        before = self.ask(self.server, "/page.html", "Range: bytes=5-9", f"If-Range: {PAST}")
        self.assertEqual(before.status, 200)


class Methods(ConfiguredTest):
    def setUp(self):
        super().setUp()
        for name in ("index.html", "large.bin", "only.txt.gz", "folder/index.html"):
            age(self.write(name, encoded("gzip", TEXT) if name.endswith("gz") else TEXT))
        self.server = self.serve("--compress=false", "--listing")

    def test_head_has_the_fields_of_get(self):
        for target in ("/", "/large.bin", "/only.txt", "/folder/"):
            self.until_strong(self.server, target)
        for target in ("/", "/large.bin", "/only.txt", "/folder", "/folder/", "/none", "/.hidden", "/%2f"):
            for fields in ((), ("Accept-Encoding: gzip",), ("If-None-Match: *",), ("Accept: application/json",), ('If-Match: "x"',)):
                whole, head = (self.ask(self.server, target, *fields, method=method) for method in ("GET", "HEAD"))
                with self.subTest(target=target, fields=fields):
                    self.assertEqual((head.status, head.lasting(), head.body), (whole.status, whole.lasting(), b""))
                over_http2 = self.curl(self.server, target, *(word for field in fields for word in ("-H", field)))
                with self.subTest(target=target, fields=fields, over="HTTP/2"):
                    self.assertEqual((over_http2.status, over_http2.lasting(), over_http2.body), (whole.status, whole.lasting(), whole.body))

    def test_other_methods(self):
        for target in ("/", "/none"):
            for method, status in (("OPTIONS", 204), ("POST", 405), ("PUT", 405), ("DELETE", 405), ("PATCH", 405), ("FLY", 501), ("get", 501)):
                asked = [self.ask(self.server, target, method=method), self.curl(self.server, target, "-X", method)]
                for answer in asked:
                    with self.subTest(target=target, method=method):
                        self.assertEqual(answer.status, status)
                        self.assertEqual(answer.get("Allow"), "GET, HEAD, OPTIONS" if status != 501 else None)
                        self.assertEqual(answer.get("X-Content-Type-Options"), "nosniff")
                        self.assertEqual(answer.get("Content-Length") is None, status == 204)

    def test_options_of_the_server_itself(self):
        with self.server.connect() as peer:
            peer.sendall(get("*", method="OPTIONS") + get("*") + get("/"))
            reader = Reader(peer)
            self.assertEqual(reader.answer(bodiless=True).status, 204)
            self.assertEqual(reader.answer().status, 400)


if __name__ == "__main__":
    unittest.main()

"""What synfin-client asks for, as the server's access log saw it, and whether it finds answers that are not right."""

import collections
import gzip
import hashlib
import json
import subprocess
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from harness import CLIENT, PATIENCE, SiteTest
from truth import Truth

WAYS = {"one by one": [], "pipelined": ["--pipeline", "4"], "over HTTP/2": ["--http", "2", "--streams", "4"]}


class AskingTest(SiteTest):
    def setUp(self):
        super().setUp()
        self.log = self.root.parent / (self.root.name + ".log")
        self.addCleanup(lambda: self.log.unlink(missing_ok=True))
        self.server = self.logging_server(self.log, "json")

    def logging_server(self, path, style):
        """One worker: several would write their lines batch by batch, in no order."""
        return self.serve("--workers", "1", "--access-log", str(path), "--log-format", style)

    def file(self, name, text):
        """A file that is not part of the site."""
        path = self.root.parent / f"{self.root.name}-{name}"
        path.write_text(text, encoding="utf-8")
        self.addCleanup(lambda: path.unlink(missing_ok=True))
        return path

    def client(self, *arguments):
        return subprocess.run([CLIENT, "load", "--no-progress", "--json", "-", *map(str, arguments)],
                              capture_output=True, text=True, timeout=PATIENCE)

    def load(self, *arguments):
        """A run's result; what the client said besides is in `said`."""
        done = self.client(*arguments)
        self.said = done.stderr
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def logged(self):
        """The requests that the server saw, once it has ended."""
        self.stop(self.server)
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


class Lists(AskingTest):
    def test_weights_are_kept_and_methods_and_urls_are_each_lines_own(self):
        urls = self.file("urls", f"# mixed\n6 {self.server.url}/a\n3 HEAD {self.server.url}/b?x\n\n{self.server.url}/c\n")
        result = self.load("-n", 200, "-c", 4, "-t", 2, "--urls", urls)
        self.assertEqual(result["requests"]["completed"], 200)
        seen = collections.Counter((each["method"], each["target"]) for each in self.logged())
        self.assertEqual(seen, {("GET", "/a"): 120, ("HEAD", "/b?x"): 60, ("GET", "/c"): 20})

    def test_weights_are_kept_over_pipelines_and_streams(self):
        for way, flags in WAYS.items():
            self.write("a", b"a" * 3000)
            self.write("b", b"b")
            urls = self.file("urls", f"3 {self.server.url}/a\nHEAD {self.server.url}/a\n{self.server.url}/b\n")
            result = self.load("-n", 100, "-c", 1, "-t", 1, *flags, "--urls", urls)
            self.assertEqual(result["status"], {"200": 100}, way)
            self.assertEqual(result["bytes"]["body"], 60 * 3000 + 20, way)

    def test_templates_are_unique_on_the_servers_side(self):
        for flags in WAYS.values():
            self.load("-n", 60, "-c", 4, "-t", 2, *flags, "-H", "User-Agent: {uuid}", "-H", "Referer: {random}/{counter}",
                      f"{self.server.url}/{{counter}}?r={{random:1-9}}&j={{x}}")
        seen = self.logged()
        self.assertEqual(len(seen), 180)
        self.assertEqual(len({each["user_agent"] for each in seen}), 180)
        self.assertEqual(len({each["referer"] for each in seen}), 180)
        for start in range(0, 180, 60):
            run = seen[start:start + 60]
            numbers = {int(each["target"][1:].split("?")[0]) for each in run}
            self.assertEqual(len(numbers), 60)
            for each in run:
                self.assertRegex(each["target"], r"^/\d+\?r=[1-9]&j=\{x\}$")
                self.assertEqual(each["referer"].split("/")[1], each["target"][1:].split("?")[0])

    def test_one_thread_counts_without_a_gap(self):
        self.load("-n", 20, "-c", 1, "-t", 1, f"{self.server.url}/{{counter:3}}")
        self.assertEqual([each["target"] for each in self.logged()], [f"/{number:03}" for number in range(1, 21)])

    def test_a_body_is_read_from_its_file_and_filled(self):
        seen = []

        class Taking(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                seen.append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        taking = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
        thread = threading.Thread(target=taking.serve_forever)
        thread.start()
        self.addCleanup(lambda: (taking.shutdown(), thread.join(PATIENCE), taking.server_close()))
        body = self.file("body", '{"n":{counter},"o":{}}')
        urls = self.file("urls", f"POST http://127.0.0.1:{taking.server_port}/ @{body}\n")
        self.load("-n", 12, "-c", 1, "-t", 1, "--urls", urls)
        self.assertEqual([json.loads(each) for each in seen], [{"n": number, "o": {}} for number in range(1, 13)])


class Sitemaps(AskingTest):
    def sitemap(self, *pages, kind="urlset", each="url"):
        places = "".join(f"<{each}><loc>{page}</loc></{each}>" for page in pages)
        return f'<?xml version="1.0"?><{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{places}</{kind}>'.encode()

    def test_pages_of_plain_packed_and_nested_sitemaps_are_asked_for(self):
        url = self.server.url
        self.write("one.xml", self.sitemap(f"{url}/a", f"{url}/b?x=1&amp;y=2"))
        self.write("two.xml.gz", gzip.compress(self.sitemap(f"{url}/c", "mailto:me")))
        self.write("sitemap.xml", self.sitemap(f"{url}/one.xml", f"{url}/two.xml.gz", f"{url}/one.xml",
                                               kind="sitemapindex", each="sitemap"))
        result = self.load("-n", 30, "-c", 1, "-t", 1, "--sitemap", f"{url}/sitemap.xml")
        self.assertEqual(result["target"], [f"{url}/a", f"{url}/b?x=1&y=2", f"{url}/c"])
        self.assertIn("1 of the sitemaps' locations", self.said)
        seen = collections.Counter(each["target"] for each in self.logged())
        fetched = {"/sitemap.xml": 1, "/one.xml": 1, "/two.xml.gz": 1}
        self.assertEqual(seen, {"/a": 10, "/b?x=1&y=2": 10, "/c": 10, **fetched})

    def test_a_url_beside_a_sitemap_says_which_server_is_asked(self):
        path = self.file("map.xml", self.sitemap("https://example.org/a", "https://example.org/b?c").decode())
        self.load("-n", 10, "-c", 1, "--sitemap", path, self.server.url)
        self.assertEqual(collections.Counter(each["target"] for each in self.logged()), {"/a": 5, "/b?c": 5})

    def test_a_sitemap_that_cannot_be_had_or_read_ends_the_run_with_the_reason(self):
        url = self.server.url
        self.write("page.xml", b"<html></html>")
        self.write("loop.xml", self.sitemap(f"{url}/loop.xml", kind="sitemapindex", each="sitemap"))
        for place, why in ((f"{url}/none.xml", "status 404, expected 200"), (f"{url}/page.xml", "neither a urlset"),
                           (f"{url}/loop.xml", "name no page"), ("/nowhere.xml", "No such file")):
            done = self.client("-n", 1, "--sitemap", place)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertIn(why, done.stderr)


class Recordings(AskingTest):
    LINES = [("GET", "/1"), ("HEAD", "/2?x=%20"), ("GET", "/1"), ("GET", "/3")]

    def combined(self, lines):
        return "".join(f'9.9.9.9 - - [10/Oct/2000:13:55:{36 + number:02} +0000] "{method} {target} HTTP/1.1" 200 5 "-" "x"\n'
                       for number, (method, target) in enumerate(lines))

    def test_a_log_is_asked_again_in_its_order_with_its_methods(self):
        log = self.file("log", self.combined(self.LINES + [("POST", "/left/out")]) + "broken\n")
        self.load("-n", 8, "-c", 1, "-t", 1, "--access-log", log, self.server.url)
        self.assertIn("1 request left out", self.said)
        self.assertIn("1 line cannot be read; the first is line 6", self.said)
        self.assertEqual([(each["method"], each["target"]) for each in self.logged()], self.LINES * 2)

    def test_our_own_log_is_one_that_can_be_asked_again(self):
        for style in ("json", "combined"):
            kept = self.root.parent / f"{self.root.name}-{style}"
            self.addCleanup(kept.unlink)
            first = self.logging_server(kept, style)
            for name in ("x", "y", "z"):
                self.load("-n", 1, "-c", 1, f"{first.url}/{name}")
            self.stop(first)
            self.load("-n", 3, "-c", 1, "--access-log", kept, self.server.url)
        self.assertEqual([each["target"] for each in self.logged()], ["/x", "/y", "/z"] * 2)

    def test_a_browsers_recording_is_asked_again(self):
        def entry(second, method, path, headers=(), posted=None):
            request = {"method": method, "url": f"https://example.org{path}",
                       "headers": [{"name": name, "value": value} for name, value in headers]}
            if posted is not None:
                request["postData"] = {"mimeType": "text/plain", "text": posted}
            return {"startedDateTime": f"2026-01-31T12:00:{second:02}.000Z", "request": request}

        archive = {"log": {"version": "1.2", "entries": [
            entry(3, "POST", "/form", [("Content-Length", "99"), ("Host", "example.org")], "a=b"),
            entry(1, "GET", "/{counter}?q", [("User-Agent", "browser"), ("Referer", "http://r/"), (":path", "/")])]}}
        for way, flags in WAYS.items():
            self.load("-n", 2, "-c", 1, *flags, "--har", self.file("har", json.dumps(archive)), self.server.url)
        seen = self.logged()
        self.assertEqual([(each["method"], each["target"]) for each in seen],
                         [("GET", "/{counter}?q"), ("POST", "/form")] * 3)
        self.assertEqual((seen[0]["user_agent"], seen[0]["referer"]), ("browser", "http://r/"))
        self.assertEqual({each["host"] for each in seen}, {self.server.url.removeprefix("http://")})


    def test_a_recordings_own_timing_is_kept_and_scaled(self):
        times = [0, 70, 80, 250, 600]  # in milliseconds
        archive = {"log": {"version": "1.2", "entries": [
            {"startedDateTime": f"2026-01-31T12:00:00.{ms:03}Z",
             "request": {"method": "GET", "url": f"http://example.org/{ms}", "headers": []}} for ms in times]}}
        for speed in (0.5, 1, 2):
            truth = Truth("none")
            self.addCleanup(truth.close)
            result = self.load("--replay-speed", speed, "-c", 2, "-t", 1, "--har", self.file("har", json.dumps(archive)), truth.url)
            truth.told()
            came = [each["arrived_ns"] for each in truth.requests()]
            self.assertEqual(len(came), len(times))
            # No request is before its time, and none is later than the client says that it was late.
            late = result["client"]["lag"]["max_us"] * 1_000 + 2_000_000
            for ms, at in zip(times, came):
                due = came[0] + ms * 1_000_000 / speed
                self.assertGreater(at, due - late, f"{ms} ms at speed {speed}")
                self.assertLess(at, due + late, f"{ms} ms at speed {speed}")


class Validation(AskingTest):
    BODY = bytes(range(256)) * 400

    def setUp(self):
        super().setUp()
        self.write("index.html", b"<p>start</p>")
        self.write("data.bin", self.BODY)

    def run_all_ways(self, *flags, wrong=None):
        """The same run over each protocol: all of it is right, or all of it is wrong and the text says why."""
        for way, more in WAYS.items():
            with self.subTest(way=way, flags=flags):
                done = self.client("-n", 12, "-c", 2, *more, *flags)
                self.assertEqual(done.returncode, 0 if wrong is None else 1, done.stderr)
                result = json.loads(done.stdout)
                self.assertEqual(result["requests"]["sent"], 12)
                self.assertEqual(result["requests"]["failed"], 0 if wrong is None else 12)
                self.assertEqual(result["errors"]["validation"], 0 if wrong is None else 12)
                if wrong is not None:
                    self.assertIn(wrong, done.stderr)

    def test_status(self):
        url = self.server.url
        self.run_all_ways("--expect-status", "2xx", f"{url}/data.bin")
        self.run_all_ways("--expect-status", "404", f"{url}/none")
        self.run_all_ways("--expect-status", "2xx,304", f"{url}/none", wrong="GET /none: status 404, expected 2xx or 304")

    def test_fields(self):
        url = f"{self.server.url}/data.bin"
        self.run_all_ways("--expect-header", "ETag:", "--expect-header", f"content-length: {len(self.BODY)}", url)
        self.run_all_ways("--expect-header", "X-Missing:", url, wrong="GET /data.bin: no field X-Missing")
        self.run_all_ways("--expect-header", "Content-Type: text/html", url, wrong="field Content-Type is ")

    def test_length_and_sum(self):
        url = f"{self.server.url}/data.bin"
        self.run_all_ways("--expect-length", len(self.BODY), "--expect-body-sha256",
                          hashlib.sha256(self.BODY).hexdigest().upper(), url)
        self.run_all_ways("--expect-length", 5, url, wrong=f"a body of {len(self.BODY)} bytes, expected 5")
        self.run_all_ways("--expect-body-sha256", "0" * 64, url, wrong="a body of SHA-256 ")
        self.run_all_ways("--expect-length", len(self.BODY), "-X", "HEAD", url)

    def test_a_folder_of_the_right_files_finds_one_flipped_byte(self):
        url = self.server.url
        right = self.root.parent / (self.root.name + "-right")
        right.mkdir()
        self.addCleanup(lambda: (*map(lambda path: path.unlink(), right.iterdir()), right.rmdir()))
        (right / "index.html").write_bytes(b"<p>start</p>")
        (right / "data.bin").write_bytes(self.BODY)
        self.run_all_ways("--expect-root", right, f"{url}/", f"{url}/data.bin?x", f"{url}/none")
        self.run_all_ways("--expect-root", right, "-X", "HEAD", f"{url}/data.bin")
        flipped = bytearray(self.BODY)
        flipped[70_000] ^= 1
        (right / "data.bin").write_bytes(flipped)
        self.run_all_ways("--expect-root", right, f"{url}/data.bin", wrong=f"differs from {right}/data.bin at offset 70000")
        self.run_all_ways("--expect-root", right, f"{url}/")
        (right / "data.bin").write_bytes(self.BODY + b"!")
        self.run_all_ways("--expect-root", right, f"{url}/data.bin", wrong=f"expected the {len(self.BODY) + 1} of ")
        (right / "index.html").write_bytes(b"<p>START</p>")
        self.run_all_ways("--expect-root", right, f"{url}/", wrong="index.html at offset 3")

    def test_a_coded_body_cannot_be_compared(self):
        """A sidecar is served as soon as it is there: nothing has to be waited for."""
        page = b"<p>again and again</p>" * 500
        self.write("coded.html", page)
        self.write("coded.html.gz", gzip.compress(page))
        self.run_all_ways("--expect-root", self.root, "-H", "Accept-Encoding: gzip", f"{self.server.url}/coded.html",
                          wrong='the body is coded ("gzip"), and cannot be compared with ')
        self.run_all_ways("--expect-root", self.root, f"{self.server.url}/coded.html")

    def test_a_folder_without_the_files_cannot_be_compared_with(self):
        done = self.client("-n", 1, "--expect-root", self.root, f"{self.server.url}/nothing")
        self.assertEqual(done.returncode, 1)
        self.assertIn("none of the paths asked for names a file", done.stderr)

    def test_answers_that_are_right_count_beside_those_that_are_not(self):
        result = self.load("-n", 20, "-c", 1, "--expect-status", "200", f"{self.server.url}/data.bin",
                           f"{self.server.url}/none")
        self.assertEqual((result["requests"]["completed"], result["errors"]["validation"]), (10, 10))
        self.assertEqual(result["status"], {"200": 10})
        self.assertEqual(result["connections"]["opened"], 1)


if __name__ == "__main__":
    unittest.main()

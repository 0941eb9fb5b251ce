"""A single-page app on synfin-server: built by Vite from npm packages, used in Chromium over HTTP/2 and HTTP/1.1.

spa/ is the app; drive.mjs in it is the visitor, and tells what the browser saw. The server's own log is the other witness.
"""

import collections
import json
import os
import re
import shutil
import subprocess
import time
import unittest
import zlib
from pathlib import Path

import tls_test
from harness import PATIENCE, get

SOURCE = Path(__file__).resolve().parent / "spa"
CHROMIUM = "/usr/bin/chromium"
NO_NETWORK = re.compile(r"\b(EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ENOTFOUND|ETIMEDOUT)\b")
FOR_EVER = "public, max-age=31536000, immutable"
CODINGS = ("br", "zstd", "gzip")
EVERY_CODING = "gzip, deflate, br, zstd"
STRONG = '^"[^"]+"$'


def setUpModule():
    global APP, DIST, ASSETS, SCRIPT
    tls_test.setUpModule()
    unittest.addModuleCleanup(tls_test.tearDownModule)
    APP = tls_test.FOLDER / "app"
    DIST = APP / "dist"
    build()
    ASSETS = sorted(f"/assets/{path.name}" for path in (DIST / "assets").iterdir())
    SCRIPT, = (each for each in ASSETS if re.search(r"/index-.*\.js$", each))


def build():
    """Builds the app in a folder of the test's own, from the packages that its lock file names."""
    if not shutil.which("npm"):
        raise unittest.SkipTest("there is no npm: scripts/setup peers")
    shutil.copytree(SOURCE, APP, ignore=shutil.ignore_patterns("node_modules", "dist"))
    done = run_in_app("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
    if done.returncode != 0 and NO_NETWORK.search(done.stderr):
        raise unittest.SkipTest(f"npm reaches no registry: {done.stderr[-500:]}")
    assert done.returncode == 0, done.stderr[-2000:]
    done = run_in_app("npx", "--no-install", "vite", "build")
    assert done.returncode == 0, done.stderr[-2000:]
    for path in DIST.rglob("*"):
        # Browsers keep old files without asking, if nothing says how long (RFC 9111 §4.2.2).
        os.utime(path, (time.time() - 30 * 86400,) * 2)


def run_in_app(*command, **more):
    return subprocess.run(command, cwd=APP, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace",
                          timeout=5 * PATIENCE, **more)


class Spa(tls_test.TlsTest):
    def setUp(self):
        super().setUp()
        self.root = DIST
        self.page = (DIST / "index.html").read_bytes()

    def serve_app(self):
        """With one worker: what it has compressed for one connection it has for all."""
        self.log = tls_test.FOLDER / f"{self.id()}.log"
        return self.serve_tls("--workers", "1", "--access-log", str(self.log), "--log-format", "json", "--spa")

    def ask_for(self, server, target, *fields, method="GET"):
        return self.talk(server, get(target, *fields, method=method))[0]

    def until_coded(self, server, target, accepted):
        """The first answer that comes in a coding: it is made in the background."""
        seen = []

        def coded():
            seen.append(self.ask_for(server, target, f"Accept-Encoding: {accepted}"))
            return seen[-1].get("Content-Encoding")

        tls_test.wait_for(coded, f"{target} is never coded for {accepted}")
        return seen[-1]


class Contract(Spa):
    def test_a_deep_link_is_the_page_and_is_to_be_asked_for_anew(self):
        server = self.serve_app()
        for target in ("/", "/guide/second", "/guide/second/", "/no/such/place?x=1", "/guide/second?v=1.5"):
            answer = self.ask_for(server, target)
            with self.subTest(target):
                self.assertEqual((answer.status, answer.body), (200, self.page))
                self.assertEqual(answer["Content-Type"], "text/html; charset=utf-8")
                self.assertEqual(answer["Cache-Control"], "no-cache")
                self.assertIn("accept-encoding", answer["Vary"].lower())
                self.assertRegex(answer["ETag"], STRONG)
                again = self.ask_for(server, target, f"If-None-Match: {answer['ETag']}")
                self.assertEqual((again.status, again.body), (304, b""))
                self.assertEqual(again["Cache-Control"], "no-cache")
                head = self.ask_for(server, target, method="HEAD")
                self.assertEqual((head.status, head["ETag"]), (200, answer["ETag"]))

    def test_every_asset_is_for_ever(self):
        self.assertGreater(len(ASSETS), 10)
        server = self.serve_app()
        for target in ASSETS:
            answer = self.ask_for(server, target)
            with self.subTest(target):
                self.assertEqual((answer.status, answer.body), (200, (DIST / target[1:]).read_bytes()))
                self.assertEqual(answer["Cache-Control"], FOR_EVER)
                self.assertRegex(answer["ETag"], STRONG)

    def test_files_without_a_hash_in_their_name_are_not_for_ever(self):
        server = self.serve_app()
        for target in ("/notes.json", "/favicon.svg"):
            answer = self.ask_for(server, target)
            self.assertEqual(answer.status, 200)
            self.assertNotIn("immutable", answer.get("Cache-Control") or "")

    def test_a_missing_asset_is_missing(self):
        server = self.serve_app()
        for target in ("/assets/none-12345678.js", "/assets/none-12345678.css", "/none.json", "/logo.png"):
            for accept in ("*/*", "text/html,application/xhtml+xml;q=0.9"):
                answer = self.ask_for(server, target, f"Accept: {accept}")
                self.assertEqual(answer.status, 404, target)
                self.assertNotIn(b'id="root"', answer.body)
                self.assertNotIn("immutable", answer.get("Cache-Control") or "")

    def test_only_reading_gets_the_page(self):
        server = self.serve_app()
        self.assertNotEqual(self.ask_for(server, "/guide/second", "Content-Length: 0", method="POST").status, 200)

    def test_the_script_is_coded_once_it_has_been_asked_for(self):
        server = self.serve_app()
        plain = self.ask_for(server, SCRIPT)
        self.assertIsNone(plain.get("Content-Encoding"))
        self.assertIn("accept-encoding", plain["Vary"].lower())
        for accepted in ("gzip", EVERY_CODING):
            coded = self.until_coded(server, SCRIPT, accepted)
            self.assertIn(coded["Content-Encoding"], accepted.split(", "))
            self.assertLess(len(coded.body), len(plain.body) / 2)
            self.assertIn("accept-encoding", coded["Vary"].lower())
            self.assertEqual(coded["Cache-Control"], FOR_EVER)
            self.assertRegex(coded["ETag"], STRONG)
            self.assertNotEqual(coded["ETag"], plain["ETag"])
        gzip = self.until_coded(server, SCRIPT, "gzip")
        self.assertEqual(zlib.decompress(gzip.body, wbits=31), plain.body)


class Browser(Spa):
    def test_chromium_uses_the_app_over_tls_by_http2(self):
        server = self.serve_app()
        self.check(server, self.use(server, f"https://localhost:{server.tls_port}", EVERY_CODING), "h2", "HTTP/2.0")

    def test_chromium_uses_the_app_over_plain_http1(self):
        server = self.serve_app()
        self.check(server, self.use(server, f"http://localhost:{server.port}", "gzip, deflate"), "http/1.1", "HTTP/1.1")

    def use(self, server, base, accepted):
        """What the browser, which takes the `accepted` codings there, did and saw at `base`; the server has stopped then."""
        for target in (SCRIPT, "/"):
            self.until_coded(server, target, accepted)  # a coding that comes in between would be a change to the browser
        done = run_in_app("node", "drive.mjs", base, CHROMIUM, tls_test.CERT, env={**os.environ, "HOME": str(tls_test.FOLDER)})
        self.assertEqual(done.returncode, 0, done.stderr[-2000:])
        self.stop(server)
        seen = json.loads(done.stdout)
        self.assertEqual(seen["trouble"], [])
        return seen["requests"]

    def check(self, server, requests, protocol, version):
        self.assertEqual({each["protocol"] for each in requests}, {protocol})
        self.assertLessEqual({each["status"] for each in requests}, {200, 304})
        self.check_first_visit(requests)
        self.check_second_visit(requests)
        self.check_log(requests, version)

    def check_first_visit(self, requests):
        first = {each["path"]: each for each in requests if each["phase"] == "a first visit"}
        self.assertEqual({each["wire"] for each in first.values()}, {200})
        self.assertIn(first[SCRIPT]["coding"], CODINGS)
        for ending, kind in ((".js", "text/javascript"), (".css", "text/css"), (".svg", "image/svg+xml"), (".woff2", "font/woff2")):
            kinds = {each["type"].split(";")[0] for path, each in first.items() if path.endswith(ending)}
            self.assertEqual(kinds, {kind})

    def check_second_visit(self, requests):
        second = {each["path"]: each for each in requests if each["phase"] == "a second visit"}
        self.assertEqual(second["/"]["wire"], 304)
        assets = [each for path, each in second.items() if path in ASSETS]
        self.assertGreater(len(assets), 5)
        self.assertEqual([each["path"] for each in assets if each["wire"] or each["from"] == "network"], [])

    def check_log(self, requests, version):
        lines = [line for line in map(json.loads, self.log.read_text().splitlines()) if "Chrom" in line.get("user_agent", "")]
        self.assertEqual({line["version"] for line in lines}, {version})
        asked = collections.defaultdict(list)
        for line in lines:
            asked[line["target"]].append(line["status"])
        self.assertEqual(asked["/"], [200, 304])
        self.assertEqual(asked["/guide/second"], [200, 304], "two reloads")
        self.assertEqual(asked["/guide/third?from=mail"], [200])
        self.assertEqual(asked["/no/such/place"], [200])
        wire = collections.Counter(path for path, statuses in asked.items() for _ in statuses if path in ASSETS)
        self.assertEqual(wire, {each["path"]: 1 for each in requests if each["path"] in ASSETS}, "one request each, over all visits")
        self.assertEqual({each for each in ASSETS if each.endswith((".js", ".css"))} - set(wire), set())


if __name__ == "__main__":
    unittest.main()

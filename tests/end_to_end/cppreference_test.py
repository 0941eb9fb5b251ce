"""The main job on real input: a site of thousands of files, served, fetched whole, loaded, and stopped in mid-load.

The site is Debian's cppreference-doc-en-html: odd names (operators, commas, parentheses, UTF-8), folders, scripts and fonts.
"""

import collections
import concurrent.futures
import json
import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import unittest
import urllib.parse
from pathlib import Path

from certificates import Authority
from harness import CLIENT, PATIENCE, Reader, Server, connect, get

SITE = Path(os.environ.get("SYNFIN_CPPREFERENCE", "/usr/share/cppreference/doc/html"))
LOAD_SECONDS = 20


def files_of(site):
    """Every file that a server should serve, by its URL path."""
    return {"/" + urllib.parse.quote(str(path.relative_to(site))): path
            for path in sorted(site.rglob("*")) if path.is_file()}


def fetch_all(port, files):
    """Fetches every file over one kept-alive connection; the paths whose bytes differ from the disk's."""
    wrong = []
    with connect(port) as peer:
        reader = Reader(peer)
        for target, path in files:
            peer.sendall(get(target))
            answer = reader.answer()
            if answer.status != 200 or answer.body != path.read_bytes():
                wrong.append((target, answer.status))
    return wrong


class Cppreference(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not SITE.is_dir():
            raise AssertionError("no site to serve: apt-get install cppreference-doc-en-html (scripts/test does)")
        cls.files = files_of(SITE)
        cls.folder = Path(tempfile.mkdtemp(prefix="synfin-test-"))
        pages = [target for target in cls.files if target.endswith(".html")]
        cls.pages = random.Random(1).sample(pages, 1000)

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def serve(self, *flags):
        server = Server(SITE, *flags)
        self.addCleanup(server.close)
        return server

    def load(self, server, *flags):
        urls = self.folder / "urls"
        urls.write_text("".join(f"{server.url}{target}\n" for target in self.pages))
        return subprocess.Popen(
            [CLIENT, "load", "-c", "64", "--no-progress", "--json", "-", "--urls", str(urls), *flags],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def result_of(self, load):
        try:
            out, err = load.communicate(timeout=LOAD_SECONDS + PATIENCE)
        finally:
            if load.poll() is None:
                load.kill()
                load.communicate()
        self.assertEqual(load.returncode, 0, err)
        return json.loads(out)

    def check_sums(self, result):
        requests, connections = result["requests"], result["connections"]
        self.assertEqual(requests["sent"], requests["completed"] + requests["failed"])
        self.assertEqual(requests["completed"], sum(result["status"].values()))
        self.assertEqual(connections["opened"], sum(connections["closed_by"].values()))

    def test_every_file_arrives_byte_for_byte(self):
        self.assertGreater(len(self.files), 2000)
        server = self.serve()
        shares = [list(self.files.items())[start::4] for start in range(4)]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            wrong = [each for part in pool.map(lambda share: fetch_all(server.port, share), shares) for each in part]
        self.assertEqual(wrong, [])
        server.signal(signal.SIGTERM)
        self.assertEqual(server.wait(), 0)
        self.assertIn(f"{len(self.files):,} requests on 4 connections", server.said[-1])

    def test_every_file_arrives_byte_for_byte_over_http2_and_tls(self):
        authority = Authority(self.folder)
        cert, key = authority.issue("localhost")
        server = self.serve("--listen-tls", "127.0.0.1:0", "--cert", str(cert), "--key", str(key))
        place = next(each for each in server.places if each.startswith("https"))
        wanted = list(self.files.values())
        lines = [f'url = "{place}{target}"\noutput = "{self.folder}/got/{at}"\n' for at, target in enumerate(self.files)]
        config = self.folder / "curl"
        config.write_text("".join(lines))
        # One connection, up to 50 streams.
        done = subprocess.run(["curl", "--silent", "--show-error", "--http2", "--cacert", authority.path, "--parallel", "--parallel-max", "50",
                               "--create-dirs", "--max-time", str(PATIENCE), "--write-out", "%{http_version} %{http_code}\n", "--config", config],
                              capture_output=True, text=True, timeout=10 * PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(collections.Counter(done.stdout.split("\n")), {"2 200": len(wanted), "": 1})
        wrong = [path for at, path in enumerate(wanted) if (self.folder / "got" / str(at)).read_bytes() != path.read_bytes()]
        self.assertEqual(wrong, [])
        server.signal(signal.SIGTERM)
        self.assertEqual(server.wait(), 0)
        self.assertIn(f"{len(wanted):,} requests on", server.said[-1])

    def test_curl_gets_odd_names_as_they_are(self):
        server = self.serve()
        odd = [target for target in self.files if "%" in target][:50]
        self.assertGreater(len(odd), 5)
        for target in odd:
            done = subprocess.run(["curl", "--silent", "--fail", "--max-time", str(PATIENCE), server.url + target],
                                  capture_output=True, timeout=PATIENCE, check=True)
            self.assertEqual(done.stdout, self.files[target].read_bytes(), target)

    def test_a_load_of_a_thousand_pages_is_all_200_and_both_sides_count_the_same(self):
        server = self.serve()
        result = self.result_of(self.load(server, "-d", f"{LOAD_SECONDS}s"))
        self.check_sums(result)
        completed = result["requests"]["completed"]
        self.assertGreater(completed, 1000)
        self.assertEqual(result["requests"]["failed"], 0, result["errors"])
        self.assertEqual(result["status"], {"200": completed})
        self.assertEqual(sum(result["errors"].values()), 0, result["errors"])
        server.signal(signal.SIGTERM)
        self.assertEqual(server.wait(), 0)
        self.assertIn(f"stopped: {completed:,} requests on 64 connections, 0 connections cut", server.said[-1])

    def test_a_stop_in_mid_load_answers_every_request_that_was_sent(self):
        server = self.serve()
        load = self.load(server, "-d", "4s")
        threading.Event().wait(2)  # into the middle of the load
        server.signal(signal.SIGTERM)
        self.assertEqual(server.wait(), 0)
        result = self.result_of(load)
        self.check_sums(result)
        completed = result["requests"]["completed"]
        self.assertGreater(completed, 64)
        self.assertEqual(result["requests"]["failed"], 0, result["errors"])
        self.assertIn(f"stopped: {completed:,} requests", server.said[-1])


if __name__ == "__main__":
    unittest.main()

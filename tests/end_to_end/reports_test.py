"""The files that a run writes: each is what the others say, and each is written whatever becomes of the run."""

import csv
import io
import json
import os
import re
import signal
import socketserver
import stat
import subprocess
import threading
import unittest
import xml.etree.ElementTree

import hdr_log
from harness import CLIENT, PATIENCE, SiteTest

PERCENTILES = {50: "p50_us", 90: "p90_us", 99: "p99_us", 99.9: "p99_9_us"}


class Slow(socketserver.ThreadingTCPServer):
    """A server that answers one request after another, and says when it has answered some."""

    daemon_threads = True

    class Connection(socketserver.StreamRequestHandler):
        def handle(self):
            for line in self.rfile:
                if line == b"\r\n":
                    self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")
                    self.server.count += 1
                    if self.server.count > 20:
                        self.server.answered.set()

    def __init__(self):
        super().__init__(("127.0.0.1", 0), self.Connection)
        self.count, self.answered = 0, threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}/"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Reports(SiteTest):
    def setUp(self):
        super().setUp()
        self.site = self.root
        self.write("index.html", b"<p>hello</p>")
        self.server = self.serve()

    def path(self, name):
        return self.root / "out" / name

    def client(self, *arguments, **options):
        self.path("").mkdir(exist_ok=True)
        return subprocess.run([CLIENT, "load", *map(str, arguments), self.server.url + "/"], capture_output=True, text=True,
                              errors="replace", timeout=PATIENCE, **options)

    def all_files(self):
        return [word for flag in ("json", "csv", "hlog", "html") for word in ("--" + flag, self.path("run." + flag))]

    def check_sums(self, result, rows):
        def total(column):
            return sum(int(row[column]) for row in rows)
        self.assertTrue(rows)
        self.assertEqual(total("sent"), result["requests"]["sent"])
        self.assertEqual(total("completed"), result["requests"]["completed"])
        self.assertEqual(total("failed"), result["requests"]["failed"])
        self.assertEqual(total("bytes_received"), result["bytes"]["received"])

    def check_log(self, result, text):
        """The log's histograms add up to JSON's, bucket by bucket, and give its percentiles."""
        log = hdr_log.Log(text)
        self.assertEqual(log.version, "1.3")
        total = log.total()
        self.assertEqual(total, hdr_log.decode(result["histograms"]["latency.corrected"]))
        said = result["latency"]["corrected"]
        self.assertEqual(sum(total.values()), said["count"])
        for percent, key in PERCENTILES.items():
            self.assertEqual(hdr_log.percentile(total, percent), said[key], key)
        for start, _, most, counts in log.lines[None]:
            highest = hdr_log.bucket_bounds(max(counts))[1] if counts else 0
            self.assertAlmostEqual(most, highest / 1000, places=3, msg=f"at {start} s")

    def check_all(self, done, status=0):
        self.assertEqual(done.returncode, status, done.stderr)
        result = json.loads(self.path("run.json").read_text())
        table = self.path("run.csv").read_bytes().decode("ascii")
        self.assertEqual(table.count("\r\n"), table.count("\n"))
        self.check_sums(result, list(csv.DictReader(io.StringIO(table))))
        self.check_log(result, self.path("run.hlog").read_text())
        page = self.path("run.html").read_text()
        self.assertTrue(page.startswith("<!doctype html>"))
        self.assertTrue(page.endswith("</html>\n"))
        return result

    def test_one_run_writes_them_all_and_they_agree(self):
        done = self.client("-d", "2500ms", "-c", 4, "-t", 1, *self.all_files())
        result = self.check_all(done)
        self.assertIn("Requests/sec:", done.stdout)
        rows = list(csv.DictReader(io.StringIO(self.path("run.csv").read_text())))
        self.assertGreaterEqual(len(rows), 3)
        self.assertEqual([float(row["start_s"]) for row in rows], [float(i) for i in range(len(rows))])
        self.assertLess(abs(sum(float(row["length_s"]) for row in rows) - result["duration_s"]), 1.1)

    def test_an_interrupted_run_writes_them_too(self):
        self.path("").mkdir()
        with Slow() as slow:
            process = subprocess.Popen([CLIENT, "load", "-d", "600s", "-c", "2", *map(str, self.all_files()), slow.url],
                                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            self.addCleanup(process.kill)
            self.assertTrue(slow.answered.wait(PATIENCE))
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=PATIENCE)
        self.check_all(subprocess.CompletedProcess([], process.returncode, out, err))
        self.assertIn("interrupted", out)

    def test_one_of_them_may_take_standard_output(self):
        for flag, start in (("--csv", "start_s,"), ("--hlog", "#[Histogram log format"), ("--html", "<!doctype html>"), ("--json", "{")):
            with self.subTest(flag):
                done = self.client("-n", 5, "-c", 1, flag, "-")
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertTrue(done.stdout.startswith(start), done.stdout[:200])
                self.assertNotIn("Requests/sec:", done.stdout)

    def test_two_that_name_one_file_are_refused(self):
        done = self.client("--json", "-", "--csv", "-")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--json and --csv both name standard output", done.stderr)
        self.path("").mkdir(exist_ok=True)
        self.path("one").write_text("kept")
        os.symlink("one", self.path("two"))
        done = self.client("--json", self.path("one"), "--hlog", self.path("two"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("are the same file", done.stderr)
        self.assertEqual(self.path("one").read_text(), "kept")

    def test_a_wrong_path_is_told_before_the_run(self):
        for flag in ("--json", "--csv", "--hlog", "--html"):
            with self.subTest(flag):
                done = self.client("-d", "600s", flag, "/nowhere/x")
                self.assertEqual(done.returncode, 1)
                self.assertIn("cannot write /nowhere/x: No such file or directory", done.stderr)
                self.assertEqual(done.stdout, "")

    def test_a_run_that_cannot_start_leaves_what_was_there(self):
        self.path("").mkdir()
        self.path("run.json").write_text("yesterday's")
        done = subprocess.run([CLIENT, "load", "--json", str(self.path("run.json")), "http://no.such.host.invalid/"], capture_output=True,
                              text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(self.path("run.json").read_text(), "yesterday's")

    def test_a_shorter_report_leaves_nothing_of_a_longer_one(self):
        self.path("").mkdir()
        self.path("run.csv").write_text("x" * 100_000)
        self.assertEqual(self.client("-n", 5, "-c", 1, "--csv", self.path("run.csv")).returncode, 0)
        self.assertNotIn("x" * 10, self.path("run.csv").read_text())

    @unittest.skipUnless(os.path.exists("/dev/full") and stat.S_ISCHR(os.stat("/dev/full").st_mode), "there is no /dev/full")
    def test_a_threshold_that_is_missed_ends_with_99_and_is_in_every_report(self):
        junit = self.path("load.xml")
        done = self.client("-n", 20, "-c", 2, "--threshold", "errors<1%", "--threshold", "max<1us", "--junit", junit, "--github",
                           "--json", self.path("run.json"), env=os.environ | {"LC_ALL": "C.UTF-8"})
        self.assertEqual(done.returncode, 99, done.stderr)
        self.assertIn("✗ max < 1us", done.stdout)
        self.assertRegex(done.stdout, r"(?m)^::error title=Threshold missed%3A max<1us::")
        suite = xml.etree.ElementTree.parse(junit).getroot()
        self.assertEqual((suite.get("tests"), suite.get("failures")), ("2", "1"))
        told = json.loads(self.path("run.json").read_text())["thresholds"]
        self.assertEqual([(each["expression"], each["ok"]) for each in told], [("errors<1%", True), ("max<1us", False)])

    def test_thresholds_that_hold_change_nothing(self):
        done = self.client("-n", 20, "-c", 2, "--threshold", "errors<1% rate>0.001 p99<60s",
                           env=os.environ | {"LC_ALL": "C.UTF-8"})
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.count("✓"), 3)

    def test_a_full_disk_is_told_after_the_text(self):
        done = self.client("-n", 5, "-c", 1, "--html", "/dev/full", "--json", self.path("run.json"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("Requests/sec:", done.stdout)
        self.assertIn("cannot write /dev/full: No space left on device", done.stderr)
        self.assertEqual(json.loads(self.path("run.json").read_text())["requests"]["sent"], 5)

    def test_a_pipe_takes_a_report(self):
        self.path("").mkdir()
        os.mkfifo(self.path("pipe"))
        got = []
        reader = threading.Thread(target=lambda: got.append(self.path("pipe").read_text()), daemon=True)
        reader.start()
        self.assertEqual(self.client("-n", 5, "-c", 1, "--csv", self.path("pipe")).returncode, 0)
        reader.join(PATIENCE)
        self.assertTrue(got[0].startswith("start_s,"))

    def test_the_text_has_no_colour_where_it_is_no_terminal(self):
        done = self.client("-n", 20, "-c", 1)
        self.assertNotIn("\x1b", done.stdout)
        self.assertIsNone(re.search(r"[^\n]{81}", done.stdout))


if __name__ == "__main__":
    unittest.main()

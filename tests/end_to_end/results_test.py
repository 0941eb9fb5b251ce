"""Results of real runs: they fit the published schema, and merge, compare and convert take them."""

import json
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

import jsonschema

from harness import CLIENT, PATIENCE, SiteTest

SCHEMA = json.loads((Path(__file__).parents[2] / "config" / "synfin-load.schema.json").read_text(encoding="utf-8"))
COUNTERS = ("sent", "completed", "failed")


class ResultsTest(SiteTest):
    @classmethod
    def setUpClass(cls):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        cls.validator = jsonschema.Draft202012Validator(SCHEMA)

    def setUp(self):
        super().setUp()
        self.write("index.html", b"hello\n")
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="synfin-results-")))

    def start(self, *arguments):
        process = subprocess.Popen([CLIENT, *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.kill)
        return process

    def finish(self, process, status=0, given=None):
        out, err = process.communicate(given, PATIENCE)
        self.assertEqual(process.returncode, status, err)
        return out if status == 0 or out else err

    def client(self, *arguments, status=0, given=None):
        return self.finish(self.start(*arguments), status, given)

    def load(self, name, *arguments, status=0):
        """A run whose result, in the file that this gives, fits the schema."""
        path = self.folder / name
        self.client("load", "--no-progress", "--json", path, *arguments, status=status)
        self.checked(path.read_text(encoding="utf-8"))
        return path

    def checked(self, text):
        result = json.loads(text)
        for problem in self.validator.iter_errors(result):
            self.fail(f"{problem.json_path}: {problem.message}")
        return result


class Schema(ResultsTest):
    def test_a_closed_loop(self):
        server = self.serve()
        self.load("a.json", "-n", 200, "-c", 4, "-t", 2, server.url + "/", server.url + "/missing")

    def test_tls(self):
        server = self.serve("--self-signed", "--listen-tls", "127.0.0.1:0")
        secure = next(place for place in server.places if place.startswith("https"))
        result = json.loads(self.load("a.json", "-n", 50, "-c", 2, "--insecure", secure + "/").read_text("utf-8"))
        self.assertTrue(result["tls"]["version"].startswith("TLSv1"))
        self.assertTrue(result["settings"]["insecure"])

    def test_nothing_but_failures(self):
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            path = self.load("a.json", "-n", 3, "-c", 1, f"http://127.0.0.1:{held.getsockname()[1]}/", status=1)
        result = json.loads(path.read_text("utf-8"))
        self.assertGreater(result["errors"]["connect_refused"], 0)

    def test_a_key_that_the_schema_does_not_know_is_found(self):
        result = json.loads(self.load("a.json", "-n", 5, "-c", 1, self.serve().url + "/").read_text("utf-8"))
        result["connections"]["new"] = 1
        self.assertFalse(self.validator.is_valid(result))


class Merge(ResultsTest):
    def test_the_sum_of_two_processes(self):
        server = self.serve()
        paths = [self.folder / "a.json", self.folder / "b.json"]
        running = [self.start("load", "--no-progress", "-d", "3s", "-c", 2, "-t", 1, "--json", path, server.url + "/")
                   for path in paths]
        for process in running:
            self.finish(process)
        parts = [self.checked(path.read_text("utf-8")) for path in paths]
        merged = self.checked(self.client("merge", "--json", "-", *paths))
        for group, keys in (("requests", COUNTERS), ("bytes", ("sent", "received", "body")), ("connections", ("opened",))):
            for key in keys:
                self.assertEqual(merged[group][key], sum(part[group][key] for part in parts), (group, key))
        self.assertEqual(merged["latency"]["raw"]["count"], sum(part["latency"]["raw"]["count"] for part in parts))
        self.assertEqual(merged["latency"]["raw"]["max_us"], max(part["latency"]["raw"]["max_us"] for part in parts))
        self.assertEqual([part["completed"] for part in merged["parts"]],
                         [part["requests"]["completed"] for part in parts])
        self.assertEqual(merged["settings"]["connections"], 4)

        # The same as one stream, with other lines in it, on standard input; and as text.
        stream = "starting\n" + "".join(path.read_text("utf-8") for path in paths)
        from_stream = self.checked(self.client("merge", "--json", "-", "-", given=stream))
        self.assertEqual(from_stream["histograms"], merged["histograms"])
        self.assertIn("Requests/sec:", self.client("merge", *paths))

    def test_two_tests_are_not_one(self):
        server = self.serve()
        first = self.load("a.json", "-n", 5, "-c", 1, server.url + "/")
        second = self.load("b.json", "-n", 5, "-c", 1, server.url + "/missing")
        self.assertIn("asked for different targets", self.client("merge", first, second, status=1))
        self.assertEqual(self.checked(self.client("merge", "--force", "--json", "-", first, second))["requests"]["sent"], 10)

    def test_what_is_no_result_is_refused(self):
        path = self.folder / "x.json"
        path.write_text('{"schema": "other"}')
        self.assertIn(f"{path}: schema is not synfin.load/1", self.client("merge", path, status=1))
        self.assertIn("cannot read", self.client("merge", self.folder / "none.json", status=1))


class Compare(ResultsTest):
    def runs(self, name, count, *arguments):
        return [self.load(f"{name}{number}.json", *arguments) for number in range(count)]

    def test_repeated_runs(self):
        server = self.serve()
        common = ("-d", "300ms", "-c", 2, "-t", 1, server.url + "/")
        before, after = self.runs("a", 3, *common), self.runs("b", 3, *common)
        page = self.folder / "page.html"
        process = self.start("compare", "--json", "-", "--html", page, "--baseline", *before, "--candidate", *after)
        out, err = process.communicate(timeout=PATIENCE)
        self.assertIn(process.returncode, (0, 3), err)
        found = json.loads(out)["comparisons"][0]
        self.assertEqual((found["drawn"], found["baseline"]["runs"]), ("runs", 3))
        rate = found["figures"][0]
        self.assertLessEqual(rate["low"], rate["change"])
        self.assertIn("<svg", page.read_text("utf-8"))
        again = self.start("compare", "--json", "-", "--baseline", *before, "--candidate", *after)
        self.assertEqual(again.communicate(timeout=PATIENCE)[0], out)

    def test_what_is_much_slower_ends_with_three(self):
        # One real run, told to have lasted so long or so long: how even runs are on this machine is no part of the test.
        result = json.loads(self.load("a.json", "-n", 400, "-c", 2, "-t", 1, self.serve().url + "/").read_text("utf-8"))
        fast, slow = (self.lasting(result, f"{name}{{}}.json", seconds) for name, seconds in (("b", 1), ("c", 10)))
        out = self.client("compare", "--baseline", *fast, "--candidate", *slow, status=3)
        self.assertIn("Slower: rate -90", out)

    def lasting(self, result, name, seconds):
        paths = []
        for number, factor in enumerate((1, 1.001, 0.999)):
            paths.append(self.folder / name.format(number))
            paths[-1].write_text(json.dumps(result | {"duration_s": seconds * factor}), encoding="utf-8")
        return paths

    def test_what_is_not_comparable_is_refused(self):
        url = self.serve().url + "/"
        before, after = self.runs("a", 3, "-n", 20, "-c", 1, url), self.runs("b", 3, "-n", 20, "-c", 2, url)
        said = self.client("compare", "--baseline", *before, "--candidate", *after, status=1)
        self.assertIn("connections: 1 and 2", said)
        self.assertIn("--force", said)


class Convert(ResultsTest):
    def test_the_forms_of_others(self):
        path = self.load("a.json", "-n", 50, "-c", 2, self.serve().url + "/")
        oha = json.loads(self.client("convert", "--to", "oha", path))
        self.assertEqual(oha["statusCodeDistribution"], {"200": 50})
        vegeta = json.loads(self.client("convert", "--to", "vegeta", "-", given=path.read_text("utf-8")))
        self.assertEqual(vegeta["requests"], 50)
        output = self.folder / "fortio.json"
        self.client("convert", "--to", "fortio", path, "-o", output)
        self.assertEqual(json.loads(output.read_text("utf-8"))["DurationHistogram"]["Count"], 50)
        self.assertIn("Requests/sec:", self.client("convert", path))
        self.assertTrue(self.client("convert", "--to", "csv", path))
        self.assertIn("#[Histogram log format", self.client("convert", "--to", "hlog", path))
        self.assertIn("<svg", self.client("convert", "--to", "html", path))


if __name__ == "__main__":
    unittest.main(verbosity=2)

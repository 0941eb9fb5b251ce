"""HdrHistogram's own HistogramLogProcessor on a log of ours: it reads it, and finds what our JSON says."""

import json
import re
import subprocess
import unittest

from harness import CLIENT, PATIENCE, SiteTest

JAR = "/usr/share/java/hdrhistogram.jar"


class HdrTools(SiteTest):
    def processed(self, log, *arguments):
        done = subprocess.run(["java", "-cp", JAR, "org.HdrHistogram.HistogramLogProcessor", "-i", str(log), "-outputValueUnitRatio", "1",
                               *arguments], capture_output=True, text=True, timeout=2 * PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertNotIn("Exception", done.stderr)
        return done.stdout

    def test_histogram_log_processor_finds_what_the_json_says(self):
        self.write("index.html", b"<p>hello</p>")
        server = self.serve()
        log, result = self.root / "run.hlog", self.root / "run.json"
        subprocess.run([CLIENT, "load", "-d", "2500ms", "-c", "4", "--hlog", str(log), "--json", str(result), server.url + "/"], check=True,
                       capture_output=True, timeout=PATIENCE)
        said = json.loads(result.read_text())["latency"]["corrected"]

        whole = self.processed(log)
        rows = [[float(figure) for figure in line.split()] for line in whole.splitlines() if re.fullmatch(r"(\s+[0-9.]+){3,4}", line)]
        at = {share: value for value, share, *_ in rows}
        self.assertEqual(at[0.5], said["p50_us"])
        self.assertEqual(at[0.9], said["p90_us"])
        highest, count = re.search(r"#\[Max\s+=\s+([0-9.]+), Total count\s+=\s+([0-9]+)\]", whole).groups()
        self.assertEqual((float(highest), int(count)), (said["max_us"], said["count"]))
        mean = float(re.search(r"#\[Mean\s+=\s+([0-9.]+)", whole).group(1))
        self.assertLess(abs(mean - said["mean_us"]), 0.01 * mean + 1)

        lags = json.loads(result.read_text())["client"]["lag"]["count"]
        self.assertEqual("lag" in self.processed(log, "-listtags").split(), lags > 0)
        if lags:
            self.assertRegex(self.processed(log, "-tag", "lag"), rf"Total count\s+=\s+{lags}\]")
        first_second = re.search(r"Total count\s+=\s+([0-9]+)", self.processed(log, "-end", "0.9")).group(1)
        self.assertLess(0, int(first_second))
        self.assertLess(int(first_second), said["count"])


if __name__ == "__main__":
    unittest.main()

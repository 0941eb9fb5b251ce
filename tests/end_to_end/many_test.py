"""Several clients on several machines make one test: network namespaces on one bridge, merged by `synfin-client merge`.

The machines' parts must be what one client alone would have been: the same schedule, the same counts, the same figures.
"""

import datetime
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import namespaces
from harness import CLIENT, PATIENCE
from truth import Truth

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY / "bench"))
from witness import hdr  # noqa: E402

PARTS = 3
RATE = 300
SECONDS = 3
REASON = "" if os.environ.get(namespaces.INSIDE) else namespaces.why_not()
MACHINES = None


def setUpModule():
    global MACHINES
    if REASON:
        raise unittest.SkipTest(REASON)
    MACHINES = namespaces.Machines(["server", *(f"client{part}" for part in range(1, PARTS + 1))])


def in_a_moment(seconds=2):
    return (datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)).isoformat(timespec="milliseconds")


class ManyTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="synfin-many-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def serve(self, delay="constant:20ms"):
        server = Truth(delay, "--address", MACHINES.address["server"], command=MACHINES.on("server"))
        self.addCleanup(server.close)
        return server, f"http://{MACHINES.address['server']}:{server.port}/"

    def start(self, machine, words, **options):
        process = subprocess.Popen([*MACHINES.on(machine), *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True, **options)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
            process.wait(PATIENCE)
        process.stdout.close()
        process.stderr.close()

    def output(self, process):
        out, err = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 0, err)
        return out

    def merged(self, text):
        done = subprocess.run([CLIENT, "merge", "--json", "-", "-"], input=text, capture_output=True, text=True,
                              timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def load(self, part, url, start, *flags, of=PARTS):
        return self.start(f"client{part}", [CLIENT, "load", "-t", "1", "-c", "40", "--rate", str(RATE), "-d", f"{SECONDS}s",
                                            "--part", f"{part}/{of}", "--start-at", start, "--no-progress", "--json", "-",
                                            *flags, url])

    def assert_sum(self, whole, parts):
        """Counts and histograms are the parts', added up: not a percentile is averaged."""
        for path in (("requests", "sent"), ("requests", "completed"), ("requests", "failed"), ("status", "200"),
                     ("bytes", "received"), ("connections", "opened"), ("open_loop", "never_sent")):
            self.assertEqual(at(whole, path), sum(at(part, path) for part in parts), path)
        for name in ("latency.corrected", "latency.raw", "client.lag"):
            counts = {}
            for part in parts:
                for value, count in hdr.decode(part["histograms"][name]).buckets:
                    counts[value] = counts.get(value, 0) + count
            self.assertEqual(hdr.decode(whole["histograms"][name]).buckets, tuple(sorted(counts.items())), name)
        series = hdr.decode(whole["histograms"]["latency.corrected"])
        for percent in (50, 90, 99):
            self.assertEqual(whole["latency"]["corrected"][f"p{percent}_us"], series.percentile(percent))

    def assert_one_schedule(self, arrivals, parts=PARTS):
        """The parts take turns: as the kernel stamped them, a request comes every 1/R seconds, from another part each."""
        times = [request["arrived_ns"] for request in arrivals]
        gaps = [after - before for before, after in zip(times, times[1:])]
        period = 1e9 / RATE
        self.assertAlmostEqual(statistics.median(gaps), period, delta=0.1 * period)
        # Where in their common period of N/R the requests of each part come; medians, for some are late on a busy machine.
        origin = times[len(times) // 2]
        phases = {}
        for request in arrivals:
            machine = request["peer"].split(":")[0]
            phases.setdefault(machine, []).append((request["arrived_ns"] - origin) % (parts * period))
        self.assertEqual(len(phases), parts)
        centres = sorted(round_median(values, parts * period) for values in phases.values())
        turns = [(after - before) % (parts * period) for before, after in zip(centres, centres[1:] + centres[:1])]
        for turn in turns:
            self.assertAlmostEqual(turn, period, delta=0.3 * period)

    def test_parts_are_one_client_spread_out(self):
        # The one that is alone runs beside them, to a server of its own.
        server, url = self.serve()
        alone_server, alone_url = self.serve()
        start = in_a_moment()
        lonely = self.load(1, alone_url, start, of=1)
        running = [self.load(part, url, start) for part in range(1, PARTS + 1)]
        texts = [self.output(process) for process in running]
        parts = [json.loads(text) for text in texts]
        truth = server.told()
        whole = self.merged("".join(texts))
        self.assert_sum(whole, parts)
        self.assertEqual(whole["requests"]["completed"], truth["answered"])
        self.assertEqual(whole["requests"]["sent"] + whole["open_loop"]["never_sent"], RATE * SECONDS)
        self.assertEqual(len(whole["parts"]), PARTS)
        self.assert_one_schedule(sorted(server.requests(), key=lambda request: request["arrived_ns"]))

        alone = json.loads(self.output(lonely))
        alone_server.told()
        self.assertAlmostEqual(whole["requests"]["per_second"], alone["requests"]["per_second"],
                               delta=0.005 * alone["requests"]["per_second"])
        for percent in (50, 90):
            name = f"p{percent}_us"
            late = sum(told["client"]["lag"]["p99_us"] for told in (whole, alone))
            self.assertAlmostEqual(whole["latency"]["corrected"][name], alone["latency"]["corrected"][name],
                                   delta=0.1 * alone["latency"]["corrected"][name] + late)

    def test_the_jobs_own_command_makes_a_part(self):
        command, args, environment, parts = job()
        self.assertEqual(environment["PARTS"], str(parts))
        server, url = self.serve()
        environment |= {"PARTS": str(PARTS), "START_AT": in_a_moment(), "TARGET": url, "RATE": str(RATE), "DURATION": "2s"}
        client = self.folder / "bin"
        client.mkdir()
        (client / "synfin-client").symlink_to(CLIENT)
        path = f"{client}:{os.environ['PATH']}"
        running = [self.start(f"client{index + 1}", [*command, *args],
                              env=os.environ | environment | {"JOB_COMPLETION_INDEX": str(index), "PATH": path})
                   for index in range(PARTS)]
        logs = [self.output(process) for process in running]
        whole = self.merged("".join(logs))
        self.assert_sum(whole, [json.loads(log) for log in logs])
        self.assertEqual(whole["requests"]["completed"], server.told()["answered"])
        self.assertEqual(whole["requests"]["sent"] + whole["open_loop"]["never_sent"], 2 * RATE)

    def test_the_job_asks_for_no_privilege(self):
        spec = job_document()["spec"]
        self.assertEqual((spec["completionMode"], spec["completions"]), ("Indexed", spec["parallelism"]))
        self.assertEqual(spec["backoffLimit"], 0)
        pod = spec["template"]["spec"]
        self.assertTrue(pod["securityContext"]["runAsNonRoot"])
        self.assertEqual(pod["restartPolicy"], "Never")
        self.assertFalse(pod["automountServiceAccountToken"])
        (container,) = pod["containers"]
        self.assertEqual(container["securityContext"], {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True,
                                                        "capabilities": {"drop": ["ALL"]}})
        self.assertEqual(container["resources"]["requests"], container["resources"]["limits"])
        user = re.search(r"^USER (\d+):(\d+)$", (REPOSITORY / "Dockerfile").read_text(), re.MULTILINE)
        self.assertEqual([pod["securityContext"][name] for name in ("runAsUser", "runAsGroup")], [int(user[1]), int(user[2])])

    def parallel_load(self, hosts, *flags, **environment):
        """deploy/parallel-load, with a stand-in for ssh that runs a command on another machine of the bridge."""
        ssh = self.folder / "ssh"
        ssh.write_text('#!/bin/sh\nmachine=$1; shift\nexec nsenter --net="/run/netns/$machine" sh -c "$*"\n')
        ssh.chmod(0o755)
        (self.folder / "hosts").write_text(hosts)
        return subprocess.run([REPOSITORY / "deploy/parallel-load", self.folder / "hosts", *flags], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=PATIENCE, check=False,
                              env=os.environ | {"SYNFIN_SSH": str(ssh), "CLIENT": CLIENT, "START_IN": "2"} | environment)

    def test_parallel_load_collects_and_merges(self):
        server, url = self.serve()
        results = self.folder / "results"
        done = self.parallel_load("# three of them\nclient1\nclient2  # the second\n\n  client3\n", "-t", "1", "-c", "40", "--rate",
                                  str(RATE), "-d", "2s", "-H", "X-Words: two words", url, RESULTS=str(results), MERGE="--json -")
        self.assertEqual(done.returncode, 0, done.stderr)
        whole = json.loads(done.stdout)
        self.assert_sum(whole, [json.loads((results / f"part-{part}.json").read_text()) for part in range(1, PARTS + 1)])
        self.assertEqual(whole["requests"]["completed"], server.told()["answered"])
        self.assertEqual(whole["requests"]["sent"] + whole["open_loop"]["never_sent"], 2 * RATE)

    def test_parallel_load_says_which_part_failed(self):
        _, url = self.serve()
        done = self.parallel_load("client1\nnowhere\n", "--rate", "10", "-d", "1s", url)
        self.assertEqual(done.returncode, 1)
        self.assertIn("nowhere, part 2, ended with", done.stderr)

    def test_parallel_load_without_machines_is_no_load(self):
        self.assertEqual(self.parallel_load("# none\n", "http://127.0.0.1/").returncode, 2)
        self.assertEqual(self.parallel_load("client1\n").returncode, 2)


def at(document, path):
    for name in path:
        document = document[name]
    return document


def round_median(values, circle):
    """The median of places on a circle, taken from where the fewest of them are."""
    values = sorted(values)
    gaps = [((values[(i + 1) % len(values)] - value) % circle, i) for i, value in enumerate(values)]
    start = (max(gaps)[1] + 1) % len(values)
    turned = values[start:] + [value + circle for value in values[:start]]
    return statistics.median(turned) % circle


def job_document():
    try:
        import yaml
    except ImportError as absent:
        raise unittest.SkipTest("Python has no yaml here") from absent
    (document,) = yaml.safe_load_all((REPOSITORY / "deploy/kubernetes/load-job.yaml").read_text())
    return document


def job():
    """The Job's command, its arguments, its environment, and how many parts it has."""
    document = job_document()
    (container,) = document["spec"]["template"]["spec"]["containers"]
    environment = {variable["name"]: variable["value"] for variable in container["env"]}
    return container["command"], container["args"], environment, document["spec"]["completions"]


if __name__ == "__main__":
    namespaces.enter()
    unittest.main()

"""What synfin-client shows while a run goes on: the display in a real terminal (tmux), lines of JSON, and --admin."""

import contextlib
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import time
import unittest
from pathlib import Path

from harness import CLIENT, PATIENCE, Reader, SiteTest, connect, get
from terminal import PROMPT, Terminal

LONG = ("-d", "60s", "-c", "4", "-t", "1")  # a run that is ended from outside
EVERY_LINE = ("Rate", "Requests", "Status", "Errors", "Latency", "Connections", "Client")


class DisplayTest(SiteTest):
    """The display in a terminal, and what it leaves behind."""

    def setUp(self):
        super().setUp()
        self.write("index.html", b"hello")
        self.server = self.serve()

    def terminal(self, columns=100, rows=40, **environment):
        made = Terminal(columns, rows, **environment)
        self.addCleanup(made.close)
        return made

    def load(self, terminal, *flags, url=None):
        terminal.run(CLIENT, "load", *(flags or LONG), url or self.server.url + "/")

    def assert_sane(self, terminal):
        """The shell has its terminal as it was: lines, echoed."""
        terminal.keys("C-l")
        terminal.type("stty -a; echo on''ce")
        screen = terminal.shown("once", PROMPT + " stty -a; echo on''ce")
        for setting in ("icanon", "echo", "isig"):
            self.assertRegex(screen, rf"(?<![-\w]){setting}\b")

    def test_all_of_it_is_drawn_in_place_and_q_leaves_the_report_alone(self):
        terminal = self.terminal()
        terminal.type("echo what stood above")
        self.load(terminal)
        screen = terminal.shown("4 connections", " % ·", " left", "Past p99", "≤ ", "q ends · ? keys")
        for label in EVERY_LINE:
            self.assertEqual(len(re.findall(rf"^{label} ", screen, re.MULTILINE)), 1, screen)
        first = re.search(r"([\d,]+) completed", screen).group(1)
        terminal.until(lambda later: first not in later and " completed" in later, "figures that go on")
        terminal.keys("q")
        self.assertEqual(terminal.ended(), 0)
        after = terminal.everything()
        self.assertIn("\nwhat stood above\n", after)
        self.assertIn("interrupted", after)
        self.assertIn("Requests/sec:", after)
        for left_over in (" left", "Past p99", "q ends"):
            self.assertNotIn(left_over, after)
        self.assert_sane(terminal)

    def test_keys_change_the_scale_and_tell_of_themselves(self):
        terminal = self.terminal()
        self.load(terminal)
        terminal.shown("? keys", "Past p99")
        terminal.keys("s")
        terminal.shown(", log")
        terminal.keys("?")
        terminal.shown("s linear scale", "hides this")
        terminal.keys("s", "l", "x")
        terminal.until(lambda screen: ", log" not in screen and "q ends · ? keys" in screen, "the linear scale again")
        terminal.keys("q")
        self.assertEqual(terminal.ended(), 0)

    def test_it_fits_small_and_large_terminals_and_follows_their_size(self):
        terminal = self.terminal(30, 10)
        self.load(terminal)
        screen = terminal.shown("Rate ", "Lat  p50", "Conn ")
        self.assertLess(max(map(len, screen.splitlines())), 30)
        terminal.resize(200, 50)
        screen = terminal.until(lambda wide: all(f"\n{label} " in wide for label in EVERY_LINE) and "≤ " in wide,
                                "every line")
        self.assertIn("last second", screen)
        terminal.resize(40, 9)
        terminal.until(lambda narrow: "Conn " in narrow and "Connections" not in narrow, "short words")
        terminal.keys("q")
        self.assertEqual(terminal.ended(), 0)

    def test_colour_unless_it_is_not_wanted(self):
        for environment, coloured in (({}, True), ({"NO_COLOR": "1"}, False)):
            with self.subTest(**environment):
                terminal = self.terminal(**environment)
                self.load(terminal)
                terminal.shown("Latency", "2xx ")
                self.assertEqual("\x1b[32m" in terminal.screen("-e"), coloured)
                terminal.keys("q")
                self.assertEqual(terminal.ended(), 0)

    def test_ascii_where_the_locale_has_no_more(self):
        terminal = self.terminal(LC_ALL="C")
        self.load(terminal)
        screen = terminal.shown("[#", "Past p99", "q ends - ? keys", "us")
        self.assertTrue(screen.isascii(), screen)
        terminal.keys("q")
        self.assertEqual(terminal.ended(), 0)

    def test_no_display_on_a_dumb_terminal_nor_when_it_is_not_wanted(self):
        terminal = self.terminal(rows=120, TERM="dumb")  # both reports are to be seen at once
        self.load(terminal, "-d", "600ms")
        self.assertEqual(terminal.ended(), 0)
        self.load(terminal, "-d", "600ms", "--no-progress")
        terminal.until(lambda screen: screen.count("status=0") == 2, "the second run's end")
        self.assertNotIn(" left", terminal.everything())

    def test_ctrl_c_ends_gracefully_and_a_second_one_at_once(self):
        terminal = self.terminal()
        self.load(terminal)
        terminal.shown("Latency")
        terminal.keys("C-c")
        self.assertEqual(terminal.ended(), 0)
        self.assert_sane(terminal)
        with socket.create_server(("127.0.0.1", 0)) as silent:
            terminal.keys("C-l")
            self.load(terminal, *LONG, url=f"http://127.0.0.1:{silent.getsockname()[1]}/")
            terminal.shown("4 active")
            terminal.keys("C-c")
            terminal.shown("stopping")
            terminal.keys("C-c")
            terminal.shown("status=1")
        self.assertNotIn("stopping", terminal.screen())
        self.assert_sane(terminal)

    def test_ctrl_z_gives_the_terminal_back_and_fg_takes_it_again(self):
        terminal = self.terminal()
        terminal.type(shlex.join([CLIENT, "load", *LONG, self.server.url + "/"]))
        terminal.shown("Latency", "? keys")
        terminal.keys("C-z")
        screen = terminal.shown("Stopped", PROMPT)
        self.assertNotIn("? keys", screen)
        self.assert_sane(terminal)
        terminal.type("fg")
        terminal.shown("Latency", "? keys")
        terminal.keys("q")
        terminal.shown("Requests/sec:")
        self.assert_sane(terminal)

    def test_in_the_background_it_neither_draws_nor_reads(self):
        terminal = self.terminal()
        terminal.type(shlex.join([CLIENT, "load", *LONG, self.server.url + "/"]) + " &")
        terminal.type("echo wai''ting; cat >/dev/null; echo q''uiet")
        terminal.shown("waiting")  # before that, the shell still reads: it would be who gets ^D, and end
        terminal.type("sq?l")
        terminal.keys("C-d")
        terminal.shown("quiet")
        terminal.type("jobs")
        screen = terminal.shown("Running")
        self.assertNotIn("Latency", screen)
        terminal.type("fg")
        terminal.shown("Latency", "? keys")
        terminal.keys("q")
        terminal.shown("Requests/sec:")
        self.assert_sane(terminal)

    def test_a_run_that_is_killed_or_breaks_down_gives_the_terminal_back(self):
        for number in (signal.SIGABRT, signal.SIGSEGV, signal.SIGHUP, signal.SIGTERM):
            with self.subTest(number.name):
                terminal = self.terminal()
                self.load(terminal, "--admin", "0", *LONG)
                terminal.shown("Latency", "? keys")
                shell = int(terminal._tmux("display-message", "-p", "#{pane_pid}"))
                child = Path(f"/proc/{shell}/task/{shell}/children").read_text().split()[0]
                os.kill(int(child), number)
                terminal.until(re.compile(r"status=\d+").search, "its end")
                self.assert_sane(terminal)


class StreamTest(SiteTest):
    """What is told to programs: nothing unasked, lines of JSON, and what scrapers get."""

    def setUp(self):
        super().setUp()
        self.write("index.html", b"hello")
        self.server = self.serve()

    def start(self, *flags):
        process = subprocess.Popen([CLIENT, "load", "-c", "4", "-t", "1", *flags, self.server.url + "/"],
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def finish(self, process):
        out, errors = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 0, errors)
        return out, errors

    def admin(self, *flags):
        """A run with an admin listener, and its port."""
        process = self.start("-d", "60s", "--admin", "0", *flags)
        found = re.fullmatch(r"synfin-client: metrics on http://127\.0\.0\.1:(\d+)/metrics\n", process.stderr.readline())
        return process, int(found.group(1))

    def ask(self, port, request):
        with connect(port) as peer:
            peer.sendall(request)
            reader = Reader(peer)
            answer = reader.answer(bodiless=request.startswith(b"HEAD"))
            self.assertTrue(reader.at_end())
            return answer

    def scrape(self, port):
        """The metrics: each sample by name and labels, each type by name."""
        answer = self.ask(port, get("/metrics"))
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer["content-type"], "text/plain; version=0.0.4; charset=utf-8")
        samples, types = {}, {}
        for line in answer.body.decode().splitlines():
            if comment := re.fullmatch(r"# (HELP|TYPE) (\w+) (.+)", line):
                if comment[1] == "TYPE":
                    self.assertNotIn(comment[2], types)
                    types[comment[2]] = comment[3]
                continue
            sample = re.fullmatch(r"(\w+)(\{\w+=\"[^\"]*\"\})? ([0-9.e+-]+)", line)
            self.assertIsNotNone(sample, line)
            family = re.sub(r"_(bucket|sum|count)$", "", sample[1])
            self.assertTrue(sample[1] in types or types.get(family) == "histogram", line)
            samples[sample[1] + (sample[2] or "")] = float(sample[3])
        return samples, types

    def test_nothing_of_it_when_nobody_looks(self):
        out, errors = self.finish(self.start("-d", "1200ms"))
        self.assertEqual(errors, "")
        self.assertTrue(out.startswith(self.server.url))
        self.assertNotIn("\x1b", out)

    def test_a_line_of_json_a_second_and_one_at_the_end(self):
        _, errors = self.finish(self.start("-d", "2500ms", "--progress", "jsonl", "--json", str(self.root / "r.json")))
        lines = [json.loads(line) for line in errors.splitlines()]
        self.assertIn(len(lines), (3, 4))
        for earlier, later in zip(lines, lines[1:]):
            self.assertLess(earlier["elapsed_s"], later["elapsed_s"])
            self.assertLess(earlier["completed"], later["completed"])
        for line in lines[:2]:
            self.assertGreater(line["p99_us"], 0)
            self.assertGreaterEqual(line["p99_us"], line["p50_us"])
            self.assertGreater(line["per_second"], 0)
            self.assertEqual(line["sent"], line["completed"] + line["failed"] + line["in_flight"])
            self.assertEqual(set(line["states"]), {"connecting", "active", "idle", "closing", "time_wait"})
        result = json.loads((self.root / "r.json").read_text())
        self.assertEqual(lines[-1]["completed"], result["requests"]["completed"])
        self.assertEqual(lines[-1]["status"], {"2xx": result["requests"]["completed"]})

    def test_metrics_while_it_runs(self):
        process, port = self.admin()
        earlier, types = self.scrape(port)
        end = time.monotonic() + PATIENCE
        while (later := self.scrape(port)[0])["synfin_load_latency_seconds_count"] < 100:
            self.assertLess(time.monotonic(), end)
        for name, value in earlier.items():
            family = name.split("{")[0]
            if types.get(family) == "counter" or family.startswith("synfin_load_latency_seconds_"):
                self.assertLessEqual(value, later[name], name)
        self.assertTrue(all(name.endswith("_total") == (kind == "counter") for name, kind in types.items()))
        buckets = [(float(name.split('"')[1]), value) for name, value in later.items() if "_bucket" in name]
        self.assertEqual([bound for bound, _ in buckets], sorted(bound for bound, _ in buckets))
        self.assertEqual([count for _, count in buckets], sorted(count for _, count in buckets))
        self.assertEqual(buckets[-1], (float("inf"), later["synfin_load_latency_seconds_count"]))
        self.assertGreater(later["synfin_load_requests_completed_total"], 0)
        self.assertEqual(later['synfin_load_responses_total{class="2xx"}'],
                         later["synfin_load_requests_completed_total"])
        process.send_signal(signal.SIGINT)
        self.finish(process)

    def test_the_other_pages_and_what_there_is_not(self):
        process, port = self.admin()
        self.assertEqual(self.ask(port, get("/healthz")).body, b"ok\n")
        self.assertGreaterEqual(json.loads(self.ask(port, get("/status.json")).body)["elapsed_s"], 0)
        self.assertEqual(self.ask(port, get("/metrics", method="HEAD")).status, 200)
        self.assertEqual(self.ask(port, get("/nothing")).status, 404)
        self.assertEqual(self.ask(port, get("/metrics", method="POST")).status, 405)
        self.assertEqual(self.ask(port, b"what is this\r\n\r\n").status, 400)
        self.assertEqual(self.ask(port, get("/" + 2000 * "x")).status, 414)
        self.assertEqual(self.ask(port, get("/", "X: " + 9000 * "x")).status, 431)
        process.send_signal(signal.SIGINT)
        self.finish(process)

    def test_silent_peers_keep_nobody_out_and_do_not_hold_the_end(self):
        process, port = self.admin()
        with contextlib.ExitStack() as held:
            silent = [held.enter_context(connect(port)) for _ in range(40)]
            silent[-1].sendall(b"GET /metrics HTT")
            self.assertGreater(len(self.scrape(port)[0]), 20)
            self.assertEqual(silent[0].recv(1), b"")  # put out to make room
            process.send_signal(signal.SIGINT)
            started = time.monotonic()
            self.finish(process)
            self.assertLess(time.monotonic() - started, PATIENCE / 2)

    def test_who_says_nothing_is_put_out_in_time(self):
        process, port = self.admin()
        with connect(port) as peer:
            peer.sendall(b"GET /met")
            self.assertEqual(peer.recv(1), b"")
        process.send_signal(signal.SIGINT)
        self.finish(process)

    def test_a_port_that_is_taken_is_said_before_anything_is_sent(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            process = self.start("-d", "60s", "--admin", str(taken.getsockname()[1]))
            out, errors = process.communicate(timeout=PATIENCE)
        self.assertEqual((process.returncode, out), (1, ""))
        self.assertIn("--admin: cannot listen on 127.0.0.1:", errors)

    def test_thresholds_that_cannot_be_read_are_refused(self):
        for words, says in ((["p99<5"], "us, ms or s"), (["p99<5ms", "ratee>1"], "did you mean rate?")):
            process = self.start("--threshold", *words)
            _, errors = process.communicate(timeout=PATIENCE)
            self.assertEqual(process.returncode, 2)
            self.assertIn(says, errors)


if __name__ == "__main__":
    unittest.main()

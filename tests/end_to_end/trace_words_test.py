"""What synfin-client trace says beside the wire's own words: explanations, languages, figures, and colour on a terminal."""

import json
import os
import re
import subprocess
import unicodedata
import unittest

import wire
from harness import CLIENT, PATIENCE, SiteTest
from terminal import Terminal

FIGURES = ("handshake", "first byte", "transfer", "close", "TIME_WAIT", "round trip", "in flight", "retransmits", "payload",
           "segments", "closed by")


def columns(line):
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in line)


@wire.needs_namespace
class TraceWords(SiteTest):
    def setUp(self):
        super().setUp()
        wire.raise_loopback()
        self.write("index.html", b"x" * 100)
        self.write("large.bin", b"x" * 1_000_000)
        self.server = self.serve()

    def trace(self, *arguments, status=0, locale="C.UTF-8"):
        done = subprocess.run([CLIENT, "trace", *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE,
                              env=os.environ | {"LC_ALL": locale})
        self.assertEqual(done.returncode, status, done.stderr)
        self.said = done.stderr
        return done.stdout

    def test_the_figures_are_a_table(self):
        drawing = self.trace(self.server.url + "/large.bin")
        for label in FIGURES:
            self.assertRegex(drawing, rf"(?m)^{label}  +\S")
        self.assertRegex(drawing, r"(?m)^in flight +≤ [\d.]+ [KM]iB +[▁▂▃▄▅▆▇█ ]+ of the server, unacknowledged$")
        self.assertRegex(drawing, r"(?m)^round trip +\d+\.\d{3} ms +smoothed, ±\d+\.\d{3} ms, by the kernel; minimum \d+\.\d{3} ms$")
        self.assertRegex(drawing, r"(?m)^cwnd +\d+.*[▁▂▃▄▅▆▇█ ]+ segments, at the client$")
        self.assertRegex(drawing, r"(?m)^ +│ (60|59) s more +│ CLOSED$")
        told = json.loads(self.trace("--json", "-", self.server.url + "/large.bin"))
        flying, figures = told["in_flight"], told["summary"]
        self.assertEqual(flying["of"], "server")
        self.assertEqual(max(flying["bytes"]), flying["most_bytes"])
        self.assertLessEqual(flying["most_bytes"], figures["bytes_received"])
        self.assertGreaterEqual(figures["rtt_smoothed_us"], figures["rtt_min_us"])
        self.assertEqual(figures["set_up_segments"], 3)
        self.assertIn(figures["close_segments"], (3, 4))

    def test_each_step_is_explained_once_in_either_language(self):
        for language, told in (("en", ("chosen at random", "the end of the stream (CLOSE_WAIT", "for 2 MSL", "UDP would do none")),
                               ("zh", ("随机选定", "读到流的末尾", "停留 2 MSL", "UDP 不做其中任何一件事"))):
            with self.subTest(language):
                drawing = self.trace("--requests", 3, "--explain", "--lang", language, self.server.url)
                flat = re.sub(r"[ │\n]", "", drawing)  # however its lines are broken
                for words in told:
                    self.assertEqual(flat.count(words.replace(" ", "")), 1, drawing)
                self.assertLessEqual(max(map(columns, drawing.splitlines())), 80)

    def test_chinese_is_more_than_the_explanations(self):
        drawing = self.trace("--lang", "zh", self.server.url)
        for words in ("── 建立连接：三次握手 ─", "── 第 1 次请求与应答 ─", "── 关闭连接 ─", "往返时间", "= 抓包所得"):
            self.assertIn(words, drawing)
        self.assertNotIn("随机选定", drawing)

    def test_chinese_needs_utf8(self):
        self.assertEqual(self.trace("--lang", "zh", self.server.url, status=2, locale="C"), "")
        self.assertIn("--lang zh needs a locale of UTF-8", self.said)
        self.trace("--lang", "fr", self.server.url, status=2)
        self.assertIn("--lang", self.said)
        self.assertTrue(self.trace("--explain", self.server.url, locale="C").isascii())

    def test_colour_is_for_terminals_and_for_who_asks(self):
        self.assertNotIn("\x1b", self.trace(self.server.url))
        self.assertNotIn("\x1b", self.trace("--color", "never", self.server.url))
        self.assertIn("\x1b[36m", self.trace("--color", "always", self.server.url))
        for environment, flags, coloured in (({}, (), True), ({"NO_COLOR": "1"}, (), False), ({"TERM": "dumb"}, (), False),
                                             ({}, ("--color", "never"), False), ({"NO_COLOR": "1"}, ("--color", "always"), True)):
            with self.subTest(environment=environment, flags=flags):
                terminal = Terminal(100, 60, **environment)
                self.addCleanup(terminal.close)
                terminal.run(CLIENT, "trace", *flags, self.server.url)
                self.assertEqual(terminal.ended(), 0)
                self.assertEqual("\x1b[36m" in terminal.screen("-e"), coloured)
                arrows = [line for line in terminal.screen().splitlines() if "▶│" in line]
                self.assertEqual({columns(line) for line in arrows}, {100 - 14})


if __name__ == "__main__":
    wire.main()

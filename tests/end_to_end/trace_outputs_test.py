"""What synfin-client trace writes beside the drawing: JSON by its schema, Mermaid, SVG, pcapng; and two connections at once."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import xml.etree.ElementTree
from pathlib import Path

import jsonschema

import wire
from harness import CLIENT, PATIENCE, SiteTest

SCHEMA = json.loads((Path(__file__).parents[2] / "config" / "synfin-trace.schema.json").read_text(encoding="utf-8"))
NAMES = "(client|server)"


def mermaid_arrows(text):
    """Reads a sequence diagram by its grammar, line by line, and gives `(from, to, words)` of each arrow."""
    lines = text.splitlines()
    assert lines[0] == "sequenceDiagram", lines[0]
    participants, arrows, depth = [], [], 0
    for line in lines[1:]:
        words = line.strip()
        assert re.fullmatch(r"(?:[^#;]|#\w+;)*", words), f"a mark that is no entity: {line}"
        if found := re.fullmatch(rf"participant {NAMES} as ([^:]+)", words):
            participants.append(found[1])
        elif re.fullmatch(r"rect rgba\([\d., ]+\)", words):
            depth += 1
        elif words == "end":
            depth -= 1
            assert depth >= 0, "an end without its rect"
        elif found := re.fullmatch(rf"{NAMES}->>{NAMES}: ([^:]+)", words):
            arrows.append((found[1], found[2], re.sub(r"#(\d+);", lambda code: chr(int(code[1])), found[3])))
        else:
            assert re.fullmatch(rf"Note (left of|right of|over) (client|server|client,server): [^:]+", words), line
    assert depth == 0 and participants == ["client", "server"]
    return arrows


@wire.needs_namespace
class TraceTest(SiteTest):
    @classmethod
    def setUpClass(cls):
        jsonschema.Draft202012Validator.check_schema(SCHEMA)
        cls.validator = jsonschema.Draft202012Validator(SCHEMA)

    def setUp(self):
        super().setUp()
        wire.raise_loopback()
        self.write("index.html", b"x" * 100)
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="synfin-trace-")))

    def trace(self, *arguments, status=0):
        done = subprocess.run([CLIENT, "trace", *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE,
                              env=os.environ | {"LC_ALL": "C.UTF-8"})
        self.assertEqual(done.returncode, status, done.stderr)
        self.said = done.stderr
        return done.stdout

    def checked(self, text):
        told = json.loads(text)
        for problem in self.validator.iter_errors(told):
            self.fail(f"{problem.json_path}: {problem.message}")
        return told


class Outputs(TraceTest):
    def test_the_schema_holds_for_every_kind_of_connection(self):
        server = self.serve("--self-signed", "--listen-tls", "127.0.0.1:0")
        secure = next(place for place in server.places if place.startswith("https"))
        self.write("large.bin", b"x" * 2_000_000)
        self.checked(self.trace("--json", "-", "--requests", 3, server.url))
        self.checked(self.trace("--json", "-", server.url + "/large.bin"))
        self.checked(self.trace("--json", "-", "--insecure", secure))
        server.close()
        refused = self.checked(self.trace("--json", "-", server.url, status=1))
        self.assertEqual(refused["summary"]["reset_by"], "server")

    def test_the_schema_tells_wrong_from_right(self):
        told = self.checked(self.trace("--json", "-", self.serve().url))
        for change in ({"schema": "synfin.load/1"}, {"client": "somewhere"}, {"segments": []}, {"summary": {}},
                       {"segments": [told["segments"][0] | {"client_state": "OPEN"}]},
                       {"segments": [told["segments"][0] | {"bytes": -1}]}):
            self.assertFalse(self.validator.is_valid(told | change), change)

    def test_all_files_at_once_beside_the_drawing(self):
        paths = {name: self.folder / f"a.{name}" for name in ("json", "svg", "mermaid", "pcapng")}
        drawing = self.trace(*[word for name, path in paths.items() for word in (f"--{name}", path)], self.serve().url)
        self.assertIn("── close ─", drawing)
        segments = self.checked(paths["json"].read_text("utf-8"))["segments"]
        image = xml.etree.ElementTree.parse(paths["svg"]).getroot()
        self.assertTrue(image.tag.endswith("}svg"))
        self.assertIn("GET / HTTP/1.1", "".join(image.itertext()))
        arrows = mermaid_arrows(paths["mermaid"].read_text("utf-8"))
        self.assertEqual([each[0] for each in arrows], [each["from"] for each in segments])
        self.assertIn("GET / HTTP/1.1", arrows[3][2])

    def test_what_a_request_holds_breaks_no_diagram(self):
        server = self.serve()
        text = self.trace("--mermaid", "-", server.url + "/;%23end?a=1:2&%3Cb%3E;#")
        self.assertTrue(any("GET /;%23end?a=1:2&%3Cb%3E; HTTP/1.1" in each[2] for each in mermaid_arrows(text)), text)

    def segments(self, path):
        """What a capture has, without its times."""
        told = self.checked(self.trace("--read", path, "--json", "-"))
        return [told["client"], told["server"], told["summary"], told["segments"]]

    def test_the_captured_frames_can_be_read_again_and_extracted(self):
        self.write("large.bin", b"x" * 300_000)
        server = self.serve()
        first, again = self.folder / "a.pcapng", self.folder / "b.pcapng"
        own = self.checked(self.trace("--pcapng", first, "--json", "-", "--requests", 2, server.url + "/large.bin"))
        client, server, summary, segments = self.segments(first)
        self.assertEqual([client, server, segments], [own["client"], own["server"], own["segments"]])
        # What our kernel knew beside the capture is not in it.
        kernels = ("rtt_smoothed_us", "rtt_variation_us", "rtt_samples", "time_wait_left_ms")
        self.assertEqual(*({key: value for key, value in each.items() if key not in kernels} for each in (summary, own["summary"])))
        self.trace("--read", first, "--pcapng", again)
        self.assertEqual(first.read_bytes(), again.read_bytes())

    def test_one_connection_of_several_is_extracted(self):
        server = self.serve()
        one, two = self.folder / "one.pcapng", self.folder / "two.pcapng"
        for path in (one, two):
            self.trace("--pcapng", path, server.url)
        both, out = self.folder / "both.pcapng", self.folder / "out.pcapng"
        both.write_bytes(one.read_bytes() + two.read_bytes())  # two sections are a file as well
        self.trace("--read", both, "--connection", self.segments(two)[0], "--pcapng", out)
        self.assertEqual(out.read_bytes(), two.read_bytes())

    @unittest.skipUnless(shutil.which("tshark"), "there is no tshark(1) here")
    def test_tshark_reads_the_same_segments(self):
        server = self.serve()
        path = self.folder / "a.pcapng"
        own = self.checked(self.trace("--pcapng", path, "--json", "-", server.url))
        fields = ["tcp.srcport", "tcp.seq", "tcp.len", "tcp.flags.syn", "tcp.flags.fin", "frame.time_relative"]
        done = subprocess.run(["tshark", "-r", path, "-T", "fields", *[word for name in fields for word in ("-e", name)]],
                              capture_output=True, text=True, timeout=PATIENCE, check=True,
                              env=os.environ | {"HOME": str(self.folder)})
        rows = [line.split("\t") for line in done.stdout.splitlines()]
        ports = {side: own[side].rsplit(":", 1)[1] for side in ("client", "server")}
        wanted = [[ports[each["from"]], each["seq"], each["bytes"], "SYN" in each["flags"], "FIN" in each["flags"], each["at_ns"]]
                  for each in own["segments"]]
        true = ("1", "True")
        self.assertEqual([[row[0], int(row[1]), int(row[2]), row[3] in true, row[4] in true, round(float(row[5]) * 1e9)]
                          for row in rows], wanted)

    def test_outputs_that_clash_or_cannot_be_written(self):
        self.trace("--json", "-", "--svg", "-", "http://127.0.0.1:9/", status=2)
        self.assertIn("--json and --svg both name standard output", self.said)
        drawing = self.trace("--svg", "/no/such/folder/a.svg", self.serve().url, status=1)
        self.assertIn("/no/such/folder/a.svg", self.said)
        self.assertIn("── close ─", drawing)


class Pairs(TraceTest):
    def test_keep_alive_beside_more_of_it(self):
        server = self.serve()
        drawing = self.trace(server.url, "--compare", server.url, "--second", "--requests 3")
        self.assertTrue(all(len(line) <= 80 for line in drawing.splitlines()))
        self.assertRegex(drawing, r"(?m)^── close ─+ │ ── close ─+$")
        self.assertRegex(drawing, r"(?m)^ +│ ── exchange 3 ─+$")
        self.assertRegex(drawing, r"(?m)^round trips until then +2 +2 +0$")
        self.assertRegex(drawing, r"(?m)^TIME_WAIT at +client +client$")
        sent = re.search(r"(?m)^bytes sent +(\d+) +(\d+) +\+(\d+)$", drawing)
        self.assertEqual(int(sent[2]), 3 * int(sent[1]))
        self.assertEqual(int(sent[3]), 2 * int(sent[1]))

    def test_tls_beside_plain_text(self):
        server = self.serve("--self-signed", "--listen-tls", "127.0.0.1:0")
        secure = next(place for place in server.places if place.startswith("https"))
        drawing = self.trace(server.url, "--compare", secure, "--second", "--insecure")
        self.assertRegex(drawing, r"(?m)^TLS +– +\d+\.\d{3} ms$")
        self.assertRegex(drawing, r"(?m)^round trips until then +2 +3 +\+1$")

    def test_tls_1_3_beside_1_2_and_a_resumed_session(self):
        server = self.serve("--self-signed", "--listen-tls", "127.0.0.1:0")
        secure = server.places[1]
        for flags, old in (("--tls-max 1.2", "1.2"), ("--resume", "1.3")):
            told = self.checked(self.trace("--json", "-", "--insecure", secure, "--compare", secure, "--second", flags))
            hellos = [next(message for segment in told[which]["segments"] for message in segment.get("messages", [])
                           if message.get("message") == "ServerHello") for which in ("first", "second")]
            self.assertEqual([each["version"] for each in hellos], ["TLS 1.3", f"TLS {old}"])
            self.assertEqual([each["resumed"] for each in hellos], [False, flags == "--resume"])

    def test_the_json_has_both(self):
        server = self.serve()
        told = self.checked(self.trace("--json", "-", server.url, "--compare", server.url, "--second", "--requests 2"))
        self.assertEqual(told["schema"], "synfin.trace-pair/1")
        self.assertEqual([told[which]["summary"]["exchanges"] for which in ("first", "second")], [1, 2])
        self.assertLess(told["first"]["began"], told["second"]["began"])

    def test_what_the_second_cannot_be(self):
        url = "http://127.0.0.1:9/"
        self.trace(url, "--compare", url, "--second", "--requets 3", status=2)
        self.assertIn("--second: ", self.said)
        self.trace(url, "--compare", url, "--svg", "a.svg", status=2)
        server = self.serve()
        drawing = self.trace(server.url, "--compare", url, status=1)
        self.assertRegex(drawing, r"(?m)^second +refused: 127.0.0.1 answers, and nothing listens on its port 9$")
        self.assertIn("Connection refused", self.said)


if __name__ == "__main__":
    wire.main()

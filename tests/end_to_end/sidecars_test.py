"""A real site with files in several codings: whatever a client takes, it gets the right bytes, and the fields that fit them.

The site is cppreference_test.py's. A third of its files get FILE.gz, FILE.br or FILE.zst beside them, made by other
people's tools; of some the coded files are out of date, of some only the coded ones are left.
"""

import collections
import dataclasses
import gzip
import os
import random
import shutil
import signal
import subprocess
import tempfile
import unittest
import zlib
from pathlib import Path

from cppreference_test import SITE, files_of
from harness import PATIENCE, Reader, Server, SiteTest, connect, get
from tls_test import wait_for

EXTENSIONS = {"gzip": ".gz", "br": ".br", "zstd": ".zst"}
TOOLS = {"br": ("brotli", "-q", "5"), "zstd": ("zstd", "-q", "-5")}

# What clients send, and what they take by that (RFC 9110 §12.5.3). Without the field everything would be right, but
# who does not name a coding may not know any.
ACCEPTED = {
    None: {"identity"},
    "gzip": {"identity", "gzip"},
    "br": {"identity", "br"},
    "zstd": {"identity", "zstd"},
    "gzip, deflate, br, zstd": {"identity", "gzip", "br", "zstd"},
    "identity;q=0, gzip": {"gzip"},
    "*": {"identity", "gzip", "br", "zstd"},
}

# Which coded files are as new as the file, which are older, and is the file itself there?
KINDS = (
    (("gzip",), (), True),
    (("br",), (), True),
    (("zstd",), (), True),
    (("gzip", "br", "zstd"), (), True),
    (("gzip",), ("br", "zstd"), True),
    ((), ("gzip", "br", "zstd"), True),
    (("gzip",), (), False),
    (("br", "zstd"), (), False),
    (("zstd",), (), False),
)


@dataclasses.dataclass
class Entry:
    """One file of the site: what it holds, its coded forms that may be served, and whether it is there itself."""
    target: str
    path: Path
    content: bytes
    coded: dict = dataclasses.field(default_factory=dict)
    whole: bool = True

    def fitting(self, taken):
        """The codings of `taken` that are on the disk, and worth it."""
        found = {coding for coding, body in self.coded.items() if coding in taken and len(body) + 64 < 0.95 * len(self.content)}
        return found | ({"identity"} & taken if self.whole else set())


def by_tool(command, contents, before="", after=""):
    """Each of `contents` as `command` turns a file NAMEbefore into a file NAMEafter."""
    with tempfile.TemporaryDirectory(prefix="synfin-test-") as folder:
        for at, content in enumerate(contents):
            Path(folder, f"{at}{before}").write_bytes(content)
        if contents:
            done = subprocess.run([*command, *(f"{at}{before}" for at in range(len(contents)))], cwd=folder, capture_output=True, text=True,
                                  timeout=2 * PATIENCE)
            assert done.returncode == 0, f"{command}: {done.stderr[-2000:]}"
        return [Path(folder, f"{at}{after}").read_bytes() for at in range(len(contents))]


def encode(coding, contents):
    if coding == "gzip":
        return [gzip.compress(content) for content in contents]
    return by_tool(TOOLS[coding], contents, after=EXTENSIONS[coding])


def decode(coding, bodies):
    if coding == "gzip":
        return [zlib.decompress(body, wbits=31) for body in bodies]
    return bodies if coding == "identity" else by_tool((*TOOLS[coding][:1], "-d"), bodies, before=EXTENSIONS[coding])


def add_coded(entries, coding, age):
    """Lays a coded file beside each of `entries`, `age` seconds older than the file. What is older holds something else."""
    older = b"<!-- what stood here before -->" if age > 0 else b""
    for entry, body in zip(entries, encode(coding, [older + entry.content for entry in entries])):
        place = Path(f"{entry.path}{EXTENSIONS[coding]}")
        place.write_bytes(body)
        modified = entry.path.stat().st_mtime - age
        os.utime(place, (modified, modified))
        if age <= 0:
            entry.coded[coding] = body


def copied_site(folder):
    """The site's entries, copied to `folder`, with coded files for a third of them."""
    shutil.copytree(SITE, folder)
    entries = [Entry(target, path, path.read_bytes()) for target, path in files_of(folder).items()]
    kinds = list(zip(entries[::3], KINDS * len(entries)))
    for coding in EXTENSIONS:
        for newer in (0, 1):  # a build step keeps the time or does not
            add_coded([entry for at, (entry, (fresh, _, _)) in enumerate(kinds) if coding in fresh and at % 2 == newer], coding, -newer)
        add_coded([entry for entry, (_, stale, _) in kinds if coding in stale], coding, 60)
    for entry, (_, _, whole) in kinds:
        entry.whole = whole
        if not whole:
            entry.path.unlink()
    return entries


HASHED_AT_ONCE = 256 * 1024


class Findings:
    """Takes answers one by one, and knows in the end what was wrong with them."""

    def __init__(self):
        self.wrong, self.counts = [], collections.Counter()
        self._bodies = collections.defaultdict(list)  # by coding; others' decoders take long to start
        self._by_tag = {}

    def take(self, entry, accepted, answer):
        coding = answer.get("Content-Encoding") or "identity"
        self.counts[coding if answer.status == 200 else answer.status] += 1
        self.wrong += [(entry.target, accepted, fault) for fault in self._faults(entry, accepted, answer, coding)]
        if answer.status == 200:
            self._bodies[coding].append((entry, answer.body))

    def all_wrong(self):
        """What was wrong; where nothing was so far, it is all decoded and compared."""
        for coding, taken in [] if self.wrong else self._bodies.items():
            for (entry, _), content in zip(taken, decode(coding, [body for _, body in taken])):
                if content != entry.content:
                    self.wrong.append((entry.target, coding, "decodes to something else"))
        return self.wrong

    def _faults(self, entry, accepted, answer, coding):
        taken = ACCEPTED[accepted] if accepted or entry.whole else set(EXTENSIONS) | {"identity"}
        fitting = entry.fitting(taken)
        if answer.status != 200:
            if answer.status != 406 or fitting:
                yield f"{answer.status}, though there is {fitting}"
            return
        if coding not in taken:
            yield f"comes in {coding}"
        if accepted and coding == "identity" and fitting - {"identity"}:
            yield f"is not coded, though there is {fitting}"
        if coding in entry.coded and answer.body != entry.coded[coding]:
            yield f"is not the file's own {coding}"
        if (coding != "identity" or entry.fitting(set(EXTENSIONS))) and "accept-encoding" not in (answer.get("Vary") or "").lower():
            yield "has no Vary"
        if entry.target.endswith(".html") and not answer["Content-Type"].startswith("text/html"):
            yield f"is said to be {answer['Content-Type']}"
        yield from self._faults_of_tag(entry, answer)

    def _faults_of_tag(self, entry, answer):
        tag = answer.get("ETag") or ""
        if tag.startswith("W/") and len(answer.body) > HASHED_AT_ONCE:
            return  # its hash is being found out
        if len(tag) < 3 or not tag.startswith('"'):
            yield f"has no strong ETag, but {tag!r}"
        elif self._by_tag.setdefault((entry.target, tag), answer.body) != answer.body:
            yield f"has two bodies with the ETag {tag}"


class Sidecars(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not SITE.is_dir():
            raise AssertionError("no site to serve: apt-get install cppreference-doc-en-html (scripts/test does)")
        cls.folder = Path(tempfile.mkdtemp(prefix="synfin-test-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.entries = copied_site(cls.folder / "site")

    def setUp(self):
        self.server = Server(self.folder / "site")
        self.addCleanup(self.server.close)
        self.peer = connect(self.server.port)
        self.addCleanup(self.peer.close)
        self.reader = Reader(self.peer)
        self.findings = Findings()

    def ask(self, entry, accepted, *fields, method="GET"):
        if accepted is not None:
            fields += (f"Accept-Encoding: {accepted}",)
        self.peer.sendall(get(entry.target, *fields, method=method))
        return self.reader.answer(bodiless=method == "HEAD")

    def check(self, *wanted):
        self.assertEqual(self.findings.all_wrong(), [])
        self.assertEqual([each for each in wanted if not self.findings.counts[each]], [], self.findings.counts)
        self.server.signal(signal.SIGTERM)
        self.assertEqual(self.server.wait(), 0)

    def test_every_file_arrives_whatever_is_accepted(self):
        self.assertGreater(len(self.entries), 2000)
        ways = list(ACCEPTED)
        for at, entry in enumerate(self.entries):
            accepted = ways[at % len(ways)]
            self.findings.take(entry, accepted, self.ask(entry, accepted))
        self.check("identity", "gzip", "br", "zstd", 406)

    def sample(self):
        """Some 100 files: of each kind, without coded files, and such as do not shrink."""
        rest = [entry for at, entry in enumerate(self.entries) if at % 3]
        pictures = [entry for entry in rest if not entry.target.endswith(".html")]
        pick = random.Random(1).sample
        return pick(self.entries[::3], 7 * len(KINDS)) + pick(rest, 25) + pick(pictures, 12)

    def test_a_sample_is_right_in_every_way_it_can_be_asked_for(self):
        for entry in self.sample():
            for accepted in ACCEPTED:
                with self.subTest(entry.target, accepted=accepted):
                    self.check_ways(entry, accepted)
        self.check("identity", "gzip", "br", "zstd", 406)

    def check_ways(self, entry, accepted):
        whole, head, unchanged, part = self.steady(entry, accepted)
        self.findings.take(entry, accepted, whole)
        fields = [{name: value for name, value in each.fields.items() if name != "date"} for each in (whole, head)]
        self.assertEqual((head.status, fields[1]), (whole.status, fields[0]))
        if whole.status != 200:
            return
        self.assertEqual((unchanged.status, unchanged.body), (304, b""))
        for name in ("ETag", "Vary", "Cache-Control"):
            self.assertEqual(unchanged.get(name), whole.get(name))
        self.assertEqual((part.status, part["ETag"], part.get("Content-Encoding")), (206, whole["ETag"], whole.get("Content-Encoding")))
        self.assertEqual(part["Content-Range"], f"bytes 7-{len(whole.body) - 8}/{len(whole.body)}")
        self.assertEqual(part.body, whole.body[7:-7])

    def steady(self, entry, accepted):
        """The answers to GET, to HEAD, for what has changed, and for all but 7 bytes at both ends, all of one time: what
        is made in the background may take the place of what was served before."""
        for _ in range(20):
            whole = self.ask(entry, accepted)
            tag = whole.get("ETag")
            others = (self.ask(entry, accepted, method="HEAD"), self.ask(entry, accepted, f"If-None-Match: {tag}"),
                      self.ask(entry, accepted, f"Range: bytes=7-{max(7, len(whole.body) - 8)}"))
            if self.ask(entry, accepted).get("ETag") == tag:
                return whole, *others
        raise AssertionError(f"{entry.target} does not come to rest")


class Changes(SiteTest):
    def test_a_file_that_changes_leaves_its_coded_form_behind(self):
        before, after = b"before " * 1000, b"after " * 1000
        page = self.write("page.html", before)
        sidecar = self.write("page.html.gz", gzip.compress(before, 1))
        os.utime(page, (1e9, 1e9))
        server = self.serve()

        def answer():
            return self.talk(server, get("/page.html", "Accept-Encoding: gzip"))[0]

        def content():
            found = answer()
            return decode(found.get("Content-Encoding") or "identity", [found.body])[0]

        self.assertEqual(answer().body, sidecar.read_bytes())
        page.write_bytes(after)
        os.utime(sidecar, (1e9, 1e9))
        wait_for(lambda: content() == after, "the old content is served on")
        sidecar.write_bytes(gzip.compress(after, 1))
        wait_for(lambda: answer().body == sidecar.read_bytes(), "the new coded file is not seen")
        self.stop(server)


if __name__ == "__main__":
    unittest.main()

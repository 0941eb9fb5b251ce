"""The image that synfin-client trace draws, in a browser: all of it can be read, light and dark, and nothing is loaded."""

import os
import subprocess
import unittest

import wire
from chromium import Chromium
from harness import CLIENT, PATIENCE, SiteTest

LOOK = """(() => {
  const sheet = document.querySelector('rect.sheet').getBoundingClientRect();
  const texts = [...document.querySelectorAll('text')].map(each => [each.textContent, each.getBoundingClientRect()]);
  const inside = box => box.left >= sheet.left && box.right <= sheet.right && box.top >= sheet.top && box.bottom <= sheet.bottom;
  const slack = 1;
  const touch = (a, b) => a.left + slack < b.right && b.left + slack < a.right && a.top + slack < b.bottom && b.top + slack < a.bottom;
  const covered = texts.flatMap(([said, box], i) => texts.slice(i + 1).filter(other => touch(box, other[1])).map(other => [said, other[0]]));
  const shapes = [...document.querySelectorAll('path, rect')].map(each => each.getBoundingClientRect());
  const channels = colour => colour.match(/[0-9.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = channels(colour).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const behind = light(getComputedStyle(document.querySelector('rect.sheet')).fill);
  const least = (selector, property) => Math.min(...[...document.querySelectorAll(selector)].map(
    each => contrast(light(getComputedStyle(each)[property]), behind)));
  return {count: texts.length, outside: texts.filter(each => !inside(each[1])).map(each => each[0]), covered,
          shapesInside: shapes.every(inside), width: sheet.width, height: sheet.height,
          textContrast: least('text', 'fill'), lineContrast: least('.shaft, .life', 'stroke'),
          scripts: document.scripts.length, loaded: performance.getEntriesByType('resource').length};
})()"""


@wire.needs_namespace
class Image(SiteTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.browser = cls.enterClassContext(Chromium())

    def setUp(self):
        super().setUp()
        wire.raise_loopback()
        self.write("index.html", b"<p>hello</p>")
        self.write("large.bin", b"x" * 3_000_000)
        self.image = self.root / "a.svg"

    def look(self, *arguments, status=0):
        done = subprocess.run([CLIENT, "trace", "--svg", self.image, *map(str, arguments)], capture_output=True, text=True,
                              timeout=PATIENCE, env=os.environ | {"LC_ALL": "C.UTF-8"})
        self.assertEqual(done.returncode, status, done.stderr)
        for width in (1000, 400):
            for dark in (False, True):
                with self.subTest(width=width, dark=dark):
                    self.browser.open(self.image.as_uri(), width, dark)
                    self.assertEqual(self.browser.complaints(), [])
                    self.check(self.browser.value(LOOK), width)

    def check(self, seen, width):
        self.assertGreater(seen["count"], 15)
        self.assertEqual(seen["outside"], [])
        self.assertEqual(seen["covered"], [])
        self.assertTrue(seen["shapesInside"])
        self.assertLessEqual(seen["width"], width)
        self.assertGreater(seen["width"], 0.85 * width)
        self.assertGreaterEqual(seen["textContrast"], 4.5)
        self.assertGreaterEqual(seen["lineContrast"], 3)
        self.assertEqual((seen["scripts"], seen["loaded"]), (0, 0))

    def test_two_exchanges(self):
        self.look("--requests", 2, self.serve().url)

    def test_tls(self):
        server = self.serve("--self-signed", "--listen-tls", "127.0.0.1:0")
        secure = next(place for place in server.places if place.startswith("https"))
        self.look("--insecure", "--sni", "a-rather-long-name-of-a-server.example.org", secure)

    def test_a_long_transfer_folded_and_not(self):
        server = self.serve()
        self.look(server.url + "/large.bin")
        self.look("--unfold", server.url + "/large.bin")

    def test_refused(self):
        self.look("http://127.0.0.1:9/", status=1)

    def test_v6_and_a_hostile_request(self):
        server = self.serve(listen=("[::1]:0",))
        self.look(f"{server.url}/{'%3Cscript%3E&' * 40}?x='\"")


if __name__ == "__main__":
    wire.main()

"""The HTML report in a browser: nothing is loaded or complained of, and it can be read, wide and narrow, light and dark."""

import json
import os
import re
import subprocess
import unittest

from chromium import Chromium
from harness import CLIENT, PATIENCE, SiteTest

BOXES = """[...document.querySelectorAll('figure')].map(figure => ({
  id: figure.id,
  plots: [...figure.querySelectorAll('svg')].filter(svg => getComputedStyle(svg).display !== 'none').map(svg => {
    const box = svg.getBoundingClientRect();
    const page = document.documentElement.clientWidth;
    const texts = [...svg.querySelectorAll('text')].map(text => text.getBoundingClientRect());
    const inside = each => each.left >= box.left - 1 && each.right <= box.right + 1 && each.top >= box.top - 1 && each.bottom <= box.bottom + 1;
    const touch = (a, b) => a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom;
    return {width: box.width, height: box.height, inPage: box.right <= page, textsInside: texts.every(inside),
            overlaps: texts.some((a, i) => texts.slice(i + 1).some(b => touch(a, b))),
            smallest: Math.min(...texts.map(each => each.height))};
  })}))"""

# WCAG 2.2, 1.4.3: relative luminances of a text and of what is behind it.
CONTRASTS = """(() => {
  const channels = colour => colour.match(/[0-9.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = channels(colour).map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if ((channels(colour)[3] ?? 1) > 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const of = (element, property) => contrast(light(getComputedStyle(element)[property]), light(behind(element)));
  const least = (selector, property) => Math.min(...[...document.querySelectorAll(selector)].map(each => of(each, property)));
  return {texts: least('h1, h2, h3, p, li, dt, dd, small, th, td', 'color'), labels: least('svg text', 'fill'), lines: least('path.line', 'stroke')};
})()"""


class ReportPage(SiteTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.browser = cls.enterClassContext(Chromium())

    def setUp(self):
        super().setUp()
        self.write("index.html", b"<p>hello</p>")
        server = self.serve()
        self.page = self.root / "run.html"
        url = server.url + "/?q=%3Cscript%3E&x='onload=alert(1)"
        self.json = self.root / "run.json"
        subprocess.run([CLIENT, "load", "-d", "2500ms", "-c", "4", "--html", str(self.page), "--json", str(self.json), url, server.url + "/none"],
                       check=True, capture_output=True, timeout=PATIENCE)

    def check_plots(self, width):
        figures = self.browser.value(BOXES)
        self.assertLessEqual({"percentiles", "distribution", "phases", "throughput", "latency-over-time", "connection-states"},
                             {each["id"] for each in figures})
        for each in figures:
            with self.subTest(plot=each["id"]):
                self.assertEqual(len(each["plots"]), 1)
                plot = each["plots"][0]
                self.assertGreater(plot["width"], min(250, width / 2))
                self.assertGreater(plot["height"], 100)
                self.assertTrue(plot["inPage"])
                self.assertTrue(plot["textsInside"])
                self.assertFalse(plot["overlaps"])
                self.assertGreater(plot["smallest"], 9)

    def test_it_can_be_read_wide_and_narrow_light_and_dark(self):
        for width in (320, 400, 700, 1100, 1600):
            for dark in (False, True):
                with self.subTest(width=width, dark=dark):
                    self.browser.open(self.page.as_uri(), width, dark)
                    self.assertEqual(self.browser.complaints(), [])
                    self.assertEqual(self.browser.value("document.documentElement.scrollWidth"), width, "it scrolls sideways")
                    self.check_plots(width)
                    contrasts = self.browser.value(CONTRASTS)
                    self.assertGreaterEqual(contrasts["texts"], 4.5)
                    self.assertGreaterEqual(contrasts["labels"], 4.5)
                    self.assertGreaterEqual(contrasts["lines"], 3)

    def test_its_figures_are_those_of_the_json_and_nothing_is_loaded(self):
        self.browser.open(self.page.as_uri(), 1200)
        text = self.browser.value("document.body.innerText")
        result = json.loads(self.json.read_text())
        self.assertIn(f"{result['requests']['completed']:,}", text)
        self.assertIn("Whose figures are these?", text)
        for heading in ("How long requests took", "How the run went", "All figures", "Settings", "Words used here"):
            self.assertIn(heading, text)
        self.assertEqual(self.browser.value("performance.getEntriesByType('resource').length"), 0)
        self.assertEqual(self.browser.value("document.scripts.length"), 0)
        self.assertEqual(self.browser.value("document.querySelectorAll('figure svg title').length > 20"), True)

    def test_the_policy_is_one_that_the_browser_keeps(self):
        """A script put into the page does not run, and the browser says why."""
        page = self.root / "tampered.html"
        page.write_text(re.sub(r"</main>", "<script>document.title='ran'</script><img src='run.json'></main>", self.page.read_text()))
        self.browser.open(page.as_uri(), 800)
        self.assertNotEqual(self.browser.value("document.title"), "ran")
        self.assertTrue(any("Content Security Policy" in each for each in self.browser.complaints()))


if __name__ == "__main__":
    unittest.main()

"""A browser on synfin-server: Chromium loads the sample site over TLS, and speaks HTTP/2."""

import base64
import hashlib
import json
import os
import re
import subprocess
import unittest
from pathlib import Path

import tls_test
from harness import PATIENCE, Server

SITE = Path(__file__).resolve().parents[2] / "config" / "site"


def setUpModule():
    tls_test.setUpModule()


def tearDownModule():
    tls_test.tearDownModule()


class Browser(tls_test.TlsTest):
    def key_hash(self):
        """What Chromium knows the certificate's public key by: it trusts no CA of ours."""
        pem = tls_test.openssl_text("x509", "-in", tls_test.CERT, "-noout", "-pubkey")
        der = base64.b64decode("".join(pem.strip().splitlines()[1:-1]))
        return base64.b64encode(hashlib.sha256(der).digest()).decode()

    def test_chromium_loads_the_sample_site_by_http2(self):
        log = tls_test.FOLDER / "browser.log"
        server = Server(SITE, "--listen-tls", "127.0.0.1:0", "--cert", str(tls_test.CERT), "--key", str(tls_test.KEY), "--access-log", str(log),
                        "--log-format", "json")
        self.addCleanup(server.close)
        place = next(each for each in server.places if each.startswith("https")).replace("127.0.0.1", "localhost")
        done = subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
                               f"--user-data-dir={tls_test.FOLDER}/chromium", f"--ignore-certificate-errors-spki-list={self.key_hash()}",
                               "--dump-dom", place + "/"],
                              capture_output=True, text=True, errors="replace", timeout=2 * PATIENCE, env={**os.environ, "HOME": str(tls_test.FOLDER)})
        title = re.search(r"<title>(.*?)</title>", (SITE / "index.html").read_text()).group(1)
        self.assertIn(f"<title>{title}</title>", done.stdout, done.stderr[-2000:])
        self.stop(server)
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        self.assertEqual({line["version"] for line in lines}, {"HTTP/2.0"})
        asked = {line["target"]: line["status"] for line in lines}
        self.assertEqual(asked["/"], 200)
        used = re.findall(r'(?:href|src)="(/?[^":#]+\.(?:css|js|svg|png|ico))"', (SITE / "index.html").read_text())
        self.assertTrue(used)
        for each in used:
            self.assertEqual(asked.get("/" + each.lstrip("/")), 200, asked)
        self.assertTrue(all("Chrom" in line["user_agent"] for line in lines))


if __name__ == "__main__":
    unittest.main()

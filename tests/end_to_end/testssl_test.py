"""What testssl.sh finds in synfin-server's TLS as it comes: nothing that it grades medium or worse."""

import json
import subprocess
import unittest

import tls_test
from certificates import RSA

MINUTES = 10  # it takes one on an idle machine
BAD = ("MEDIUM", "HIGH", "CRITICAL", "FATAL")


def setUpModule():
    tls_test.setUpModule()


def tearDownModule():
    tls_test.tearDownModule()


class Testssl(tls_test.TlsTest):
    def test_it_finds_no_weakness(self):
        flags = []
        for name, options in (("ec", {}), ("rsa", {"kind": RSA})):
            cert, key = tls_test.AUTHORITY.issue(name, days=90, **options)
            flags += ["--cert", cert, "--key", key]
        server = self.serve_tls(cert=flags)
        authority = tls_test.FOLDER / "authority.pem"  # it takes no spaces
        authority.write_bytes(tls_test.AUTHORITY.path.read_bytes())
        report = tls_test.FOLDER / "testssl.json"
        done = subprocess.run(["testssl", "--quiet", "--color", "0", "--warnings", "off", "--ip", "127.0.0.1", "--add-ca", authority, "--jsonfile",
                               report, f"https://localhost:{server.tls_port}/"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=60 * MINUTES)
        findings = json.loads(report.read_text())
        self.assertGreater(len(findings), 100, done.stdout)
        bad = [(each["severity"], each["id"], each["finding"]) for each in findings if each["severity"] in BAD]
        self.assertEqual(bad, [])
        seen = {each["id"]: each["finding"] for each in findings}
        self.assertIn("offered", seen["TLS1_3"])
        self.assertIn("not offered", seen["TLS1_1"])


if __name__ == "__main__":
    unittest.main()

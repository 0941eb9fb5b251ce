"""Certificates for the tests, made by the openssl program in a folder of the test's own."""

import subprocess
import time
from pathlib import Path

PATIENCE = 60  # seconds
EC = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
RSA = ("-newkey", "rsa:2048")
NAMES = "subjectAltName=DNS:localhost,IP:127.0.0.1"


def openssl(*arguments):
    done = subprocess.run(["openssl", *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr


class Authority:
    """A CA in `folder`; its certificate is `path`."""

    def __init__(self, folder, name="Test CA"):
        self.folder = Path(folder)
        self.path, self.key = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", self.key,
                "-out", self.path, "-days", "2", "-subj", f"/CN={name}", "-addext", "keyUsage=critical,keyCertSign,cRLSign")

    def issue(self, name, names=NAMES, days=2, kind=EC):
        """The files of a certificate and its key. One of 0 days has expired already."""
        certificate, key, request = (self.folder / f"{name}.{ending}" for ending in ("pem", "key", "csr"))
        openssl("req", "-new", *kind, "-nodes", "-keyout", key, "-out", request, "-subj", f"/CN={name}", "-addext", names,
                "-addext", "crlDistributionPoints=URI:http://127.0.0.1/crl")
        openssl("x509", "-req", "-in", request, "-CA", self.path, "-CAkey", self.key, "-copy_extensions", "copy", "-days",
                days, "-out", certificate)
        if days == 0:
            time.sleep(1)  # it was valid for the second in which it was made; earlier dates are not to be had in all versions
        return certificate, key

"""Servers with a config file, and requests to them by Python's own client, which reads answers by other eyes than ours."""

import base64
import http.client
import os
import shutil
import subprocess
import tempfile
import time
import zlib
from pathlib import Path

from harness import PATIENCE, Answer, SiteTest

DECODERS = {"br": ("brotli", "-dc"), "zstd": ("zstd", "-dcq")}
STRONG, WEAK = r'^"[^"]+"$', r'^W/"[^"]+"$'
# What the answers to GET and HEAD of one address may differ in.
OF_THE_MOMENT = {"date", "connection"}


class Fields(Answer):
    """An answer with all its field lines."""

    def __init__(self, status, lines, body):
        super().__init__(status, {name.lower(): value for name, value in lines}, body)
        self.lines = sorted((name.lower(), value) for name, value in lines)

    def all(self, name):
        return [value for each, value in self.lines if each == name.lower()]

    def lasting(self):
        return [line for line in self.lines if line[0] not in OF_THE_MOMENT]


class Client(http.client.HTTPConnection):
    """One connection. Unlike its base it sends what it is told to, and nothing of its own."""

    def __init__(self, server, host="test"):
        super().__init__("127.0.0.1", server.port, timeout=PATIENCE)
        self.named = host

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def ask(self, target, *fields, method="GET", host=None):
        self.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
        for field in (f"Host: {host or self.named}", *fields):
            self.putheader(*field.split(": ", 1))
        self.endheaders()
        got = self.getresponse()
        return Fields(got.status, got.getheaders(), got.read())


class ConfiguredTest(SiteTest):
    """A test with a folder to serve, and one for what belongs to no site."""

    def setUp(self):
        super().setUp()
        self.aside = Path(tempfile.mkdtemp(prefix="synfin-test-"))
        self.addCleanup(shutil.rmtree, self.aside)

    def configure(self, text):
        path = self.aside / "synfin.toml"
        path.write_text(text, encoding="utf-8")
        return path

    def serve_config(self, text, *flags, **options):
        return self.serve("--config", str(self.configure(text)), *flags, **options)

    def ask(self, server, target, *fields, **how):
        """The answer to one request on a connection of its own."""
        with Client(server) as client:
            return client.ask(target, *fields, **how)

    def asked(self, server, *requests):
        """The answers to requests (targets, or tuples of a target and fields) on one connection."""
        with Client(server) as client:
            return [client.ask(*([each] if isinstance(each, str) else each)) for each in requests]

    def curl(self, server, target, *options, host="test"):
        """A request by curl over HTTP/2: its answer, with the lines as they came."""
        done = subprocess.run(["curl", "-sS", "-i", "--path-as-is", "--http2-prior-knowledge", "--max-time", str(PATIENCE),
                               "-H", f"Host: {host}", *options, f"http://127.0.0.1:{server.port}{target}"], capture_output=True, timeout=2 * PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        start, *lines = head.decode("latin-1").split("\r\n")
        self.assertTrue(start.startswith("HTTP/2 "), start)
        return Fields(int(start.split(" ")[1]), [tuple(line.split(": ", 1)) for line in lines], body)

    def until(self, server, target, *fields, holds, what):
        """The first answer that `holds`: what the background does is done soon, but not at once."""
        deadline = time.monotonic() + PATIENCE
        while not holds(answer := self.ask(server, target, *fields)):
            self.assertLess(time.monotonic(), deadline, f"{target}: {what}; {answer.status} {answer.lines}")
            time.sleep(0.02)
        return answer

    def until_coded(self, server, target, coding):
        return self.until(server, target, f"Accept-Encoding: {coding}", holds=lambda answer: answer.get("Content-Encoding") == coding,
                          what=f"is never sent in {coding}")

    def until_strong(self, server, target, *fields):
        return self.until(server, target, *fields, holds=lambda answer: not answer["ETag"].startswith("W/"), what="its ETag stays weak")


def age(path, seconds=100_000):
    """Makes `path` look as if it had not been touched for so long."""
    then = time.time() - seconds
    os.utime(path, (then, then))


def decoded(coding, body):
    if coding == "gzip":
        return zlib.decompress(body, wbits=31)
    if coding in (None, "identity"):
        return body
    done = subprocess.run(DECODERS[coding], input=body, capture_output=True, timeout=PATIENCE, check=True)
    return done.stdout


def encoded(coding, content):
    if coding == "gzip":
        made = zlib.compressobj(9, wbits=31)
        return made.compress(content) + made.flush()
    command = {"br": ("brotli", "-c", "-q", "5"), "zstd": ("zstd", "-cq")}[coding]
    return subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, check=True).stdout


def basic(name, password):
    return "Authorization: Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()

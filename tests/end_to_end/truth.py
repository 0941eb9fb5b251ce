"""The truth server: answers a known time after each request came, and tells at its end what the kernel saw of that."""

import csv
import json
import os
import select
import signal
import subprocess
import tempfile
from pathlib import Path

from harness import PATIENCE, connect

TRUTH_SERVER = os.environ["SYNFIN_TRUTH"]


class Truth:
    """A truth server on a free port; told() ends it, close() ends it in every case."""

    def __init__(self, delay, *flags, command=()):
        self._folder = tempfile.TemporaryDirectory(prefix="synfin-truth-")
        self.log = Path(self._folder.name) / "log.csv"
        self.process = subprocess.Popen([*command, TRUTH_SERVER, "--delay", delay, "--log", str(self.log), *flags],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.port = self._first_line()

    def _first_line(self):
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError("the truth server did not start: " + self.process.communicate(timeout=PATIENCE)[1])
        return int(line)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/"

    def connect(self):
        return connect(self.port)

    def wait_for_mark(self):
        """Waits until as many requests have come as `--mark` says."""
        ready, _, _ = select.select([self.process.stdout], [], [], PATIENCE)
        assert ready, "so many requests did not come"
        line = self.process.stdout.readline()
        assert line == "marked\n", f"not the mark: {line!r}"

    def told(self):
        """Ends it; what it says of the requests, in microseconds."""
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=PATIENCE)
        assert self.process.returncode == 0, f"the truth server ended with {self.process.returncode}: {err}"
        return json.loads(out)

    def requests(self):
        """After told(): a dict a request, in order of arrival; times in nanoseconds, None = not seen."""
        with self.log.open(encoding="utf-8") as file:
            return [{name: text if name == "peer" else int(text) if text else None for name, text in row.items()}
                    for row in csv.DictReader(file)]

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.process.stderr.close()
        self._folder.cleanup()

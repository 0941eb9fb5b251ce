"""A real terminal (tmux) in which a test runs programs and reads the screen."""

import contextlib
import re
import shlex
import subprocess
import tempfile
import time
from pathlib import Path

from harness import PATIENCE

PROMPT = "ready$"


class Terminal:
    """A shell in a terminal of its own; ended with all that runs in it by close()."""

    def __init__(self, columns, rows, **environment):
        self.folder = tempfile.TemporaryDirectory(prefix="synfin-tmux-")
        self.socket = str(Path(self.folder.name) / "socket")
        settings = {"LC_ALL": "C.UTF-8", "PS1": PROMPT + " ", **environment}
        shell = " ".join(["exec", "env", "-u", "NO_COLOR", "-u", "TMUX",
                          *(shlex.quote(f"{name}={value}") for name, value in settings.items()),
                          "bash", "--norc", "--noprofile"])
        self._tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), shell)
        self.shown(PROMPT)

    def _tmux(self, *words):
        return subprocess.run(["tmux", "-u", "-S", self.socket, *words], stdin=subprocess.DEVNULL, check=True,
                              capture_output=True, text=True, timeout=PATIENCE).stdout

    def keys(self, *names):
        self._tmux("send-keys", *names)

    def type(self, line):
        self._tmux("send-keys", "-l", line)
        self.keys("Enter")

    def run(self, *words):
        """A command whose status is told when it has ended."""
        self.type(shlex.join(words) + '; echo "status=$?"')

    def resize(self, columns, rows):
        self._tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def screen(self, *options):
        return self._tmux("capture-pane", "-p", *options)

    def everything(self):
        """The screen, and what has scrolled off it."""
        return self.screen("-J", "-S", "-")

    def until(self, holds, what):
        """The screen, once `holds` of it."""
        end = time.monotonic() + PATIENCE
        while not holds(screen := self.screen()):
            assert time.monotonic() < end, f"not seen: {what}; but:\n{screen}"
            time.sleep(0.05)
        return screen

    def shown(self, *texts):
        return self.until(lambda screen: all(text in screen for text in texts), texts)

    def ended(self):
        """The status of the command that was run, once it has ended."""
        found = re.compile(r"status=(\d+)")
        self.until(found.search, "the status")
        return int(found.search(self.screen()).group(1))

    def close(self):
        with contextlib.suppress(subprocess.CalledProcessError):
            self._tmux("kill-server")
        self.folder.cleanup()

"""scripts/setup on machines that are played by stubs: what it installs, and what it says where it cannot."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

SETUP = os.environ["SYNFIN_SETUP"]
TOOLS = ("awk", "bash", "cat", "comm", "echo", "env", "grep", "mktemp", "rm", "sed", "sort", "tail", "uniq", "xargs")

# A Debian on which nothing is installed, every package is to be had, and this is root. apt-get writes down its words.
DEBIAN = {
    "dpkg-query": "exit 1",
    "apt-cache": 'echo "  Candidate: 1.0"',
    "apt-get": 'echo "$@" >>"$ASKED"',
    "id": "echo 0",
}


def packages(name):
    """What the set `name` holds on every suite."""
    return sorted(re.findall(rf"^{name} +(\S+)$", Path(SETUP).read_text(encoding="utf-8"), re.MULTILINE))


class Setup(unittest.TestCase):
    def setUp(self):
        self.path = Path(tempfile.mkdtemp(prefix="synfin-setup-"))
        self.addCleanup(shutil.rmtree, self.path)
        for tool in TOOLS:
            (self.path / tool).symlink_to(shutil.which(tool))

    def run_setup(self, *sets, **stubs):
        """Its exit status, what it said, and what apt-get was asked for, on a Debian with these stubs (None: not there)."""
        for name, text in (DEBIAN | {name.replace("_", "-"): text for name, text in stubs.items()}).items():
            if text is not None:
                (self.path / name).write_text(f"#!/bin/sh\n{text}\n")
                (self.path / name).chmod(0o755)
        asked = self.path / "asked"
        done = subprocess.run([SETUP, *sets], env={"PATH": str(self.path), "ASKED": str(asked)}, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=60)
        return done.returncode, done.stderr, asked.read_text().splitlines() if asked.exists() else []

    def test_what_is_missing_is_installed_and_named(self):
        status, said, asked = self.run_setup("test", dpkg_query="echo installed curl; echo installed python3; exit 1")
        missing = " ".join(name for name in packages("test") if name not in ("curl", "python3"))
        self.assertIn("doctest-dev", missing)
        self.assertEqual((status, said), (0, f"setup: installing {missing}\n"))
        self.assertEqual([words.split()[3] for words in asked], ["update", "install"])
        self.assertTrue(asked[1].endswith(f"install -y --no-install-recommends {missing}"), asked)

    def test_where_all_is_there_nothing_is_asked_or_said(self):
        everything = "shift 2; for package; do echo installed $package; done"
        self.assertEqual(self.run_setup("build", "test", "check", dpkg_query=everything), (0, "", []))

    def test_a_removed_package_whose_settings_are_left_counts_as_missing(self):
        status, said, _ = self.run_setup("test", dpkg_query="echo config-files curl; echo installed python3")
        self.assertEqual(status, 0)
        self.assertIn(" curl ", said)

    def test_a_system_without_apt_get_gets_the_list(self):
        status, said, _ = self.run_setup(apt_get=None)
        self.assertEqual(status, 1)
        self.assertIn("not Debian", said)
        self.assertIn(" libasio-dev ", said)

    def test_neither_root_nor_sudo_gets_the_command_to_give_to_root(self):
        status, said, asked = self.run_setup(id="echo 1000")
        self.assertEqual((status, asked), (1, []))
        self.assertIn("As root: apt-get install", said)

    def test_sudo_is_used_by_who_is_not_root(self):
        status, _, asked = self.run_setup("test", id="echo 1000", sudo='echo sudo >>"$ASKED"; exec "$@"')
        self.assertEqual(status, 0)
        self.assertEqual(asked[0], "sudo")

    def test_a_package_that_is_not_to_be_had_is_named(self):
        status, said, asked = self.run_setup("test", apt_cache='[ "$2" = doctest-dev ] || echo "  Candidate: 1.0"')
        self.assertEqual(status, 1)
        self.assertIn("package sources do not have: doctest-dev\n", said)
        self.assertEqual(len(asked), 1, "nothing may be installed in part")

    def test_what_apt_get_said_is_shown_when_it_fails(self):
        status, said, _ = self.run_setup("test", apt_get='case "$*" in *install*) echo no room on the disk; exit 100;; esac')
        self.assertEqual(status, 1)
        self.assertIn("no room on the disk", said)
        self.assertIn("could not install these: " + " ".join(packages("test")), said)

    def test_an_unknown_set_is_refused(self):
        status, said, _ = self.run_setup("tset")
        self.assertEqual(status, 2)
        self.assertIn("build test check container", said)


if __name__ == "__main__":
    unittest.main()

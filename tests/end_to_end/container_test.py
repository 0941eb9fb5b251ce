"""The image, built by buildah and run as a container engine runs it.

Needs root, buildah and a base image (SYNFIN_CONTAINER_BASE, default localhost/debian:trixie-slim); no engine. The
engine's part is played here by unshare, chroot and setpriv: mount, network and process tables of its own, a read-only root,
no capability, the image's user, and port 80 open to every user, as Docker and Kubernetes have it.
"""

import json
import os
import re
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
BASE = os.environ.get("SYNFIN_CONTAINER_BASE", "localhost/debian:trixie-slim")
IMAGE = f"localhost/synfin-test:{os.getpid()}"
BUILD_PATIENCE = 1500  # seconds
PATIENCE = 60
STORE = os.environ | {"STORAGE_DRIVER": os.environ.get("STORAGE_DRIVER", "vfs"), "BUILDAH_ISOLATION": "chroot"}

# What an engine does before it starts the program; $1 is the root, $2 the folder that is mounted at /srv/www.
ENGINE = """
mount --make-rprivate /
mount --bind "$1" "$1"
mount --bind "$2" "$1/srv/www"
mount -t proc proc "$1/proc"
mount --bind /dev/null "$1/dev/null"
mount -o remount,bind,ro "$1"
ip link set lo up
echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start
root=$1 user=$3
shift 3
exec chroot "$root" setpriv --reuid "${user%:*}" --regid "${user#*:}" --clear-groups --bounding-set -all --inh-caps -all \
  --no-new-privs "$@"
"""


def run(*words, patience=PATIENCE, **options):
    """A command's standard output; its failure is the test's, with what it said."""
    done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=patience, **options)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(map(str, words))} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-6000:]}")
    return done.stdout


def buildah(*words, **options):
    return run("buildah", *words, env=STORE, **options)


def wait_until(what, condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {PATIENCE} s: {what}")
        time.sleep(0.02)


class Running:
    """The image's program in a container of its own, ended by close()."""

    def __init__(self, root, site, config):
        command = [*config["Entrypoint"], *config["Cmd"]]
        self.user = config["User"]
        self.process = subprocess.Popen(
            ["unshare", "--mount", "--net", "--pid", "--ipc", "--uts", "--fork", "--kill-child", "--", "bash", "-euc", ENGINE,
             "engine", root, site, self.user, *command],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.said = ""
        for line in self.process.stderr:
            self.said += line
            if "stop with Ctrl-C" in line:
                break
        else:
            raise AssertionError(f"the container did not start: {self.said}")
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        self.program = int(children[0])

    def on_its_network(self, *words):
        """A command of this machine, on the container's network."""
        return ["nsenter", "--target", str(self.program), "--net", *words]

    def inside(self, *words):
        """A command of the image, in the container, by the image's user: its exit status and what it said."""
        done = subprocess.run(
            ["nsenter", "--target", str(self.program), "--mount", "--net", "--pid", "--root", "--wd=/", "--setuid",
             self.user.split(":")[0], "--setgid", self.user.split(":")[1], *words],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
        return done.returncode, done.stdout + done.stderr

    def status(self):
        """The fields of the program's /proc/PID/status."""
        lines = Path(f"/proc/{self.program}/status").read_text().splitlines()
        return {name: value.split() for name, value in (line.split(":", 1) for line in lines)}

    def stop(self):
        """SIGTERM, as `docker stop` sends it: the exit status."""
        os.kill(self.program, signal.SIGTERM)
        status = self.process.wait(PATIENCE)
        self.said += self.process.stderr.read()
        return status

    def close(self):
        """Ends the program and what is in its table of processes with it. To end unshare would not do: that its child shall die
        with it (--kill-child) is forgotten when setpriv changes the user (prctl(2), PR_SET_PDEATHSIG)."""
        if self.process.poll() is None:
            os.kill(self.program, signal.SIGKILL)
        self.process.wait(PATIENCE)
        self.process.stderr.close()


class Container(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        began = time.monotonic()
        # The docker format, as the OCI one has no health check.
        buildah("bud", "--network", "host", "--format", "docker", "--no-cache", "--force-rm", "--build-arg", f"BASE={BASE}", "-t", IMAGE,
                TOP, patience=BUILD_PATIENCE)
        cls.addClassCleanup(buildah, "rmi", IMAGE)
        cls.config = json.loads(buildah("inspect", "--type", "image", IMAGE))["Docker"]["config"]
        cls.container = buildah("from", IMAGE).strip()
        cls.addClassCleanup(buildah, "rm", cls.container)
        cls.root = buildah("mount", cls.container).strip()
        cls.addClassCleanup(buildah, "umount", cls.container)
        sizes = [run("du", "-sm", "--apparent-size", each).split()[0] for each in (cls.root, cls.base_root())]
        print(f"container: built in {time.monotonic() - began:.0f} s; {sizes[0]} MB unpacked, of which the base is {sizes[1]} MB")

    @classmethod
    def base_root(cls):
        base = buildah("from", BASE).strip()
        cls.addClassCleanup(buildah, "rm", base)
        return buildah("mount", base).strip()

    def start(self):
        site = tempfile.TemporaryDirectory(prefix="synfin-container-")
        self.addCleanup(site.cleanup)
        os.chmod(site.name, 0o755)
        self.site = Path(site.name)
        (self.site / "index.html").write_bytes(b"<!doctype html><title>mounted</title>\n")
        (self.site / "large.bin").write_bytes(os.urandom(1 << 20) * 24)
        running = Running(self.root, site.name, self.config)
        self.addCleanup(running.close)
        return running

    def test_the_image_says_how_it_is_run(self):
        config = self.config
        self.assertEqual(config["User"], "65532:65532")
        self.assertEqual(sorted(config["ExposedPorts"]), ["443/tcp", "80/tcp"])
        self.assertEqual(config["StopSignal"], "SIGTERM")
        self.assertEqual((config["Entrypoint"], config["Cmd"]), (["synfin-server"], ["/srv/www"]))
        self.assertEqual(config["Healthcheck"]["Test"], ["CMD", "synfin-client", "check", "http://127.0.0.1/"])

    def test_its_label_tells_the_version_of_both_programs(self):
        version = self.config["Labels"]["org.opencontainers.image.version"]
        for program in ("synfin-server", "synfin-client"):
            self.assertEqual(buildah("run", self.container, "--", program, "--version"), f"{program} {version}\n")

    def test_every_library_of_both_programs_is_in_it(self):
        for program in ("synfin-server", "synfin-client"):
            self.assertNotIn("not found", buildah("run", self.container, "--", "ldd", f"/usr/bin/{program}"))

    def test_nothing_of_the_build_is_left_in_it(self):
        for left in ("src", "usr/bin/g++", "usr/bin/cmake"):
            self.assertFalse((Path(self.root) / left).exists(), left)

    def test_the_sample_site_is_what_it_serves_by_itself(self):
        for file in (TOP / "config/site").iterdir():
            self.assertEqual((Path(self.root) / "srv/www" / file.name).read_bytes(), file.read_bytes())

    def test_it_serves_on_port_80_by_a_user_without_rights_on_a_read_only_root(self):
        running = self.start()
        status = running.status()
        self.assertEqual(status["Uid"], ["65532"] * 4)
        self.assertEqual({int(status[each][0], 16) for each in ("CapPrm", "CapEff", "CapBnd", "CapAmb")}, {0})
        code, said = running.inside("touch", "/tmp/mark")
        self.assertNotEqual(code, 0)
        self.assertIn("Read-only file system", said)
        page = subprocess.run(running.on_its_network("curl", "--silent", "--fail", "http://127.0.0.1/"), capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=PATIENCE, check=True).stdout
        self.assertEqual(page, (self.site / "index.html").read_bytes())
        self.assertEqual(running.stop(), 0, running.said)

    def test_its_health_check_tells_a_server_from_none(self):
        running = self.start()
        check = self.config["Healthcheck"]["Test"][1:]
        self.assertEqual(running.inside(*check)[0], 0)
        silent = [re.sub(r"127\.0\.0\.1", "127.0.0.1:81", word) for word in check]
        code, said = running.inside(*silent)
        self.assertEqual(code, 1, said)
        self.assertIn("refused", said)

    def test_a_stop_lets_a_slow_download_finish(self):
        running = self.start()
        copy = self.site / "copy.bin"
        download = subprocess.Popen(
            running.on_its_network("curl", "--silent", "--fail", "--limit-rate", "8M", "--output", copy, "http://127.0.0.1/large.bin"),
            stdin=subprocess.DEVNULL)
        self.addCleanup(download.wait, PATIENCE)
        wait_until("the download is under way", lambda: copy.exists() and copy.stat().st_size > 0)
        status = running.stop()
        self.assertEqual(download.wait(PATIENCE), 0)
        self.assertEqual(copy.read_bytes(), (self.site / "large.bin").read_bytes())
        self.assertEqual(status, 0, running.said)
        self.assertIn("0 connections cut", running.said)


if __name__ == "__main__":
    unittest.main(verbosity=2)

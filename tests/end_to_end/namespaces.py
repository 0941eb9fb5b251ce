"""Several machines in one: network namespaces that hang on one bridge. They are gone when this process is."""

import os
import shutil
import subprocess
import sys

INSIDE = "SYNFIN_TEST_NAMESPACES"
NET = "10.213.7"


def why_not():
    """Why there can be none here; empty where there can."""
    for program in ("unshare", "nsenter", "ip", "mount"):
        if not shutil.which(program):
            return f"there is no {program}(8) here"
    tried = subprocess.run([*_way_in(), "sh", "-c", "mount -t tmpfs none /run && ip link add try type bridge"],
                           capture_output=True, text=True, check=False)
    return "" if tried.returncode == 0 else "no network namespaces here: " + tried.stderr.strip()


def _way_in():
    """Private network and mounts, so that names cannot clash with others' and nothing is left behind in any case."""
    return ["unshare", *([] if os.geteuid() == 0 else ["--user", "--map-root-user"]), "--net", "--mount", "--"]


def enter():
    """Starts this very program again inside; returns inside, or where that is not possible."""
    if os.environ.get(INSIDE) or why_not():
        return
    os.environ[INSIDE] = "1"
    os.execvp("unshare", [*_way_in(), sys.executable, *sys.argv])


class Machines:
    """Named machines on one wire; `address[name]` is where each is."""

    def __init__(self, names):
        self.address = {name: f"{NET}.{number}" for number, name in enumerate(names, 1)}
        _run("mount", "-t", "tmpfs", "none", "/run")
        os.mkdir("/run/netns")
        _run("ip", "link", "add", "wire", "up", "type", "bridge")
        for name, address in self.address.items():
            _run("ip", "netns", "add", name)
            _run("ip", "link", "add", f"to-{name}", "up", "master", "wire", "type", "veth", "peer", "name", "eth0", "netns", name)
            for words in (("addr", "add", f"{address}/24", "dev", "eth0"), ("link", "set", "eth0", "up"), ("link", "set", "lo", "up")):
                _run(*self.on(name), "ip", *words)

    @staticmethod
    def on(name):
        """What stands before a command that runs on that machine."""
        return ["nsenter", f"--net=/run/netns/{name}"]


def _run(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}"

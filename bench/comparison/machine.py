"""Where and what was measured: the machine, the versions, the commit."""

import os
import pathlib
import platform
import re
import resource
import subprocess
from dataclasses import dataclass

VERSION_FLAGS = {"nginx": "-v", "lighttpd": "-v", "wrk": "-v", "ab": "-V", "h2load": "--version",
                 "synfin-server": "--version", "synfin-client": "--version"}


def describe() -> dict:
    return {
        "cpu": first_match("/proc/cpuinfo", r"model name\s*:\s*(.+)"),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(int(first_match("/proc/meminfo", r"MemTotal:\s*(\d+)") or 0) / 1024**2, 1),
        "kernel": platform.release(),
        "distribution": first_match("/etc/os-release", r'PRETTY_NAME="?([^"\n]+)'),
        "debian": first_match("/etc/debian_version", r"(\S+)"),
    }


def first_match(path: str, pattern: str) -> str:
    try:
        match = re.search(pattern, pathlib.Path(path).read_text())
    except OSError:
        return ""
    return match[1].strip() if match else ""


def version(program: str, path: str) -> str:
    """The first thing like a version in what the program says of itself."""
    asked = subprocess.run([path, VERSION_FLAGS[program]], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                           timeout=10)
    match = re.search(r"(?:^|[\s/v])(\d+\.\d+[\w.+~-]*)", asked.stdout + asked.stderr)
    return match[1] if match else "unknown"


def commit(repository: pathlib.Path) -> str:
    """The short commit, with `-dirty` when the tree differs from it; `uncommitted` where there is none."""
    head = git(repository, "rev-parse", "--short=12", "HEAD")
    if not head:
        return "uncommitted"
    return head + ("-dirty" if git(repository, "status", "--porcelain") else "")


def git(repository: pathlib.Path, *words: str) -> str:
    try:
        asked = subprocess.run(["git", "-C", str(repository), *words], capture_output=True, text=True, timeout=10)
    except OSError:
        return ""
    return asked.stdout.strip() if asked.returncode == 0 else ""


@dataclass(frozen=True)
class Processors:
    """How the processors spent their time since boot, in seconds."""

    total: float
    stolen: float  # given to other machines by a hypervisor
    busy: float  # running programs, ours included
    ours: float  # of this process and of those that it started and that have ended

    def disturbance_since(self, before: "Processors") -> dict[str, float]:
        """Shares of the processors' time that went to others meanwhile: what makes figures drift."""
        total = max(self.total - before.total, 0.01)
        others = self.busy - before.busy - (self.ours - before.ours)
        return {"stolen": (self.stolen - before.stolen) / total, "others": max(0.0, others / total)}


def processors() -> Processors:
    words = pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]
    user, nice, system, idle, waiting, irq, soft_irq, stolen = (int(word) / os.sysconf("SC_CLK_TCK") for word in words)
    busy = user + nice + system + irq + soft_irq
    ours = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Processors(busy + idle + waiting + stolen, stolen, busy, ours)

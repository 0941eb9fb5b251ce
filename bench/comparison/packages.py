"""The peers' packages: which program comes in which, and getting those that are missing."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys

PACKAGES = {"nginx": "nginx", "lighttpd": "lighttpd", "wrk": "wrk", "ab": "apache2-utils", "h2load": "nghttp2-client",
            "nghttpd": "nghttp2-server", "h2o": "h2o", "hey": "hey"}
POLICY = pathlib.Path("/usr/sbin/policy-rc.d")


def missing(programs: set[str]) -> list[str]:
    return sorted(program for program in programs if program in PACKAGES and not shutil.which(program))


def install(programs: list[str]) -> None:
    """Installs what is missing, where that is possible; the packages' services are kept from starting."""
    packages = [PACKAGES[program] for program in programs]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(f"compare: missing {', '.join(programs)}; to have them in: apt-get install {' '.join(packages)}",
              file=sys.stderr)
        return
    print(f"compare: installing {' '.join(packages)}", file=sys.stderr)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    with services_held_back():
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
            done = subprocess.run(["apt-get", *command], env=environment, stdin=subprocess.DEVNULL, timeout=600,
                                  capture_output=True, text=True)
            if done.returncode != 0:
                print(f"compare: apt-get {command[0]} failed: {done.stderr[-800:]}", file=sys.stderr)
    if pathlib.Path("/run/systemd/system").exists():
        print("compare: the services were not started now, but systemd would at the next boot: "
              "systemctl disable nginx lighttpd", file=sys.stderr)


@contextlib.contextmanager
def services_held_back():
    """invoke-rc.d(8) asks policy-rc.d; 101 means: start nothing. One that is there already is the machine's own."""
    if POLICY.exists():
        yield
        return
    POLICY.write_text("#!/bin/sh\nexit 101\n")
    POLICY.chmod(0o755)
    try:
        yield
    finally:
        POLICY.unlink()

"""A network namespace of our own: its counters count this run's connections and nobody else's."""

import fcntl
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys

INSIDE = "SYNFIN_ACCURACY_NAMESPACE"
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1


def enter() -> None:
    """Begins this program anew in a namespace, where the machine lets us; returns in it, or where it does not."""
    if os.environ.get(INSIDE):
        raise_loopback()
        return
    way = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--net"]
    if not shutil.which("unshare") or subprocess.run([*way, "true"], capture_output=True).returncode != 0:
        print("accuracy: no network namespace to be had: resets are those of the whole machine", file=sys.stderr)
        return
    os.environ[INSIDE] = "1"
    os.execvp(way[0], [*way, "--", sys.executable, *sys.argv])


def raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        name = struct.pack("16sH14x", b"lo", 0)
        flags = struct.unpack("16sH14x", fcntl.ioctl(any_socket, SIOCGIFFLAGS, name))[1]
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sH14x", b"lo", flags | IFF_UP))


def resets() -> int:
    """RST segments sent in this namespace so far, by either side (OutRsts of RFC 2012)."""
    names, values = (line.split() for line in pathlib.Path("/proc/self/net/snmp").read_text().splitlines()
                     if line.startswith("Tcp:"))
    return int(values[names.index("OutRsts")])

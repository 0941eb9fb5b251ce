"""What goes over loopback, segment by segment, in a network namespace of the test's own.

A test file ends with `wire.main()`: it runs itself again in such a namespace, where only its own packets are and where
the kernel's settings are its own. Where that is not allowed, its tests are skipped, and say why.
"""

import collections
import contextlib
import fcntl
import os
import socket
import struct
import subprocess
import sys
import threading
import time
import unittest

PATIENCE = 60
INSIDE = "SYNFIN_TEST_NAMESPACE"  # set where we are in it; else why we cannot be
FIN, SYN, RST, ACK = 1, 2, 4, 16
TIME_WAIT = "06"

Segment = collections.namedtuple("Segment", "time source source_port destination destination_port flags data")


def main():
    if INSIDE not in os.environ:
        way = _way_in()
        if way:
            os.environ[INSIDE] = "yes"
            os.execvp(way[0], [*way, sys.executable, *sys.argv])
        os.environ[INSIDE] = "no"
    unittest.main()


def _way_in():
    for way in (["unshare", "--net"], ["unshare", "--user", "--map-root-user", "--net"]):
        with contextlib.suppress(OSError):
            if subprocess.run([*way, "true"], capture_output=True).returncode == 0:
                return way
    return None


def needs_namespace(test):
    inside = os.environ.get(INSIDE) == "yes"
    return unittest.skipUnless(inside, "neither root nor a user who may have a network namespace (unshare -Urn)")(test)


def raise_loopback():
    """A new namespace's loopback is down (netdevice(7))."""
    up, get_flags, set_flags = 1, 0x8913, 0x8914
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        (flags,) = struct.unpack_from("H", fcntl.ioctl(any_socket, get_flags, struct.pack("16sH22x", b"lo", 0)), 16)
        fcntl.ioctl(any_socket, set_flags, struct.pack("16sH22x", b"lo", flags | up))


def sysctl(name, value):
    """Sets it in this namespace; skips the test where that is not allowed."""
    try:
        with open(f"/proc/sys/net/ipv4/{name}", "w") as setting:
            setting.write(str(value))
    except OSError as problem:
        raise unittest.SkipTest(f"cannot set net.ipv4.{name} here: {problem}") from None


def time_waits(server_port):
    """Connections in TIME_WAIT: those that wait on the client's side, and on the server's."""
    here = there = 0
    with open("/proc/self/net/tcp") as table:
        next(table)
        for line in table:
            fields = line.split()
            local, remote = (int(fields[i].split(":")[1], 16) for i in (1, 2))
            if fields[3] == TIME_WAIT:
                here += remote == server_port
                there += local == server_port
    return here, there


def make_room(raw):
    """For all that a fast pair says while this program has no processor: as much as the namespace's owner may have."""
    so_rcvbufforce = 33
    with contextlib.suppress(PermissionError):
        raw.setsockopt(socket.SOL_SOCKET, so_rcvbufforce, 1 << 28)


def save_capture(path, packets):
    """Packets of IP as a capture file (pcap-savefile(5)), a microsecond apart."""
    raw_ip = 101
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, raw_ip))
        for number, packet in enumerate(packets):
            file.write(struct.pack("<IIII", 1, number * 1000, len(packet), len(packet)) + packet)


class Flow:
    """One connection's segments, as they went."""

    def __init__(self, server_port):
        self.server_port, self.segments = server_port, []

    def sent(self, flag, by_server):
        return [each for each in self.segments if each.flags & flag and self.is_servers(each) == by_server]

    def is_servers(self, segment):
        return segment.source_port == self.server_port

    @property
    def ended(self):
        fins = [self.sent(FIN, by_server) for by_server in (True, False)]
        return any(each.flags & RST for each in self.segments) or (all(fins) and bool(self.segments[-1].flags & ACK))

    @property
    def clean(self):
        return not any(each.flags & RST for each in self.segments)

    @property
    def closed_by(self):
        """The name the client's JSON has for it: whose FIN or RST ended it."""
        ends = [each for each in self.segments if each.flags & (FIN | RST)]
        resets = [each for each in ends if each.flags & RST]
        first = ends[0]
        if first.flags & RST or not self.is_servers(first):
            first = resets[0] if resets else first
        who = "server" if self.is_servers(first) else "client"
        return f"{who}_{'rst' if first.flags & RST else 'fin'}"


class Capture:
    """All TCP segments of loopback to and from a port, as long as it is open (packet(7))."""

    def __init__(self, port):
        self.port, self.flows, self.changed = port, {}, threading.Condition()
        # One protocol alone is seen as it comes in, not as it goes out: each packet of loopback once.
        self.raw = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(0x0800))
        make_room(self.raw)
        self.raw.setsockopt(socket.SOL_SOCKET, 35, 1)  # SO_TIMESTAMPNS
        self.raw.bind(("lo", 0x0800))
        self.raw.settimeout(PATIENCE)
        self.closing = False
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        while not self.closing:
            try:
                packet, ancillary, _, _ = self.raw.recvmsg(65536, 64)
            except OSError:
                return
            if packet[9] == socket.IPPROTO_TCP:
                seconds, nanoseconds = struct.unpack("qq", ancillary[0][2][:16])
                self._take(seconds + nanoseconds / 1e9, packet)

    def _take(self, when, packet):
        head = 4 * (packet[0] & 15)
        (total,) = struct.unpack_from("!H", packet, 2)
        source, destination = (socket.inet_ntoa(packet[at : at + 4]) for at in (12, 16))
        source_port, destination_port = struct.unpack_from("!HH", packet, head)
        data = total - head - 4 * (packet[head + 12] >> 4)
        segment = Segment(when, source, source_port, destination, destination_port, packet[head + 13], data)
        if self.port not in (source_port, destination_port):
            return
        to_server = destination_port == self.port
        client = (source, source_port) if to_server else (destination, destination_port)
        with self.changed:
            self.flows.setdefault(client, Flow(self.port)).segments.append(segment)
            self.changed.notify_all()

    def all(self, connections):
        """The flows of so many connections, all of which have ended."""
        done = lambda: len(self.flows) >= connections and all(flow.ended for flow in self.flows.values())
        with self.changed:
            assert self.changed.wait_for(done, PATIENCE), [flow.segments for flow in self.flows.values() if not flow.ended]
            return list(self.flows.values())

    def close(self):
        self.closing = True
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:  # a last packet ends the reader's wait
            waker.sendto(b"", ("127.0.0.1", 9))
        self.reader.join(PATIENCE)
        self.raw.close()

"""Another machine, at the end of a wire that this program carries: a network namespace, and between it and ours two TUN
devices whose packets go through a thread here, which may hold them back or lose them. Takes a namespace of the test's
own (wire.main()), and is gone with it."""

import ctypes
import fcntl
import os
import select
import shutil
import socket
import struct
import subprocess
import threading

HERE, THERE = "192.0.2.1", "192.0.2.10"
HERE6, THERE6 = "2001:db8::1", "2001:db8::10"
FIN, SYN, PSH = 1, 2, 8
_CLONE_NEWNET = 0x40000000
_LIBC = ctypes.CDLL(None, use_errno=True)


def why_not():
    """Why there can be no tunnel here; empty where there can."""
    if not os.path.exists("/dev/net/tun"):
        return "there is no /dev/net/tun here"
    return "" if all(map(shutil.which, ("ip", "nsenter"))) else "there is no ip(8) or no nsenter(1) here"


class Space:
    """A network namespace in which threads of ours open their sockets, and programs run."""

    def __init__(self):
        self.fd = _in_thread(self._make)

    def _make(self):
        _must(_LIBC.unshare(_CLONE_NEWNET))
        return os.open("/proc/thread-self/ns/net", os.O_RDONLY)

    def call(self, action):
        """What `action` returns, called inside; a socket that it opens stays there."""
        def inside():
            _must(_LIBC.setns(self.fd, _CLONE_NEWNET))
            return action()

        return _in_thread(inside)

    @property
    def command(self):
        """What stands before a command that runs inside."""
        return ["nsenter", f"--net=/proc/{os.getpid()}/fd/{self.fd}", "--"]

    def ip(self, *words):
        run(*self.command, "ip", *words)

    def close(self):
        os.close(self.fd)


class Tunnel:
    """Our namespace at one end, `far` at the other. `judge(packet, from_here)` says of each packet "pass", "drop",
    "hold", or "release": what is held goes on before it, in its order."""

    def __init__(self):
        self.far = Space()
        self.judge = lambda packet, from_here: "pass"
        self.here, self.there = _device(), self.far.call(_device)
        _configure(["ip"], HERE, HERE6)
        _configure([*self.far.command, "ip"], THERE, THERE6)
        self.far.ip("link", "set", "lo", "up")
        self.held = []
        self.waker, self.woken = os.pipe()
        self.carrier = threading.Thread(target=self._carry, daemon=True)
        self.carrier.start()

    def _carry(self):
        while True:
            ready, _, _ = select.select([self.here, self.there, self.waker], [], [])
            if self.waker in ready:
                return
            for device in ready:
                self._take(os.read(device, 65536), device == self.here)

    def _take(self, packet, from_here):
        verdict = self.judge(packet, from_here)
        if verdict == "release":
            for each in self.held:
                self._give(*each)
            self.held.clear()
        if verdict == "hold":
            self.held.append((packet, from_here))
        elif verdict != "drop":
            self._give(packet, from_here)

    def _give(self, packet, from_here):
        os.write(self.there if from_here else self.here, packet)

    def close(self):
        os.write(self.woken, b".")
        self.carrier.join(60)
        for fd in (self.here, self.there, self.waker, self.woken):
            os.close(fd)
        self.far.close()


def flags(packet):
    """TCP's flags in an IPv4 packet; none in all others."""
    if packet[0] >> 4 != 4 or packet[9] != socket.IPPROTO_TCP:
        return 0
    return packet[4 * (packet[0] & 15) + 13]


def _configure(ip, address, address6):
    run(*ip, "addr", "add", f"{address}/24", "dev", "tun0")
    run(*ip, "-6", "addr", "add", f"{address6}/64", "dev", "tun0", "nodad")
    run(*ip, "link", "set", "tun0", "up")


def _device():
    """tun0 of the namespace we are in: packets of IP without a head of their own."""
    tun_set_interface, no_packet_information, plain = 0x400454CA, 0x1000, 0x0001
    fd = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(fd, tun_set_interface, struct.pack("16sH22x", b"tun0", plain | no_packet_information))
    return fd


def _in_thread(action):
    """A thread that has gone into a namespace is not to be used for anything else."""
    result = []

    def inside():
        try:
            result.append((action(), None))
        except BaseException as problem:  # handed on below
            result.append((None, problem))

    thread = threading.Thread(target=inside)
    thread.start()
    thread.join()
    value, problem = result[0]
    if problem:
        raise problem
    return value


def _must(status):
    if status != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(words)}: {done.stderr}"

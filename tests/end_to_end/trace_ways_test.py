"""synfin-client trace: each way in which a connection can begin and end, drawn as its golden file has it."""

import contextlib
import socket
import threading

import tunnel
import wire
from harness import PATIENCE
from tunnel import FIN, PSH, SYN, THERE, THERE6
from ways import ATTEMPTS, WayTest

GREETING = b"hello, world\n"
LENGTH = f"Content-Length: {len(GREETING)}"


class SetUp(WayTest):
    """Where no connection comes about."""

    def test_refused(self):
        self.draws("refused", f"http://{THERE}:81/")

    def test_filtered(self):
        self.tunnel.judge = lambda packet, from_here: "drop" if tunnel.flags(packet) & SYN else "pass"
        self.draws("filtered", "--timeout", "4s", f"http://{THERE}/")
        first, second, third = (each["at_ns"] / 1e9 for each in self.told["segments"])
        self.assertAlmostEqual(second - first, 1, delta=0.5)
        self.assertAlmostEqual(third - second, 2, delta=0.5)

    def route(self, kind, unreachable, *family):
        """The far machine is a router, and knows no way on."""
        self.tunnel.far.ip(*family, "route", "replace", kind, unreachable)
        self.tunnel.far.call(lambda: self.forward(*family))

    @staticmethod
    def forward(*family):
        if family:
            with open("/proc/sys/net/ipv6/conf/all/forwarding", "w", encoding="ascii") as setting:
                setting.write("1")
        else:
            wire.sysctl("ip_forward", 1)

    def way_to(self, network, router, *family):
        tunnel.run("ip", *family, "route", "replace", network, "via", router)

    def test_unreachable(self):
        self.way_to("198.51.100.0/24", THERE)
        self.route("unreachable", "198.51.100.0/24")
        self.draws("unreachable", "http://198.51.100.1/")

    def test_a_capture_of_it_shows_the_same(self):
        packets = []

        def judge(packet, from_here):
            packets.append(packet)
            return "pass"

        self.way_to("198.51.100.0/24", THERE)
        self.route("unreachable", "198.51.100.0/24")
        self.tunnel.judge = judge
        live = self.trace("http://198.51.100.1/")
        wire.save_capture(self.folder / "it.pcap", packets)
        read = self.trace("--read", self.folder / "it.pcap")
        self.assertEqual(read.splitlines()[:-1], live.splitlines()[:-1])
        self.assertEqual(self.told["segments"][1]["icmp"],
                         {"from": THERE, "type": 3, "code": 1, "words": "host unreachable"})

    def test_prohibited(self):
        self.way_to("203.0.113.0/24", THERE)
        self.route("prohibit", "203.0.113.0/24")
        self.draws("prohibited", "http://203.0.113.1/")

    def test_unreachable_by_ipv6(self):
        self.way_to("2001:db8:1::/64", THERE6, "-6")
        self.route("unreachable", "2001:db8:1::/64", "-6")
        self.draws("unreachable6", "http://[2001:db8:1::1]/")


def request_with_fin(packet, from_here):
    """A judge by whom the client's request waits for its FIN."""
    flags = tunnel.flags(packet)
    if not from_here or not flags & (PSH | FIN):
        return "pass"
    return "release" if flags & FIN else "hold"


class Close(WayTest):
    """Who ends it, and how."""

    def test_by_the_client_in_four_segments(self):
        def script(talk):
            talk.request()
            talk.answer(GREETING, LENGTH)
            talk.at_end()

        self.peer(80, script)
        self.draws("client_first", f"http://{THERE}/")

    def test_by_the_client_over_ipv6(self):
        def script(talk):
            talk.request()
            talk.answer(GREETING, LENGTH)
            talk.at_end()

        self.peer(80, script, THERE6)
        self.draws("ipv6", f"http://[{THERE6}]/")

    def test_several_exchanges(self):
        def script(talk):
            for _ in range(3):
                talk.request()
                talk.answer(GREETING, LENGTH)
            talk.at_end()

        self.peer(80, script)
        self.draws("keep_alive", "--requests", 3, f"http://{THERE}/")

    def test_by_the_server_that_says_so(self):
        """Its answer and its FIN come as one, so that the client cannot be first."""
        def script(talk):
            talk.request()
            talk.answer(GREETING, LENGTH, "Connection: close", flags=socket.MSG_MORE)
            talk.half_close()
            talk.at_end()

        self.peer(80, script)
        self.draws("connection_close", f"http://{THERE}/", attempts=ATTEMPTS)

    def test_by_the_server_that_is_asked_to(self):
        def script(talk):
            self.assertIn(b"\r\nConnection: close\r\n", talk.request())
            talk.answer(GREETING, LENGTH, "Connection: close")
            talk.acknowledged()
            talk.half_close()
            talk.at_end()

        self.peer(80, script)
        self.draws("asked_to_close", "--close", "server", f"http://{THERE}/", attempts=ATTEMPTS)

    def test_half(self):
        """The server sees the request when the client's FIN is on its way, too."""
        def script(talk):
            talk.request()
            talk.at_end()
            talk.answer(GREETING, LENGTH)
            talk.acknowledged()
            talk.half_close()

        self.tunnel.judge = request_with_fin
        self.peer(80, script)
        self.draws("half_close", "--close", "half", f"http://{THERE}/", attempts=ATTEMPTS)

    def test_by_a_reset_of_the_clients(self):
        def script(talk):
            talk.request()
            talk.answer(GREETING, LENGTH)
            with contextlib.suppress(ConnectionResetError):
                talk.at_end()

        self.peer(80, script)
        self.draws("client_resets", "--close", "rst", f"http://{THERE}/", attempts=ATTEMPTS)

    def test_an_idle_gap(self):
        def script(talk):
            for _ in range(2):
                talk.request()
                talk.answer(GREETING, LENGTH)
                talk.acknowledged()
            talk.at_end()

        self.peer(80, script)
        self.draws("idle_gap", "--requests", 2, "--idle", "800ms", f"http://{THERE}/", attempts=ATTEMPTS)

    def test_by_the_server_whose_fin_ends_the_answer(self):
        def script(talk):
            talk.request()
            talk.answer(GREETING)
            talk.half_close()
            talk.at_end()

        self.peer(80, script)
        self.draws("server_first", f"http://{THERE}/", attempts=ATTEMPTS)

    def test_by_both_at_once(self):
        """The client's FIN is held back until the server's is on its way."""
        held = threading.Event()

        def judge(packet, from_here):
            fin = tunnel.flags(packet) & FIN
            if fin and from_here:
                held.set()
                return "hold"
            return "release" if fin else "pass"

        def script(talk):
            talk.request()
            talk.answer(GREETING, LENGTH)
            assert held.wait(PATIENCE)
            talk.half_close()
            talk.at_end()

        self.tunnel.judge = judge
        self.peer(80, script)
        self.draws("both_at_once", f"http://{THERE}/")

    def test_reset_in_mid_transfer(self):
        def script(talk):
            talk.request()
            talk.answer(GREETING, "Content-Length: 1000000")
            talk.acknowledged()
            talk.reset()

        self.peer(80, script)
        self.draws("reset", f"http://{THERE}/")

    def test_by_the_server_before_it_has_answered(self):
        def script(talk):
            talk.request()
            talk.half_close()
            talk.at_end()

        self.peer(80, script)
        self.draws("no_answer", f"http://{THERE}/", attempts=ATTEMPTS)


if __name__ == "__main__":
    wire.main()

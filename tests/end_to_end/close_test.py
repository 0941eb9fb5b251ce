"""How connections begin and end, as synfin-client tells it and as the wire shows it."""

import collections
import json
import os
import select
import socket

import wire
from client_test import OK, PATIENCE, ClientTest, answering
from harness import SiteTest


class WireTest(ClientTest):
    def capture(self, port):
        capture = wire.Capture(port)
        self.addCleanup(capture.close)
        return capture

    def agrees(self, result, capture):
        """The flows of a run, with which its figures agree."""
        connections = result["connections"]
        flows = capture.all(connections["opened"])
        self.assertEqual(len(flows), connections["opened"])
        told = self.closed_by(result)
        if "timeout" in told:  # which ends by a reset of ours
            told["client_rst"] = told.get("client_rst", 0) + told.pop("timeout")
        self.assertEqual(told, dict(collections.Counter(flow.closed_by for flow in flows)))
        clean = collections.Counter(flow.closed_by for flow in flows if flow.clean)
        self.assertEqual(connections["time_wait_left"], clean["client_fin"])
        self.assertEqual(connections["time_wait_there"], clean["server_fin"])
        here, there = wire.time_waits(capture.port)
        self.assertEqual((here, there), (connections["time_wait_left"], connections["time_wait_there"]))
        return flows


@wire.needs_namespace
class OurServer(SiteTest, WireTest):
    def setUp(self):
        super().setUp()
        self.write("index.html", b"x" * 600)

    def run_against(self, *flags, server=("--workers", "1"), **options):
        server = self.serve(*server, **options)
        port = int(server.places[-1].rsplit(":", 1)[1].rstrip("/"))
        capture = self.capture(port)
        result = self.load(*flags, server.places[-1] + "/index.html")
        flows = self.agrees(result, capture)
        return result, flows

    def ended_so(self, way, who, *flags, **options):
        result, flows = self.run_against("-n", 60, "-c", 6, "-t", 2, "--close", way, *flags, **options)
        self.assertEqual(set(self.closed_by(result)), {who})
        self.assertEqual(result["requests"]["completed"], 60)
        return result, flows

    def test_by_our_fin_after_the_last_answer(self):
        result, flows = self.ended_so("fin", "client_fin", "--keep-alive", "off")
        self.assertEqual(result["connections"]["half_closed"], 0)
        self.assertTrue(all(flow.clean for flow in flows))

    def test_by_our_fin_right_after_the_last_request(self):
        result, flows = self.ended_so("half", "client_fin", "--keep-alive", "off")
        self.assertEqual(result["connections"]["half_closed"], 60)
        self.assertTrue(all(flow.clean for flow in flows))

    def test_by_the_servers_fin(self):
        result, flows = self.ended_so("server", "server_fin", "--keep-alive", "off")
        self.assertEqual(result["connections"]["time_wait_there"], 60)
        self.assertEqual(result["connections"]["time_wait_left"], 0)

    def test_by_our_reset(self):
        result, flows = self.ended_so("rst", "client_rst", "--keep-alive", "off")
        self.assertFalse(any(flow.sent(wire.FIN, by_server=False) for flow in flows))
        self.assertEqual((result["connections"]["time_wait_left"], result["connections"]["time_wait_there"]), (0, 0))

    def test_after_several_requests_each(self):
        for way, who in (("fin", "client_fin"), ("rst", "client_rst")):
            with self.subTest(way=way):
                result, flows = self.ended_so(way, who, "--requests-per-connection", 4)
                self.assertGreaterEqual(len(flows), 15)

    def test_over_tls(self):
        for way, who in (("fin", "client_fin"), ("half", "client_fin"), ("server", "server_fin"), ("rst", "client_rst")):
            with self.subTest(way=way):
                self.ended_so(way, who, "--keep-alive", "off", "--insecure", "--http", "1.1",
                              server=("--workers", "1", "--self-signed", "--listen-tls", "127.0.0.1:0"))

    def test_over_http_2(self):
        result, _ = self.run_against("-n", 60, "-c", 2, "--streams", 5, "--requests-per-connection", 10, "--http", 2,
                                     "--keep-alive", "on")
        self.assertGreaterEqual(result["connections"]["opened"], 6)

    def test_connections_come_from_the_sources_in_turn(self):
        sources = ["127.0.0.2", "127.0.0.3", "127.0.0.7"]
        _, flows = self.run_against("-n", 90, "-c", 3, "-t", 1, "--keep-alive", "off", "--source",
                                    "127.0.0.2-127.0.0.3,127.0.0.7")
        seen = collections.Counter(flow.sent(wire.SYN, by_server=False)[0].source for flow in flows)
        self.assertEqual(dict(seen), dict.fromkeys(sources, 30))

    def test_connections_are_made_at_the_rate_asked_for(self):
        rate, seconds = 60, 2
        _, flows = self.run_against("-d", f"{seconds}s", "-c", 4, "-t", 2, "--keep-alive", "off", "--connect-rate",
                                    f"{rate}/s")
        stamps = sorted(flow.sent(wire.SYN, by_server=False)[0].time for flow in flows)
        self.assertLessEqual(len(stamps), rate * seconds + 6)
        self.assertGreaterEqual(len(stamps), rate * seconds / 2)
        for first, tenth in zip(stamps, stamps[12:]):
            self.assertGreater(tenth - first, 0.05, "a burst: 12 connections in the time of 3")

    def test_the_first_connections_are_paced_too(self):
        result, flows = self.run_against("-d", "500ms", "-c", 30, "-t", 2, "--connect-rate", "20/s")
        self.assertLessEqual(len(flows), 15)
        self.assertGreaterEqual(result["requests"]["completed"], 1)


@wire.needs_namespace
class OtherServers(WireTest):
    def run_against(self, script, *flags, status=0):
        server = self.serve(script)
        capture = self.capture(server.port)
        result = self.load("-n", 20, "-c", 4, "-t", 2, *flags, server.url, status=status)
        return result, self.agrees(result, capture)

    def test_a_server_that_resets_in_mid_answer(self):
        def script(peer):
            peer.request()
            peer.send(OK[:-2])
            peer.reset()

        result, _ = self.run_against(script, status=1)
        self.assertEqual(self.closed_by(result), {"server_rst": 20})

    def test_a_server_that_closes_in_mid_answer(self):
        def script(peer):
            peer.request()
            peer.send(OK[:-2])

        result, _ = self.run_against(script, status=1)
        self.assertEqual(self.closed_by(result), {"server_fin": 20})
        self.assertEqual(result["connections"]["time_wait_there"], 20)

    def test_a_server_that_closes_after_each_answer_without_a_word_of_it(self):
        def script(peer):
            peer.request()
            # One segment takes the answer and the FIN: who was first is no matter of microseconds.
            peer.raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
            peer.send(OK)

        self.run_against(script)

    def test_a_server_that_answers_only_after_our_fin(self):
        def script(peer):
            peer.request()
            if peer.at_end():
                peer.send(OK)

        result, flows = self.run_against(script, "--close", "half", "--keep-alive", "off")
        self.assertEqual(result["connections"]["half_closed"], 20)
        for flow in flows:
            fin = flow.sent(wire.FIN, by_server=False)[0]
            answer = next(each for each in flow.segments if flow.is_servers(each) and each.data)
            self.assertLess(flow.segments.index(fin), flow.segments.index(answer))

    def test_a_server_that_never_closes_its_side(self):
        def script(peer):
            peer.request()
            peer.send(OK)
            peer.at_end()
            gone = select.poll()
            gone.register(peer.raw, select.POLLERR)
            gone.poll(PATIENCE * 1000)

        result, flows = self.run_against(script, "--keep-alive", "off", "--timeout", "500ms")
        self.assertEqual(self.closed_by(result), {"timeout": 20})
        self.assertTrue(all(flow.sent(wire.FIN, by_server=False) for flow in flows))

    def test_who_is_looked_at(self):
        for every, looked in (("1", 20), ("3", 8), ("0", 0)):
            with self.subTest(every=every):
                result, _ = self.run_against(answering(), "--keep-alive", "off", "--tcp-info", every)
                self.assertEqual(result["connections"]["tcp_looked_at"], looked)
                self.assertEqual(result["connections"]["min_rtt"]["count"], looked)


@wire.needs_namespace
class Ports(ClientTest):
    def setUp(self):
        wire.sysctl("tcp_tw_reuse", 0)
        self.addCleanup(wire.sysctl, "ip_local_port_range", "32768 60999")
        self.addCleanup(wire.sysctl, "tcp_tw_reuse", 2)

    def serve(self, script):
        wire.sysctl("ip_local_port_range", "32768 60999")
        server = super().serve(script)
        wire.sysctl("ip_local_port_range", "20000 20019")  # of which no server has one
        return server

    def churn(self, server, *flags):
        done = self.client("load", "--json", "-", "-c", 1, "--keep-alive", "off", "--timeout", "1s", *flags, server.url)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stderr, self.checked(json.loads(done.stdout))

    def test_ports_that_run_out_are_foretold_and_explained(self):
        server = self.serve(answering())
        said, result = self.churn(server, "-n", 100)
        self.assertIn("20 local ports (from 1 address to 1 server), each held for 60 s", said)
        self.assertEqual(result["requests"]["completed"], 20)
        self.assertGreater(result["errors"]["address_unavailable"], 0)
        why = result["error_examples"]["address_unavailable"]
        self.assertIn(f"127.0.0.1:{server.port}: no local port is left of 20", why)
        self.assertIn("--source", why)
        self.assertTrue(result["client"]["saturated"])
        self.assertIn("ran out of local ports", result["client"]["verdict"])

    def test_more_sources_have_more_ports(self):
        said, result = self.churn(self.serve(answering()), "-n", 100, "--source", "127.0.0.2-127.0.0.7")
        self.assertEqual(said, "")
        self.assertEqual(result["requests"]["completed"], 100)
        self.assertEqual(result["errors"]["address_unavailable"], 0)

    def test_a_server_that_closes_first_leaves_the_ports_free(self):
        def closing(peer):
            peer.request()
            peer.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")

        said, result = self.churn(self.serve(closing), "-n", 20, "--close", "server")
        self.assertEqual(said, "")
        self.assertEqual(result["connections"]["time_wait_there"], 20)

    def test_a_source_that_is_not_ours_ends_the_run_before_it_starts(self):
        done = self.client("load", "--source", "192.0.2.1", "http://127.0.0.1:9/")
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot connect from 192.0.2.1: it is not an address of this machine", done.stderr)


if os.environ.get(wire.INSIDE) == "yes":
    wire.raise_loopback()

# The tests of the module that these are made with are not run again.
del ClientTest, SiteTest

if __name__ == "__main__":
    wire.main()

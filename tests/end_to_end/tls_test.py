"""synfin-server over TLS: spoken to by Python's ssl, curl and openssl s_client, over real sockets."""

import json
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

from certificates import RSA, Authority, openssl
from harness import CLIENT, PATIENCE, Reader, SiteTest, connect, get

PAGE = b"<h1>page</h1>"


def setUpModule():
    global FOLDER, AUTHORITY, CERT, KEY
    FOLDER = Path(tempfile.mkdtemp(prefix="synfin-test-"))
    AUTHORITY = Authority(FOLDER)
    CERT, KEY = AUTHORITY.issue("localhost")


def tearDownModule():
    shutil.rmtree(FOLDER)


def names(*hosts):
    return "subjectAltName=" + ",".join("DNS:" + host for host in hosts)


def wait_for(holds, what):
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, what
        threading.Event().wait(0.02)


class TlsTest(SiteTest):
    def setUp(self):
        super().setUp()
        self.write("index.html", PAGE)

    def serve_tls(self, *flags, cert=None, **options):
        """A server with a plain listener and one for TLS, and its own certificate unless others are given."""
        cert = ("--cert", CERT, "--key", KEY) if cert is None else cert
        server = self.serve("--listen-tls", "127.0.0.1:0", *map(str, cert), *flags, **options)
        server.tls_port = int(re.search(r"https://127\.0\.0\.1:(\d+)", "".join(server.places)).group(1))
        return server

    def context(self, alpn=("http/1.1",), **versions):
        made = ssl.create_default_context(cafile=AUTHORITY.path)
        made.set_alpn_protocols(list(alpn))
        for name, value in versions.items():
            setattr(made, name, value)
        return made

    def connect_tls(self, server, context=None, name="localhost", **options):
        raw = connect(server.tls_port)
        try:
            # A FIN without close_notify shall be an error.
            return (context or self.context()).wrap_socket(raw, server_hostname=name, suppress_ragged_eofs=False, **options)
        except BaseException:
            raw.close()
            raise

    def ask(self, server, *options, **more):
        with self.connect_tls(server, *options, **more) as peer:
            peer.sendall(get("/"))
            return Reader(peer).answer()

    def s_client(self, server, *flags, say=""):
        done = subprocess.run(["openssl", "s_client", "-connect", f"127.0.0.1:{server.tls_port}", "-CAfile", AUTHORITY.path, *flags],
                              input=say, capture_output=True, text=True, errors="replace", timeout=PATIENCE)
        return done.stdout + done.stderr


class Serving(TlsTest):
    def test_both_versions_serve_the_same_bytes(self):
        large = os.urandom(3_000_000)
        self.write("large.bin", large)
        server = self.serve_tls()
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = self.context(minimum_version=version, maximum_version=version)
            with self.connect_tls(server, context) as peer:
                reader = Reader(peer)
                self.assertEqual(peer.version(), version.name.replace("_", "."))
                self.assertEqual(peer.selected_alpn_protocol(), "http/1.1")
                for target, content in (("/", PAGE), ("/large.bin", large), ("/none", None), ("/", PAGE)):
                    peer.sendall(get(target))
                    answer = reader.answer()
                    self.assertEqual(answer.status, 404 if content is None else 200)
                    if content is not None:
                        self.assertEqual(answer.body, content)

    def test_a_pipelined_batch_is_answered_in_order(self):
        server = self.serve_tls()
        with self.connect_tls(server) as peer:
            peer.sendall(get("/") * 200 + get("/", "Connection: close"))
            reader = Reader(peer)
            self.assertEqual([reader.answer().status for _ in range(201)], [200] * 201)
            self.assertTrue(reader.at_end(), "close_notify, then FIN")

    def test_a_request_in_single_bytes(self):
        server = self.serve_tls()
        with self.connect_tls(server) as peer:
            for byte in get("/"):
                peer.sendall(bytes([byte]))
            self.assertEqual(Reader(peer).answer().body, PAGE)

    def test_http2_is_what_is_preferred(self):
        server = self.serve_tls()
        with self.connect_tls(server, self.context(alpn=("http/1.1", "h2"))) as peer:
            self.assertEqual(peer.selected_alpn_protocol(), "h2")
        body = subprocess.run(["curl", "-sv", "--http2", "--cacert", AUTHORITY.path, f"https://localhost:{server.tls_port}/", "--resolve",
                               f"localhost:{server.tls_port}:127.0.0.1"], capture_output=True, timeout=PATIENCE)
        self.assertEqual(body.stdout, PAGE)
        self.assertIn(b"HTTP/2 200", body.stderr)

    def test_no_protocol_in_common_is_the_end(self):
        server = self.serve_tls()
        with self.assertRaises(ssl.SSLError) as seen:
            self.connect_tls(server, self.context(alpn=("spdy/3",)))
        self.assertIn("NO APPLICATION PROTOCOL", str(seen.exception).upper())

    def test_plain_http_on_the_tls_port_is_told_so(self):
        server = self.serve_tls()
        with connect(server.tls_port) as peer:
            peer.sendall(get("/"))
            reader = Reader(peer)
            answer = reader.answer()
            self.assertEqual(answer.status, 400)
            self.assertIn(b"https://", answer.body)
            self.assertTrue(reader.at_end())

    def test_rubbish_on_the_tls_port_hurts_nobody(self):
        server = self.serve_tls("--workers", "1")
        for rubbish in (b"\x16\x03\x01\x40\x01" + b"x" * 20_000, b"\x80\x2e\x01\x03\x01", bytes(100), b"\x15\x03\x01\x00\x02\x02\x28"):
            with connect(server.tls_port) as peer:
                peer.sendall(rubbish)
                peer.shutdown(socket.SHUT_WR)
                while peer.recv(1000):
                    pass
        self.assertEqual(self.ask(server).status, 200)

    def test_a_peer_that_never_shakes_hands_is_dropped(self):
        server = self.serve_tls("--head-timeout", "300ms")
        with connect(server.tls_port) as peer:
            self.assertEqual(peer.recv(1), b"")

    def test_peers_that_never_shake_hands_make_room_for_others(self):
        server = self.serve_tls("--workers", "1", "--limit-connections", "4", "--head-timeout", "1h", "--keep-alive-timeout", "1h")
        silent = [connect(server.tls_port) for _ in range(4)]
        for _ in range(3):
            self.assertEqual(self.ask(server).status, 200)
            self.assertEqual(self.talk(server, get("/"))[0].status, 200)
        for peer in silent:
            peer.close()

    def test_an_idle_connection_that_makes_room_is_told(self):
        server = self.serve_tls("--workers", "1", "--limit-connections", "2", "--keep-alive-timeout", "1h")
        with self.connect_tls(server) as idle:
            reader = Reader(idle)
            idle.sendall(get("/"))
            self.assertEqual(reader.answer().status, 200)
            threading.Event().wait(0.5)  # the server's ticks, by which it knows who has been idle longest
            others = [self.connect_tls(server) for _ in range(2)]
            for peer in others:
                peer.sendall(get("/"))
                self.assertEqual(Reader(peer).answer().status, 200)
            self.assertTrue(reader.at_end(), "close_notify, then FIN")
            for peer in others:
                peer.close()

    def test_a_crowd_of_handshakes_is_served(self):
        server = self.serve_tls("--workers", "1")
        context = self.context()
        raws = [connect(server.tls_port) for _ in range(40)]
        sockets = [context.wrap_socket(raw, server_hostname="localhost", do_handshake_on_connect=False) for raw in raws]
        threads = [threading.Thread(target=each.do_handshake) for each in sockets]
        for each in threads:
            each.start()
        for each in threads:
            each.join(PATIENCE)
        for peer in sockets:
            peer.sendall(get("/"))
            self.assertEqual(Reader(peer).answer().status, 200)
            peer.close()

    def test_hsts_is_said_over_tls_alone(self):
        server = self.serve_tls("--hsts", "24h")
        self.assertEqual(self.ask(server)["Strict-Transport-Security"], "max-age=86400")
        self.assertIsNone(self.talk(server, get("/"))[0].get("Strict-Transport-Security"))

    def test_plain_listeners_redirect_when_told_to(self):
        server = self.serve_tls("--redirect-to-https")
        answer = self.talk(server, get("/a?b=c"))[0]
        self.assertEqual(answer.status, 301)
        self.assertEqual(answer["Location"], f"https://test:{server.tls_port}/a?b=c")
        self.assertEqual(self.ask(server).body, PAGE)

    def test_self_signed(self):
        server = self.serve_tls(cert=("--self-signed",))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with self.connect_tls(server, context) as peer:
            peer.sendall(get("/"))
            self.assertEqual(Reader(peer).answer().body, PAGE)
            shown = ssl.DER_cert_to_PEM_cert(peer.getpeercert(True))
        # Who trusts this one certificate finds the name right.
        trusting = ssl.create_default_context(cadata=shown)
        for name in ("localhost", "127.0.0.1"):
            self.assertEqual(self.ask(server, trusting, name=name).status, 200)


class Ending(TlsTest):
    def test_an_idle_connection_gets_close_notify_and_fin_when_the_server_stops(self):
        server = self.serve_tls()
        with self.connect_tls(server) as peer:
            reader = Reader(peer)
            peer.sendall(get("/"))
            self.assertEqual(reader.answer().status, 200)
            server.signal(signal.SIGTERM)
            self.assertTrue(reader.at_end())
        self.assertEqual(server.wait(), 0)

    def test_a_cut_is_told_from_a_clean_end(self):
        server = self.serve_tls("--verbose")
        for _ in range(3):
            with self.connect_tls(server) as peer:
                peer.sendall(get("/"))
                self.assertEqual(Reader(peer).answer().status, 200)
                os.close(peer.detach())  # FIN alone
        with self.connect_tls(server) as peer:
            peer.sendall(get("/"))
            reader = Reader(peer)
            self.assertEqual(reader.answer().status, 200)
            peer.unwrap()
        self.stop(server)
        self.assertIn("3  TLS connections cut off without close_notify", "".join(server.said))

    def test_a_download_under_way_is_finished(self):
        content = os.urandom(10_000_000)
        self.write("large.bin", content)
        server = self.serve_tls()
        with self.connect_tls(server) as peer:
            peer.sendall(get("/large.bin"))
            start = peer.recv(1000)
            server.signal(signal.SIGTERM)
            reader = Reader(peer, start)
            self.assertEqual(reader.answer().body, content)
            self.assertTrue(reader.at_end())
        self.assertEqual(server.wait(), 0)


class Strength(TlsTest):
    def test_old_versions_and_weak_ciphers_are_refused(self):
        server = self.serve_tls()
        for flags in (("-tls1", "-cipher", "ALL:@SECLEVEL=0"), ("-tls1_1", "-cipher", "ALL:@SECLEVEL=0"),
                      ("-tls1_2", "-cipher", "AES128-SHA:AES256-GCM-SHA384:@SECLEVEL=0"),
                      ("-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0")):
            self.assertIn("Cipher is (NONE)", self.s_client(server, *flags), flags)

    def test_the_modern_set_is_tls_1_3_alone(self):
        server = self.serve_tls("--tls-profile", "modern")
        self.assertEqual(self.ask(server).status, 200)
        self.assertIn("Cipher is (NONE)", self.s_client(server, "-tls1_2"))

    def test_there_is_no_renegotiation_and_no_compression(self):
        server = self.serve_tls()
        said = self.s_client(server, "-tls1_2", "-alpn", "http/1.1", say="R\nGET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        self.assertRegex(said, "(?i)no renegotiation|renegotiation.*error|ssl handshake failure")
        self.assertIn("Compression: NONE", said)

    def test_there_is_no_early_data(self):
        server = self.serve_tls()
        said = self.s_client(server, "-ign_eof", "-alpn", "http/1.1", say="GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        self.assertEqual(re.findall(r"Max Early Data: (\d+)", said), ["0", "0"], "one for each of the two tickets")


def openssl_text(*words):
    return subprocess.run(["openssl", *map(str, words)], capture_output=True, text=True, timeout=PATIENCE).stdout


class Names(TlsTest):
    def shown(self, server, name, *flags):
        found = re.search(r"subject=.*?CN ?= ?(\S+)", self.s_client(server, "-servername", name, *flags) if name else
                          self.s_client(server, "-noservername", *flags))
        return found and found.group(1)

    def test_the_exact_name_then_the_wildcard_then_the_first(self):
        files = []
        for host, covered in (("first.example", ("first.example",)), ("any.example", ("*.example.org",)), ("www.example", ("www.example.org",))):
            cert, key = AUTHORITY.issue(host, names(*covered))
            files += ["--cert", cert, "--key", key]
        server = self.serve_tls(cert=files)
        for name, expected in (("www.example.org", "www.example"), ("WWW.Example.Org", "www.example"), ("other.example.org", "any.example"),
                               ("a.b.example.org", "first.example"), ("nobody.test", "first.example"), ("", "first.example")):
            self.assertEqual(self.shown(server, name), expected, name)

    def test_ecdsa_and_rsa_stand_side_by_side(self):
        first, first_key = AUTHORITY.issue("first.example", names("first.example"))
        ec, ec_key = AUTHORITY.issue("ec.example", names("both.example"))
        rsa, rsa_key = AUTHORITY.issue("rsa.example", names("both.example"), kind=RSA)
        server = self.serve_tls(cert=("--cert", first, "--key", first_key, "--cert", rsa, "--key", rsa_key, "--cert", ec, "--key", ec_key))
        self.assertEqual(self.shown(server, "both.example", "-sigalgs", "ecdsa_secp256r1_sha256"), "ec.example")
        self.assertEqual(self.shown(server, "both.example", "-sigalgs", "rsa_pss_rsae_sha256"), "rsa.example")
        self.assertEqual(self.shown(server, "both.example", "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"), "rsa.example")
        # The name's own certificates, not the first ones, which would do for the cipher.
        self.assertIsNone(self.shown(server, "first.example", "-tls1_2", "-cipher", "ECDHE-RSA-AES128-GCM-SHA256"))


class Resumption(TlsTest):
    def session_of(self, server, context, name="localhost"):
        with self.connect_tls(server, context, name) as peer:
            peer.sendall(get("/"))
            self.assertEqual(Reader(peer).answer().status, 200)
            return peer.session

    def resumed(self, server, context, session, name="localhost"):
        with self.connect_tls(server, context, name, session=session) as peer:
            peer.sendall(get("/"))
            self.assertEqual(Reader(peer).answer().status, 200)
            return peer.session_reused

    def test_all_workers_take_the_tickets_of_each(self):
        server = self.serve_tls("--workers", "4", "--verbose")
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = self.context(minimum_version=version, maximum_version=version)
            for _ in range(10):
                session = self.session_of(server, context)
                self.assertTrue(self.resumed(server, context, session), version)
        self.stop(server)
        said = "".join(server.said)
        self.assertIn(" 20  resumed TLS handshakes", said)
        self.assertIn(" 20  full TLS handshakes", said)

    def test_a_chain_of_resumptions_does_not_break(self):
        server = self.serve_tls()
        done = subprocess.run([CLIENT, "load", "-n", "20", "-c", "1", "--requests-per-connection", "1", "--http", "1.1", "--no-progress", "--json",
                               "-", "--cacert", AUTHORITY.path, f"https://127.0.0.1:{server.tls_port}/"],
                              capture_output=True, text=True, timeout=PATIENCE)
        self.assertEqual(done.returncode, 0, done.stderr)
        connections = json.loads(done.stdout)["connections"]
        self.assertEqual((connections["opened"], connections["tls_resumed"]), (20, 19))

    def test_a_session_belongs_to_the_name_it_was_made_under(self):
        cert, key = AUTHORITY.issue("two", names("one.example", "two.example"))
        server = self.serve_tls(cert=("--cert", cert, "--key", key))
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            context = self.context(minimum_version=version, maximum_version=version)
            session = self.session_of(server, context, "one.example")
            self.assertFalse(self.resumed(server, context, session, "two.example"), version)
            session = self.session_of(server, context, "one.example")
            self.assertTrue(self.resumed(server, context, session, "one.example"), version)

    def test_a_fleet_shares_tickets_by_a_key_file(self):
        keys = FOLDER / "tickets"
        keys.write_bytes(os.urandom(80))
        context = self.context()
        one, other = (self.serve_tls("--ticket-keys", str(keys)) for _ in range(2))
        self.assertTrue(self.resumed(other, context, self.session_of(one, context)))
        stranger = self.serve_tls()
        self.assertFalse(self.resumed(stranger, context, self.session_of(one, context)))

    def test_a_ticket_file_is_turned_over_by_reading_it_again(self):
        keys = FOLDER / "turned"
        old = os.urandom(80)
        keys.write_bytes(old)
        server = self.serve_tls("--ticket-keys", str(keys))
        context = self.context()
        session = self.session_of(server, context)
        keys.write_bytes(os.urandom(80) + old)
        wait_for(lambda: any("reloaded" in line for line in server.said), "the key file was not read again")
        self.assertTrue(self.resumed(server, context, session), "the old key still opens")
        session = self.session_of(server, context)
        keys.write_bytes(os.urandom(80))
        wait_for(lambda: sum("reloaded" in line for line in server.said) == 2, "the key file was not read again")
        self.assertFalse(self.resumed(server, context, session), "a key that is gone opens nothing")


class Stapling(TlsTest):
    def respond(self, cert):
        """Puts the authority's word that `cert` is good beside it."""
        index = FOLDER / "index.txt"
        serial = openssl_text("x509", "-in", cert, "-noout", "-serial").strip().split("=")[1]
        index.write_text(f"V\t301231235959Z\t\t{serial}\tunknown\t/CN=stapled\n")
        request, response = FOLDER / "ocsp.request", Path(f"{cert}.ocsp")
        openssl("ocsp", "-issuer", AUTHORITY.path, "-cert", cert, "-reqout", request, "-no_nonce")
        openssl("ocsp", "-index", index, "-CA", AUTHORITY.path, "-rsigner", AUTHORITY.path, "-rkey", AUTHORITY.key, "-reqin", request,
                "-respout", response, "-ndays", "1")

    def test_what_lies_beside_the_certificate_is_stapled_and_read_again(self):
        cert, key = AUTHORITY.issue("stapled")
        server = self.serve_tls(cert=("--cert", cert, "--key", key))
        self.assertIn("OCSP response: no response sent", self.s_client(server, "-status"))
        self.respond(cert)
        wait_for(lambda: any("reloaded" in line for line in server.said), "the response was not noticed")
        said = self.s_client(server, "-status")
        self.assertIn("OCSP Response Status: successful", said)
        self.assertIn("Cert Status: good", said)


class Clients(TlsTest):
    def context_of(self, name, authority=None):
        made = self.context()
        made.load_cert_chain(*(authority or AUTHORITY).issue(name))
        return made

    def test_required_means_none_without_one_of_ours(self):
        log = FOLDER / "clients.log"
        server = self.serve_tls("--client-auth", "required", "--client-ca", str(AUTHORITY.path), "--access-log", str(log), "--log-format", "json")
        self.assertEqual(self.ask(server, self.context_of("alice")).status, 200)
        stranger = self.context_of("mallory", Authority(FOLDER, "Another CA"))
        for context in (self.context(), stranger):
            # TLS 1.3 tells the client only when it reads.
            with self.assertRaises((ssl.SSLError, OSError)):
                self.ask(server, context)
        self.stop(server)
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        self.assertEqual([line["subject"] for line in lines], ["CN=alice"])

    def test_optional_takes_both_but_no_stranger(self):
        log = FOLDER / "optional.log"
        server = self.serve_tls("--workers", "1", "--client-auth", "optional", "--client-ca", str(AUTHORITY.path), "--access-log", str(log))
        self.assertEqual(self.ask(server, self.context_of("bob")).status, 200)
        self.assertEqual(self.ask(server).status, 200)
        with self.assertRaises((ssl.SSLError, OSError)):
            self.ask(server, self.context_of("eve", Authority(FOLDER, "Third CA")))
        self.stop(server)
        self.assertEqual([line.split(" ")[2] for line in log.read_text().splitlines()], ["CN=bob", "-"])

    def test_a_resumed_session_keeps_its_subject(self):
        log = FOLDER / "resumed.log"
        server = self.serve_tls("--client-auth", "required", "--client-ca", str(AUTHORITY.path), "--access-log", str(log))
        context = self.context_of("carol")
        with self.connect_tls(server, context) as peer:
            peer.sendall(get("/"))
            self.assertEqual(Reader(peer).answer().status, 200)
            session = peer.session
        with self.connect_tls(server, context, session=session) as peer:
            peer.sendall(get("/"))
            self.assertEqual(Reader(peer).answer().status, 200)
            self.assertTrue(peer.session_reused)
        self.stop(server)
        self.assertEqual([line.split(" ")[2] for line in log.read_text().splitlines()], ["CN=carol"] * 2)


class Swapping(TlsTest):
    def serial(self, server):
        with self.connect_tls(server) as peer:
            return peer.getpeercert()["serialNumber"]

    def test_a_file_that_changes_is_taken_up_and_connections_live_on(self):
        cert, key = AUTHORITY.issue("swapped")
        server = self.serve_tls(cert=("--cert", cert, "--key", key))
        before = self.serial(server)
        with self.connect_tls(server) as old:
            AUTHORITY.issue("swapped")
            wait_for(lambda: any("certificates reloaded" in line for line in server.said), "the change was not noticed")
            wait_for(lambda: self.serial(server) != before, "the new certificate is not used")
            old.sendall(get("/"))
            self.assertEqual(Reader(old).answer().status, 200)

    def test_sighup_reads_again(self):
        server = self.serve_tls()
        server.signal(signal.SIGHUP)
        wait_for(lambda: any("certificates reloaded" in line for line in server.said), "SIGHUP did nothing")
        self.assertEqual(self.ask(server).status, 200)

    def test_a_bad_file_changes_nothing_and_is_named(self):
        cert, key = AUTHORITY.issue("spoilt")
        server = self.serve_tls(cert=("--cert", cert, "--key", key))
        before = self.serial(server)
        Path(cert).write_text("nonsense")
        wait_for(lambda: any("not reloaded" in line for line in server.said), "the bad file was not noticed")
        self.assertTrue(any(str(cert) in line and "the old ones stay in use" in line for line in server.said))
        self.assertEqual(self.serial(server), before)

    def test_a_self_signed_server_reads_its_other_files_again(self):
        ca = FOLDER / "clients.pem"
        ca.write_bytes(AUTHORITY.path.read_bytes())
        server = self.serve_tls("--client-auth", "required", "--client-ca", str(ca), cert=("--self-signed",))
        ca.write_text("nonsense")
        wait_for(lambda: any("not reloaded" in line and str(ca) in line for line in server.said), "the change was not noticed")

    def test_swapped_under_load_without_a_failed_request(self):
        cert, key = AUTHORITY.issue("busy")
        server = self.serve_tls("--workers", "2", cert=("--cert", cert, "--key", key))
        url = f"https://127.0.0.1:{server.tls_port}/"
        plain = f"http://127.0.0.1:{server.port}/"
        kinds = (("--http", "1.1", url), ("--http", "1.1", "--requests-per-connection", "5", url), ("--http", "2", "--streams", "8", url),
                 ("--http", "2", "--streams", "4", plain), (plain,))
        loads = [subprocess.Popen([CLIENT, "load", "-c", "4", "-t", "1", "-d", "4s", "--no-progress", "--json", "-", "--cacert", AUTHORITY.path,
                                   *kind], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for kind in kinds]
        for swap in range(1, 4):
            AUTHORITY.issue("busy")
            wait_for(lambda: sum("certificates reloaded" in line for line in server.said) >= swap, "a swap was not noticed")
        for kind, load in zip(kinds, loads):
            out, err = load.communicate(timeout=PATIENCE)
            self.assertEqual(load.returncode, 0, err)
            result = json.loads(out)
            self.assertGreater(result["requests"]["completed"], 50, kind)
            self.assertEqual(result["requests"]["failed"], 0, (kind, result["errors"]))
            self.assertEqual(result["connections"]["failed"], 0, (kind, result["errors"]))
            self.assertEqual(result["status"], {"200": result["requests"]["completed"]})


class Remarks(TlsTest):
    def refused(self, *flags):
        done = subprocess.run([os.environ["SYNFIN_SERVER"], str(self.root), "-l", "127.0.0.1:0", "-s", "127.0.0.1:0", *map(str, flags)],
                              capture_output=True, text=True, timeout=PATIENCE)
        return done.returncode, done.stderr

    def test_what_cannot_be_served_is_said_and_where(self):
        other = AUTHORITY.issue("other")[1]
        locked = FOLDER / "locked.key"
        openssl("pkey", "-in", KEY, "-aes256", "-passout", "pass:x", "-out", locked)
        nonsense = FOLDER / "nonsense"
        nonsense.write_text("nothing")
        weak, weak_key = AUTHORITY.issue("weak", kind=("-newkey", "rsa:1024"))
        for flags, words in ((("--cert", CERT, "--key", KEY, "--cert", weak, "--key", weak_key), (str(weak), "too small")),
                             (("--cert", CERT, "--key", other), (str(other), "is not the key of the certificate in", str(CERT))),
                             (("--cert", FOLDER / "none", "--key", KEY), (str(FOLDER / "none"), "No such file")),
                             (("--cert", nonsense, "--key", KEY), (str(nonsense), "no certificate in PEM")),
                             (("--cert", CERT, "--key", nonsense), (str(nonsense), "no private key in PEM")),
                             (("--cert", CERT, "--key", locked), (str(locked), "has a password")),
                             (("--cert", CERT, "--key", KEY, "--ticket-keys", nonsense), (str(nonsense), "80 random bytes")),
                             (("--cert", CERT, "--key", KEY, "--client-auth", "required", "--client-ca", nonsense), (str(nonsense), "no certificate"))):
            status, said = self.refused(*flags)
            self.assertEqual(status, 1, said)
            for each in words:
                self.assertIn(each, said)

    def assert_said(self, words, cert, key):
        server = self.serve_tls(cert=("--cert", cert, "--key", key))
        wait_for(lambda: words in "".join(server.said), f"it was not said that {cert} {words}")

    def test_what_clients_will_not_like_is_named_at_start(self):
        self.assert_said("expires soon", *AUTHORITY.issue("soon"))
        self.assert_said("has expired", *AUTHORITY.issue("expired", days=0))
        self.assert_said("names no host", *AUTHORITY.issue("nameless", "keyUsage=digitalSignature"))
        cert, key = AUTHORITY.issue("badly stapled")
        Path(f"{cert}.ocsp").write_text("nonsense")
        self.assert_said("holds no successful OCSP response", cert, key)
        cert, key = AUTHORITY.issue("stray")
        Path(cert).write_text(Path(cert).read_text() + Path(CERT).read_text())
        self.assert_said("the chain does not fit", cert, key)


if __name__ == "__main__":
    unittest.main()

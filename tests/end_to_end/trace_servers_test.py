"""synfin-client trace: how our server, nginx and lighttpd end a connection, drawn as its golden file has it."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
import unittest

import wire
from certificates import Authority
from harness import PATIENCE, Server
from tunnel import THERE
from ways import ATTEMPTS, WayTest


class ServerTest(WayTest):
    """A site of one page, served on the far machine."""

    def setUp(self):
        super().setUp()
        page = self.folder / "index.html"
        page.write_bytes(b"hello, world\n")
        os.utime(page, (0, 0))
        self.folder.chmod(0o755)

    def run_there(self, *command):
        """Starts a server that others wrote, and waits until it takes connections."""
        process = subprocess.Popen([*self.tunnel.far.command, *map(str, command)], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self.folder)
        self.addCleanup(process.wait, PATIENCE)
        self.addCleanup(process.terminate)
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(OSError), socket.create_connection((THERE, 80), timeout=PATIENCE):
                return
        self.fail("it did not start: " + " ".join(map(str, command)))


class Ours(ServerTest):
    def serve(self, *flags, listen=f"{THERE}:80"):
        server = Server(self.folder, "--workers", "1", *flags, listen=(listen,), command=self.tunnel.far.command)
        self.addCleanup(server.close)
        return server

    def test_closes_with_the_client(self):
        self.serve()
        self.draws("ours", "--requests", 2, f"http://{THERE}/", attempts=ATTEMPTS)

    def test_asked_to_close(self):
        self.serve()
        self.draws("ours_asked_to_close", "--close", "server", f"http://{THERE}/", attempts=ATTEMPTS)

    def test_idle_too_long(self):
        self.serve("--keep-alive-timeout", "500ms")
        self.draws("ours_idle", "--requests", 2, "--idle", "5s", f"http://{THERE}/", attempts=ATTEMPTS)

    def test_two_streams_at_a_time(self):
        self.serve()
        self.draws("http2", "--http", 2, "--requests", 3, "--streams", 2, f"http://{THERE}/", numbers=True, attempts=ATTEMPTS)

    def test_an_issuer_that_nobody_knows(self):
        certificate, key = Authority(self.folder).issue("there", names=f"subjectAltName=IP:{THERE}")
        self.serve("--cert", certificate, "--key", key, "--listen-tls", f"{THERE}:443")
        self.draws("unknown_issuer", f"https://{THERE}/", numbers=True, attempts=ATTEMPTS)

    def test_a_unix_socket_has_no_tcp(self):
        place = f"unix:{self.folder}/socket"
        self.serve(listen=place)
        self.assertEqual(self.trace(place).strip(), f"exit 1: synfin-client: {place}: there is no TCP on a unix socket, "
                         "so no SYN and no FIN to draw: its two ends are on one machine, and the kernel hands the bytes over")


@unittest.skipUnless(shutil.which("nginx"), "nginx is not installed")
class Nginx(ServerTest):
    def serve(self, inside):
        folder = self.folder
        configuration = folder / "nginx.conf"
        configuration.write_text(f"""
            daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
            events {{ worker_connections 64; }}
            http {{ access_log off; server_tokens off; types {{ text/html html; }} {inside}
                client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
                uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
                server {{ listen {THERE}:80; root {folder}; }} }}""")
        self.run_there("nginx", "-e", f"{folder}/error.log", "-c", configuration)

    def test_closes_with_the_client(self):
        self.serve("")
        self.draws("nginx", "--requests", 2, f"http://{THERE}/", attempts=ATTEMPTS)

    def test_asked_to_close(self):
        self.serve("")
        self.draws("nginx_asked_to_close", "--close", "server", f"http://{THERE}/", attempts=ATTEMPTS)

    def test_idle_too_long(self):
        self.serve("keepalive_timeout 1s;")
        self.draws("nginx_idle", "--requests", 2, "--idle", "5s", f"http://{THERE}/", attempts=ATTEMPTS)


@unittest.skipUnless(shutil.which("lighttpd"), "lighttpd is not installed")
class Lighttpd(ServerTest):
    def serve(self, *lines):
        configuration = self.folder / "lighttpd.conf"
        configuration.write_text("\n".join([
            f'server.document-root = "{self.folder}"', f'server.bind = "{THERE}"', "server.port = 80", 'server.tag = "lighttpd"',
            'index-file.names = ("index.html")', 'mimetype.assign = (".html" => "text/html")',
            'static-file.etags = "disable"', *lines]))
        self.run_there("lighttpd", "-D", "-f", configuration)

    def test_closes_with_the_client(self):
        self.serve()
        self.draws("lighttpd", "--requests", 2, f"http://{THERE}/", attempts=ATTEMPTS)

    def test_asked_to_close(self):
        self.serve()
        self.draws("lighttpd_asked_to_close", "--close", "server", f"http://{THERE}/", attempts=ATTEMPTS)

    def test_idle_too_long(self):
        self.serve("server.max-keep-alive-idle = 1")
        self.draws("lighttpd_idle", "--requests", 2, "--idle", "5s", f"http://{THERE}/", attempts=ATTEMPTS)


if __name__ == "__main__":
    wire.main()

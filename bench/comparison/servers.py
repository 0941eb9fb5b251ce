"""The servers: how each is told to serve one folder on one port, as an engineer would who wants it to look its best."""

import contextlib
import http.client
import os
import pathlib
import random
import socket
import subprocess
import time
from dataclasses import dataclass
from typing import Callable, Iterator

from . import process
from .rows import Row


@dataclass(frozen=True)
class Place:
    """Where and for which row a server is to run."""

    row: Row
    programs: pathlib.Path  # our own binaries
    site: pathlib.Path
    scratch: pathlib.Path  # a folder of the server's own
    port: int

    @property
    def certificate(self) -> tuple[pathlib.Path, pathlib.Path]:
        """The files of the certificate that all servers share, and of its key."""
        return self.scratch.parent / "cert.pem", self.scratch.parent / "key.pem"


@dataclass(frozen=True)
class Server:
    name: str
    program: str  # looked for among our programs, else in PATH
    command: Callable[[Place], list[str]]


@dataclass(frozen=True)
class Running:
    name: str
    port: int
    pids: list[int]


EARLIER = "synfin-server-before"


def floor_command(place: Place) -> list[str]:
    # A large file is cheapest by sendfile, anything that fits one write by a plain send.
    mode = "sendfile" if place.row.size > 64 * 1024 else "memory"
    argv = [str(place.programs / "floor_server"), "--port", str(place.port), "--mode", mode,
            "--file", str(place.site / place.row.path[1:])]
    return argv + ["--pipeline"] * (place.row.pipeline > 1) + ["--close"] * place.row.close


def synfin_command(place: Place, program: str = "synfin-server") -> list[str]:
    start = [str(place.programs / program), str(place.site), "--workers", "1", "--access-log", "off"]
    if not place.row.secure:
        return [*start, "--listen", f"127.0.0.1:{place.port}"]
    cert, key = place.certificate
    return [*start, "--listen", "127.0.0.1:0", "--listen-tls", f"127.0.0.1:{place.port}", "--cert", str(cert), "--key", str(key)]


NGINX = """\
{user}
worker_processes 1;
worker_rlimit_nofile 16384;
daemon off;
pid {scratch}/pid;
error_log {scratch}/error.log warn;
events {{ worker_connections 8192; }}
http {{
  access_log off;
  sendfile {sendfile};
  tcp_nopush {nopush};
  keepalive_requests 1000000000;
  keepalive_timeout 3600s;
  open_file_cache max=1000 inactive=3600s;
  open_file_cache_valid 3600s;
  types {{ text/html html; }}
  default_type application/octet-stream;
  client_body_temp_path {scratch}/body;
  proxy_temp_path {scratch}/proxy;
  fastcgi_temp_path {scratch}/fastcgi;
  uwsgi_temp_path {scratch}/uwsgi;
  scgi_temp_path {scratch}/scgi;
  server {{ listen 127.0.0.1:{port} {secure} backlog=4096; root {site}; {certificate} }}
}}
"""


def nginx_command(place: Place, sendfile: bool = True) -> list[str]:
    # tcp_nopush as suits: it saves on small answers and costs a third more on a large file.
    nopush = sendfile and place.row.size <= 64 * 1024
    config = place.scratch / "nginx.conf"
    config.write_text(NGINX.format(scratch=place.scratch, site=place.site, port=place.port,
                                   secure="ssl http2" if place.row.secure else "",
                                   certificate=nginx_certificate(place) if place.row.secure else "",
                                   user="user root;" if os.geteuid() == 0 else "",
                                   sendfile="on" if sendfile else "off", nopush="on" if nopush else "off"))
    return ["nginx", "-e", str(place.scratch / "error.log"), "-c", str(config)]


def nginx_certificate(place: Place) -> str:
    """Tickets are on by default, as here; a session cache is not needed beside them."""
    cert, key = place.certificate
    return f"ssl_certificate {cert}; ssl_certificate_key {key}; ssl_protocols TLSv1.2 TLSv1.3;"


def nginx_copy_command(place: Place) -> list[str]:
    return nginx_command(place, sendfile=False)


LIGHTTPD = """\
server.document-root = "{site}"
server.bind = "127.0.0.1"
server.port = {port}
server.modules = ()
server.listen-backlog = 4096
server.max-connections = 8192
server.max-fds = 16384
server.max-keep-alive-requests = 65535
server.max-keep-alive-idle = 3600
server.max-read-idle = 3600
server.max-write-idle = 3600
server.stat-cache-engine = "inotify"
server.errorlog = "{scratch}/error.log"
mimetype.assign = (".html" => "text/html", "" => "application/octet-stream")
"""


def lighttpd_command(place: Place) -> list[str]:
    config = place.scratch / "lighttpd.conf"
    config.write_text(LIGHTTPD.format(site=place.site, port=place.port, scratch=place.scratch))
    return ["lighttpd", "-D", "-f", str(config)]


H2O = """\
{user}
num-threads: 1
max-connections: 8192
pid-file: {scratch}/pid
error-log: {scratch}/error.log
http1-request-timeout: 3600
listen:
  host: 127.0.0.1
  port: {port}
  ssl:
    certificate-file: {cert}
    key-file: {key}
    neverbleed: OFF
    ocsp-update-interval: 0
hosts:
  default:
    paths:
      "/":
        file.dir: {site}
"""


def h2o_command(place: Place) -> list[str]:
    config = place.scratch / "h2o.conf"
    cert, key = place.certificate
    config.write_text(H2O.format(scratch=place.scratch, site=place.site, port=place.port, cert=cert, key=key,
                                 user="user: root" if os.geteuid() == 0 else ""))
    return ["h2o", "-m", "worker", "-c", str(config)]


def nghttpd_command(place: Place) -> list[str]:
    cert, key = place.certificate
    return ["nghttpd", "-n", "1", "-a", "127.0.0.1", "-d", str(place.site), str(place.port), str(key), str(cert)]


SERVERS = (
    Server("floor", "floor_server", floor_command),
    Server("synfin", "synfin-server", synfin_command),
    # Another build of ours, where somebody has put one beside it.
    Server("before", EARLIER, lambda place: synfin_command(place, EARLIER)),
    Server("nginx", "nginx", nginx_command),
    # The same nginx with `sendfile off`, rarely seen in the wild: cheaper on small files. Here so that nothing is hidden.
    Server("nginx-copy", "nginx", nginx_copy_command),
    Server("lighttpd", "lighttpd", lighttpd_command),
    Server("h2o", "h2o", h2o_command),
    Server("nghttpd", "nghttpd", nghttpd_command),
)


@contextlib.contextmanager
def running(server: Server, row: Row, programs: pathlib.Path, site: pathlib.Path, scratch: pathlib.Path,
            core: int) -> Iterator[Running]:
    """The server, up and answering with the right bytes; stopped at the end."""
    own = scratch / server.name
    own.mkdir(exist_ok=True)
    place = Place(row, programs, site, own, free_port())
    with (own / "log").open("wb") as log:
        started = process.start(server.command(place), core, log)
    try:
        wait_until_listening(server.name, started, place.port, own / "log")
        check_answer(server.name, place)
        yield Running(server.name, place.port, process.family(started.pid))
    finally:
        process.stop(started)


def free_port() -> int:
    """A port below the range from which the kernel takes its own, so that nothing grabs it before the server does."""
    for _ in range(200):
        port = random.randint(20_000, 32_000)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return port
    raise RuntimeError("no free port between 20000 and 32000")


def wait_until_listening(name: str, started: subprocess.Popen, port: int, log: pathlib.Path) -> None:
    give_up = time.monotonic() + 10
    while time.monotonic() < give_up:
        if started.poll() is not None:
            raise RuntimeError(f"{name} ended at its start with {started.returncode}: {process.tail(log)}")
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.02)
    raise RuntimeError(f"{name} does not listen after 10 s: {process.tail(log)}")


def check_answer(name: str, place: Place) -> None:
    """A server that answers something else than the file would be measured for the wrong work."""
    if place.row.secure:
        return check_secure_answer(name, place)
    talk = http.client.HTTPConnection("127.0.0.1", place.port, timeout=5)
    try:
        talk.request("GET", place.row.path, headers={"Accept-Encoding": "identity"})
        answer = talk.getresponse()
        body = answer.read()
    finally:
        talk.close()
    if answer.status != 200 or body != (place.site / place.row.path[1:]).read_bytes():
        raise RuntimeError(f"{name} answered {place.row.path} with status {answer.status} and {len(body)} other bytes")


def check_secure_answer(name: str, place: Place) -> None:
    version = "--http2" if place.row.streams else "--http1.1"
    done = subprocess.run(["curl", "--silent", "--show-error", "--fail", "--insecure", version, "--max-time", "5",
                           f"https://127.0.0.1:{place.port}{place.row.path}"], capture_output=True, timeout=20)
    if done.returncode != 0 or done.stdout != (place.site / place.row.path[1:]).read_bytes():
        raise RuntimeError(f"{name} answered {place.row.path} with {len(done.stdout)} other bytes: {done.stderr.decode()}")


def make_certificate(folder: pathlib.Path) -> None:
    """One for all servers: ECDSA, as most sites have by now."""
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder / "key.pem",
                    "-out", folder / "cert.pem"], check=True, capture_output=True, timeout=60)

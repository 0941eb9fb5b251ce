"""What `synfin-server explain` tells is what the running server answers: some hundred requests of all kinds, both ways."""

import concurrent.futures
import json
import random
import shlex
import ssl
import subprocess
import time
import unittest

from configured import Client, ConfiguredTest, age, basic, encoded
from harness import PATIENCE, SERVER
from static_auth_test import sha

TEXT = b"".join(b"line %d of a text that compresses well\n" % number for number in range(2000))
FILES = {
    "index.html": TEXT[:3000], "about.html": TEXT[:900], "404.html": b"general 404", "app.3f9a1c07.js": TEXT, "style.css": TEXT[:2000],
    "picture.png": TEXT[:5000], "docs/index.html": TEXT, "docs/404.html": b"docs 404", "docs/a b.html": b"blank",
    "docs/100%.txt": b"percent", "docs/é.txt": b"accent", "data/x.json": TEXT[:400], "data/y.json": TEXT,
    "only/small.txt.gz": encoded("gzip", TEXT[:5000]), "only/large.txt.gz": encoded("gzip", TEXT * 40), "beside.html": TEXT,
    "beside.html.gz": encoded("gzip", TEXT), "staff/index.html": b"staff", "staff/list.txt": TEXT[:1000], "list/one.txt": b"1",
    "list/two & <b>.txt": b"2", "list/sub/x": b"x", ".env": b"secret", "errors/sorry.html": b"sorry", "app/index.html": TEXT[:700],
    "app/main.js": TEXT[:700], "new/page.html": b"new", "empty.txt": b"",
}
CONFIG = """
[server]
unknown_host = "{unknown}"
[site]
listing = true
[[redirect]]
from = "/old/**"
to = "/new/**"
[[redirect]]
from = "/away"
to = "https://example.org/?from=here#top"
status = 307
[[redirect]]
from = "/gone/**"
status = 410
[[rewrite]]
from = "/latest/**"
to = "/docs/**"
[[headers]]
set = ["X-General: yes", "X-Changed: no"]
[[headers]]
match = ["/docs/**", "*.json"]
set = ["X-Changed: yes", "X-Twice: a", "X-Twice: b"]
[[cache]]
match = "*.json"
control = "no-store"
[[cache]]
match = "/docs/**"
control = "off"
[[cors]]
match = "/data/x.json"
origins = "*"
[[cors]]
match = ["/data/**", "/staff/**"]
origins = ["https://app.example"]
methods = ["GET", "PUT"]
headers = "X-Asked"
expose = "X-General"
credentials = true
[[auth]]
match = "/staff/**"
realm = "staff"
users = "{users}"
[[error_page]]
status = [410, "412"]
file = "/errors/sorry.html"
[[host]]
name = ["app.example", "*.app.example"]
root = "{root}/app"
spa = "index.html"
listing = false
clean_urls = true
security_headers = true
[[host.redirect]]
from = "/**"
to = "https://app.example/**"
host = "www.app.example"
[[host.headers]]
match = "*.js"
set = "Content-Security-Policy: sandbox"
remove = "X-General"
[[host.error_page]]
status = "4xx"
file = "/index.html"
[[host]]
name = "clean.example"
clean_urls = true
sidecars = false
compress = false
symlinks = "never"
index = ["none.html", "about.html"]
"""
PATHS = ["/" + name for name in FILES] + [
    "/", "/docs", "/docs/", "/docs/none", "/docs/a%20b.html", "/docs/%C3%A9.txt", "/docs/100%25.txt", "/docs/sub/none.html", "/none",
    "/none.js", "/none/", "/about", "/about/", "/about.html/", "/list", "/list/", "/list/?sort=size&order=desc", "/list/sub", "/list/sub/",
    "/list/two%20&%20%3Cb%3E.txt", "/data", "/data/", "/data/none", "/old/page.html?x=1&y", "/old", "/old/%E2%82%AC", "/away?a", "/away",
    "/gone/x", "/latest/", "/latest/a%20b.html", "/latest", "/only/small.txt", "/only/large.txt", "/only/", "/staff", "/staff/",
    "/staff/none", "/%61bout.html", "//about.html", "/./about.html", "/docs/../about.html", "/../about.html", "/%2e%2e/x", "/a%2fb", "/%",
    "/%zz", "/%00", "/\\x", "/.env", "/.well-known/x", "/%2eenv", "/about.html?", "/?%0d%0a", "/about.html?x=<>", "/link", "/guide/two",
    "/guide/two.5", "/main.js", "/main", "/errors/sorry.html", "/" + "a" * 300, "/**", "/a;b=c", "/~", "/empty.txt",
]
PATHS = [path.replace(" ", "%20").replace("100%.", "100%25.").replace("é", "%C3%A9") for path in PATHS]
HOSTS = ["test"] * 7 + ["app.example", "app.example:8080", "WWW.app.example", "clean.example", "clean.example.", "x.y.app.example", "127.0.0.1"]
SITES = ("test", "app.example", "clean.example")
PAST, FUTURE = "Thu, 01 Jan 1998 00:00:00 GMT", "Tue, 01 Jan 2080 00:00:00 GMT"
CHOICES = {
    "Accept": ["text/html", "application/json", "text/plain;q=0.5", "*/*", "image/*;q=0", "text/html;q=0, application/problem+json", ""],
    "Accept-Encoding": ["gzip", "gzip", "gzip, deflate", "br", "zstd", "gzip, deflate, br, zstd", "identity;q=0", "*;q=0",
                        "gzip;q=0, *;q=0.5", "identity", "", "br;q=2"],
    "Range": ["bytes=0-0", "bytes=5-", "bytes=-5", "bytes=0-4,200-300", "bytes=900000000-", "bytes=-0", "bytes=x", "lines=1-2",
              "bytes=0-1, 2-3 ,-1"],
    "If-None-Match": ["*", '"x"', "{tag}", "W/{tag}", '"a", {tag}'],
    "If-Match": ["*", '"x"', "{tag}", "W/{tag}"],
    "If-Modified-Since": [PAST, FUTURE, "{date}", "soon"],
    "If-Unmodified-Since": [PAST, FUTURE, "{date}"],
    "If-Range": ["{tag}", '"x"', "{date}", PAST],
    "Origin": ["https://app.example", "https://evil.example", "null"],
    "Authorization": [basic("ada", "right").split(": ")[1], basic("ada", "wrong").split(": ")[1], "Basic ???", "Bearer x"],
    "Sec-Fetch-Dest": ["document", "script", "empty"],
}
FREQUENT = ("Accept-Encoding", "Accept", "Range", "If-None-Match", "Origin", "Authorization")
OF_THE_CONNECTION = {"date", "server", "connection"}


class Request:
    """One request, to be asked for and to be explained."""

    def __init__(self, method, target, host, fields):
        self.method, self.target, self.host, self.fields = method, target, host, fields

    def command(self, *flags):
        fields = [word for field in self.fields for word in ("-H", field)]
        return [SERVER, "explain", self.target, "-X", self.method, "--host", self.host, *fields, "--json", *flags]


class SecureClient(Client):
    """The same over TLS, whoever the server says it is."""

    def connect(self):
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        super().connect()
        self.sock = context.wrap_socket(self.sock)


def requests_of(seed, count, known):
    """So many requests by chance, the same for the same seed. `known` are the tag and the date of each path and host."""
    chance = random.Random(seed)
    made = []
    for number in range(count):
        target = PATHS[number] if number < len(PATHS) else chance.choice(PATHS)
        host = chance.choice(HOSTS)
        if chance.random() < 0.25:
            target, host = chance.choice(["/", "/about.html", "/docs/", "/data/y.json", "/beside.html", "/style.css"]), "test"
        method = chance.choice(["GET"] * 5 + ["HEAD", "HEAD", "OPTIONS"])
        tag, date = known.get((host, target), (None, None))
        names = set(chance.choices(FREQUENT, k=chance.randrange(4))) | set(chance.choices(list(CHOICES), k=chance.randrange(3)))
        fields = [f"{name}: {chance.choice(CHOICES[name])}".format(tag=tag or '"t"', date=date or PAST) for name in CHOICES if name in names]
        if method == "OPTIONS" and chance.random() < 0.8:
            fields += [f"Access-Control-Request-Method: {chance.choice(['GET', 'PUT', 'DELETE'])}",
                       f"Access-Control-Request-Headers: {chance.choice(['x-asked', 'X-Asked, X-Other', 'authorization'])}"]
        chance.shuffle(fields)
        made.append(Request(method, target, host, fields))
    return made


class Explained(ConfiguredTest):
    def setUp(self):
        super().setUp()
        for name, content in FILES.items():
            age(self.write(name, content), 5000 if name.endswith(".gz") else 10_000)
        (self.root / "link").symlink_to("about.html")
        (self.aside / "users").write_text(f"ada:{sha(6, 'right')}\n", encoding="utf-8")

    def start(self, unknown="default"):
        text = CONFIG.format(unknown=unknown, root=self.root, users=self.aside / "users")
        flags = ("--workers", "1", "--self-signed", "--listen-tls", "127.0.0.1:0")
        server = self.serve_config(text, *flags)
        server.tls_port = int(next(place for place in server.places if place.startswith("https:")).rsplit(":", 1)[1])
        self.flags = ("-c", str(self.aside / "synfin.toml"), str(self.root))
        return server

    def answers(self, client, requests):
        return [client.ask(each.target, *each.fields, method=each.method, host=each.host) for each in requests]

    def settled(self, client, requests):
        """The answers once two rounds of them were the same: then the background has done all that it was asked for."""
        deadline, before = time.monotonic() + PATIENCE, None
        while True:
            answers = self.answers(client, requests)
            now = [(answer.status, answer.lasting(), answer.body) for answer in answers]
            if now == before and not any("W/" in (answer.get("ETag") or "") for answer in answers):
                return answers
            self.assertLess(time.monotonic(), deadline, "the answers never come to rest")
            before = now

    def known(self, client):
        """Tag and date of everything. What it compresses for this is what the requests will find."""
        asked = [Request("GET", target, host, ["Accept-Encoding: br", basic("ada", "right")]) for host in SITES for target in PATHS]
        return {(each.host, each.target): (answer.get("ETag"), answer.get("Last-Modified"))
                for each, answer in zip(asked, self.settled(client, asked))}

    def explained(self, request, *flags):
        command = request.command(*self.flags, *flags)
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", timeout=PATIENCE)
        return shlex.join(command[1:]), done.returncode, done.stdout, done.stderr

    def difference(self, answer, explanation):
        """What the two do not agree on; None if nothing."""
        _, status, told, said = explanation
        if status != 0 or said:
            return f"exit {status}: {told}{said}"
        told = json.loads(told)
        theirs = sorted((name.lower(), value) for name, value in told["fields"])
        # Python takes fields for Latin-1, JSON is UTF-8.
        ours = sorted((name, value.encode("latin-1").decode("utf-8", "replace"))
                      for name, value in answer.lines if name not in OF_THE_CONNECTION)
        if (told["status"], theirs) == (answer.status, ours):
            return None
        only_ours, only_theirs = ([line for line in one if line not in other] for one, other in ((ours, theirs), (theirs, ours)))
        return f"answered {answer.status} {only_ours}, explained {told['status']} {only_theirs}"

    def compare(self, client, requests, *flags):
        answers = self.settled(client, requests)
        with concurrent.futures.ThreadPoolExecutor(max_workers=4) as pool:
            explanations = list(pool.map(lambda each: self.explained(each, *flags), requests))

        def compared(each):
            found = self.difference(each[1], each[2])
            return f"{each[2][0]}\n    {found}" if found else None

        # What the server is still compressing, with the least priority there is, is asked for again.
        deadline, left = time.monotonic() + PATIENCE, list(zip(requests, answers, explanations))
        while (left := [each for each in left if compared(each)]) and time.monotonic() < deadline:
            left = [(request, self.answers(client, [request])[0], explanation) for request, _, explanation in left]
            time.sleep(0.1)
        wrong = [compared(each) for each in left]
        self.assertEqual(len(wrong), 0, f"{len(wrong)} of {len(requests)} differ; SYNFIN_SERVER with these words:\n" + "\n".join(wrong[:40]))
        return answers

    def test_plain(self):
        with Client(self.start()) as client:
            answers = self.compare(client, requests_of(7, 360, self.known(client)))
        # All kinds of answers have been there.
        statuses = {answer.status for answer in answers}
        self.assertLessEqual({200, 204, 206, 301, 304, 307, 400, 401, 404, 406, 410, 412, 416}, statuses)
        self.assertLessEqual({None, "br", "gzip", "zstd"}, {answer.get("Content-Encoding") for answer in answers})

    def test_unknown_hosts_refused_and_over_tls(self):
        server = self.start(unknown="refuse")
        with SecureClient(server) as client:
            client.port = server.tls_port
            answers = self.compare(client, requests_of(8, 60, {}), "--tls")
        self.assertLessEqual({200, 421}, {answer.status for answer in answers})
        self.assertTrue(any(answer.get("Strict-Transport-Security") for answer in answers))


if __name__ == "__main__":
    unittest.main()

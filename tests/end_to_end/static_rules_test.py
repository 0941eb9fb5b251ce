"""The rules of a site over real sockets: what a config says is what peers get."""

import socket
import ssl
import unittest

from configured import Client, ConfiguredTest, age
from harness import PATIENCE, Reader, get

PAGE = b"<!doctype html><title>page</title>\n"


class RulesTest(ConfiguredTest):
    def setUp(self):
        super().setUp()
        for name in ("index.html", "about.html", "app.js", "style.css", "docs/index.html", "docs/app.3f9a1c07.js", "data/x.json", "data/y.json"):
            age(self.write(name, PAGE + name.encode()))

    def content(self, name):
        return PAGE + name.encode()

    def check(self, server, table, **how):
        """Requests, and where they lead: to a file's content, a status, or a status and a Location."""
        with Client(server) as client:
            for target, wanted in table.items():
                answer = client.ask(*(target if isinstance(target, tuple) else (target,)), **how)
                with self.subTest(target=target, **how):
                    if isinstance(wanted, str):
                        self.assertEqual((answer.status, answer.body), (200, self.content(wanted)))
                    elif isinstance(wanted, tuple):
                        self.assertEqual((answer.status, answer.get("Location")), wanted)
                    else:
                        self.assertEqual((answer.status, answer.get("Location")), (wanted, None))


class Addresses(RulesTest):
    REDIRECTS = """
        [[redirect]]
        from = "/old"
        to = "/about.html"
        [[redirect]]
        from = "/moved/**"
        to = "https://example.org/new/**"
        status = 308
        [[redirect]]
        from = "/2009/**"
        status = 410
        [[redirect]]
        from = "/for/now"
        to = "/about.html?from=now#there"
        status = 302
        [[redirect]]
        from = "/see"
        to = "/about.html"
        status = 303
        [[redirect]]
        from = "/here"
        to = "/docs/"
        status = 307
        [[redirect]]
        from = "/docs/gone/**"
        to = "/docs/**"
        [[redirect]]
        from = "/**"
        to = "https://www.example.org/**"
        host = "*.example.net"
    """

    def test_redirects(self):
        server = self.serve_config(self.REDIRECTS)
        self.check(server, {
            "/old": (301, "/about.html"), "/old?a=b&c=%20": (301, "/about.html?a=b&c=%20"), "/%6fld": (301, "/about.html"),
            "/old/": 404, "/older": 404, "/movedon": 404,
            "/moved/a/b%20c": (308, "https://example.org/new/a/b%20c"), "/moved": (308, "https://example.org/new"),
            "/moved/": (308, "https://example.org/new/"), "/moved/x?y": (308, "https://example.org/new/x?y"),
            "/moved//a/../b": (308, "https://example.org/new/b"), "/2009": 410, "/2009/a/b": 410,
            "/for/now": (302, "/about.html?from=now#there"), "/for/now?x": (302, "/about.html?from=now&x#there"),
            "/see": (303, "/about.html"), "/here": (307, "/docs/"), "/docs/gone/x": (301, "/docs/x"), "/docs/": "docs/index.html",
            "/moved/%0d%0aSet-Cookie:x": 400, "/moved/%e2%82%ac": (308, "https://example.org/new/%E2%82%AC"),
            "/docs/gone//evil.example/": (301, "/docs/evil.example/"), "/docs/gone/%2e%2e/x": 404,
        })
        self.check(server, {"/old": (301, "/about.html"), "/": (301, "https://www.example.org/"), "/a?b": (301, "https://www.example.org/a?b")},
                   host="A.example.net:81")
        self.check(server, {"/": "index.html"}, host="example.net")
        self.check(server, {"/old": (301, "/about.html"), "/2009/": 410}, method="HEAD")
        over_http2 = self.curl(server, "/moved/a?b")
        self.assertEqual((over_http2.status, over_http2["Location"]), (308, "https://example.org/new/a?b"))
        shown = self.ask(server, "/moved/%22%3Cscript%3E")
        self.assertNotIn(b"<script>", shown.body)

    def test_rewrites_are_not_seen(self):
        server = self.serve_config("""
            [[rewrite]]
            from = "/latest/**"
            to = "/docs/**"
            [[rewrite]]
            from = "/app/**"
            to = "/app.js"
            [[rewrite]]
            from = "/docs/index.html"
            to = "/about.html"
        """)
        self.check(server, {"/latest/": "docs/index.html", "/latest/app.3f9a1c07.js": "docs/app.3f9a1c07.js", "/latest/none": 404, "/app": "app.js",
                            "/app/any/thing": "app.js", "/docs/index.html": "about.html", "/latest/index.html": "docs/index.html",
                            "/apple": 404})

    def test_clean_addresses(self):
        self.write("both.html", b"file")
        self.write("both/index.html", b"folder")
        server = self.serve_config("[site]\nclean_urls = true\n")
        self.check(server, {"/about": "about.html", "/about.html": "about.html", "/about/": (301, "/about"), "/none": 404, "/docs": (301, "/docs/"),
                            "/docs/": "docs/index.html", "/docs/index": "docs/index.html", "/about/?x=1": (301, "/about?x=1")})
        self.assertEqual([answer.body for answer in self.asked(server, "/both", "/both/")], [b"file", b"folder"])

    def test_slashes_tell_files_from_folders(self):
        self.check(self.serve(), {"/docs": (301, "/docs/"), "/docs?a=b": (301, "/docs/?a=b"),
                                  "/app.js/": (301, "/app.js"), "/app.js/?q": (301, "/app.js?q"),
                                  "/app.js/more": 404, "/docs/index.html/": (301, "/docs/index.html"), "//docs": (301, "/docs/"), "/about": 404})

    def test_an_app_has_one_page_for_all_its_paths(self):
        server = self.serve_config('[site]\nspa = "about.html"\n[[cache]]\nmatch = "/guide/**"\ncontrol = "max-age=1000"\n')
        self.check(server, {"/guide/two": "about.html", "/guide/": "about.html", "/none.js": 404, "/docs": (301, "/docs/"), "/": "index.html",
                            ("/guide", "Accept: application/json"): 404, ("/guide", "Sec-Fetch-Dest: script"): 404,
                            ("/guide", "Accept: text/html", "Sec-Fetch-Dest: document"): "about.html"})
        page = self.ask(server, "/guide/two")
        self.assertEqual((page["Cache-Control"], page["Content-Type"]), ("no-cache", "text/html; charset=utf-8"))
        self.assertIn("Accept", page["Vary"].split(", "))


class FieldsOfAnswers(RulesTest):
    def test_cache_rules(self):
        server = self.serve_config("""
            [[cache]]
            match = "/data/x.json"
            control = "off"
            [[cache]]
            match = ["/data/**", "*.css"]
            control = "no-store"
            [[cache]]
            match = "/"
            control = "max-age=5"
        """)
        for target, control in {"/data/x.json": None, "/data/y.json": "no-store", "/style.css": "no-store", "/": "max-age=5",
                                "/about.html": "no-cache",
                                "/app.js": "public, max-age=600", "/docs/app.3f9a1c07.js": "public, max-age=31536000, immutable",
                                "/none": "no-cache"}.items():
            answer = self.ask(server, target)
            with self.subTest(target):
                self.assertEqual(answer.all("Cache-Control"), [control] if control else [])
                unchanged = self.ask(server, target, "If-None-Match: *")
                self.assertEqual(unchanged.all("Cache-Control"), [control] if control else [])
        self.assertNotIn("immutable", self.ask(self.serve_config("[site]\nfingerprints = false\n"), "/docs/app.3f9a1c07.js")["Cache-Control"])

    HEADERS = """
        [site]
        security_headers = true
        [[headers]]
        set = ["X-One: general", "X-Two: general"]
        [[headers]]
        match = "/docs/**"
        set = ["X-Two: docs", "X-Many: a", "X-Many: b"]
        remove = ["Referrer-Policy"]
        [[headers]]
        match = "*.js"
        set = "Content-Type: text/plain"
        [[host]]
        name = "own.example"
        [[host.headers]]
        match = "/docs/**"
        set = "X-One: host"
        [[host]]
        name = "bare.example"
        security_headers = false
    """

    def test_header_rules_add_up_and_the_last_word_counts(self):
        server = self.serve_config(self.HEADERS)
        preset = {"referrer-policy": ["strict-origin-when-cross-origin"], "x-frame-options": ["SAMEORIGIN"],
                  "content-security-policy": ["frame-ancestors 'self'"], "x-content-type-options": ["nosniff"]}
        general, docs = {"x-one": ["general"], "x-two": ["general"]}, {"x-one": ["general"], "x-two": ["docs"], "x-many": ["a", "b"],
                                                                       "referrer-policy": []}
        table = {("test", "/"): preset | general, ("test", "/docs/"): preset | docs, ("test", "/docs/none"): preset | docs,
                 ("test", "/none"): preset | general, ("test", "/docs"): preset | docs,
                 ("test", "/app.js"): preset | general | {"content-type": ["text/plain"]},
                 ("own.example", "/docs/"): preset | docs | {"x-one": ["host"]}, ("own.example", "/"): preset | general,
                 ("bare.example", "/"): {name: [] for name in preset} | {"x-content-type-options": ["nosniff"]} | general}
        for (host, target), wanted in table.items():
            for fields in ((), ("If-None-Match: *",), ("Range: bytes=0-1",)):
                answer = self.ask(server, target, *fields, host=host)
                with self.subTest(host=host, target=target, fields=fields):
                    found = {name: answer.all(name) for name in wanted}
                    if answer.status == 304:
                        wanted = {name: lines for name, lines in wanted.items() if name != "content-type"}
                        found.pop("content-type", None)
                    self.assertEqual(found, wanted)

    def test_browsers_are_told_to_keep_to_https_over_https_alone(self):
        server = self.serve_config(self.HEADERS, "--self-signed", "--listen-tls", "127.0.0.1:0")
        self.assertIsNone(self.ask(server, "/").get("Strict-Transport-Security"))
        secure = next(place for place in server.places if place.startswith("https:"))
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with self.connect_to(secure, context) as peer:
            reader = Reader(peer)
            for target in ("/", "/none", "/docs"):
                peer.sendall(get(target))
                self.assertEqual(reader.answer().get("Strict-Transport-Security"), "max-age=31536000", target)

    def connect_to(self, place, context):
        raw = socket.create_connection(("127.0.0.1", int(place.rsplit(":", 1)[1])), timeout=PATIENCE)
        return context.wrap_socket(raw, server_hostname="localhost")


class Cors(RulesTest):
    CONFIG = """
        [[cors]]
        match = "/data/x.json"
        origins = "*"
        [[cors]]
        match = "/data/**"
        origins = ["https://app.example", "http://localhost:5173"]
        methods = ["GET", "HEAD", "PUT"]
        headers = ["X-Asked", "Content-Type"]
        expose = ["X-Total", "ETag"]
        credentials = true
        max_age = "1m"
    """

    def test_answers_to_other_origins(self):
        server = self.serve_config(self.CONFIG)
        app = "Origin: https://app.example"
        for fields in ((), ("If-None-Match: *",), ("Range: bytes=0-3",), ('If-Match: "x"',), ("Range: bytes=900-",)):
            answer = self.ask(server, "/data/y.json", app, *fields)
            with self.subTest(fields):
                self.assertEqual(answer.all("Access-Control-Allow-Origin"), ["https://app.example"])
                self.assertEqual(answer.all("Access-Control-Allow-Credentials"), ["true"])
                self.assertEqual(answer.all("Access-Control-Expose-Headers"), ["X-Total, ETag"])
                self.assertIn("Origin", ", ".join(answer.all("Vary")).split(", "))
        for target in ("/data/none", "/data"):
            self.assertEqual(self.ask(server, target, app).all("Access-Control-Allow-Origin"), ["https://app.example"], target)
        for fields in ((), ("Origin: https://evil.example",), ("Origin: null",), ("Origin: https://app.example:444",),
                       ("Origin: http://app.example",)):
            answer = self.ask(server, "/data/y.json", *fields)
            self.assertEqual((answer.status, answer.get("Access-Control-Allow-Origin")), (200, None), fields)
            self.assertIn("Origin", ", ".join(answer.all("Vary")).split(", "), "a shared cache must not hand it to the app")
        for fields in ((), (app,)):
            self.assertEqual(self.ask(server, "/data/x.json", *fields).all("Access-Control-Allow-Origin"), ["*"])
        self.assertIsNone(self.ask(server, "/", app).get("Access-Control-Allow-Origin"))

    def preflight(self, server, target, origin, method, headers=None):
        fields = [f"Origin: {origin}", f"Access-Control-Request-Method: {method}"]
        return self.ask(server, target, *fields, *([f"Access-Control-Request-Headers: {headers}"] if headers else []), method="OPTIONS")

    def test_preflights(self):
        server = self.serve_config(self.CONFIG)
        granted = self.preflight(server, "/data/y.json", "http://localhost:5173", "PUT", "content-type,x-asked")
        self.assertEqual((granted.status, granted["Access-Control-Allow-Origin"], granted["Access-Control-Max-Age"]),
                         (204, "http://localhost:5173", "60"))
        self.assertEqual(set(granted["Access-Control-Allow-Methods"].split(", ")), {"GET", "HEAD", "PUT"})
        self.assertEqual({name.strip().lower() for name in granted["Access-Control-Allow-Headers"].split(",")}, {"x-asked", "content-type"})
        self.assertEqual(granted["Access-Control-Allow-Credentials"], "true")
        for refused in (self.preflight(server, "/data/y.json", "https://evil.example", "GET"),
                        self.preflight(server, "/data/y.json", "https://app.example", "POST"),
                        self.preflight(server, "/data/y.json", "https://app.example", "GET", "X-Other"),
                        self.preflight(server, "/", "https://app.example", "GET")):
            self.assertEqual((refused.status, refused.get("Access-Control-Allow-Methods")), (204, None))
        anybody = self.preflight(server, "/data/x.json", "https://evil.example", "GET")
        self.assertEqual((anybody["Access-Control-Allow-Origin"], anybody.get("Access-Control-Allow-Credentials")), ("*", None))
        self.assertEqual(self.curl(server, "/data/x.json", "-X", "OPTIONS", "-H", "Origin: https://a.example", "-H",
                                   "Access-Control-Request-Method: GET").get("Access-Control-Allow-Methods"), "GET, HEAD")


class Hosts(RulesTest):
    CONFIG = """
        [server]
        unknown_host = "{}"
        [[host]]
        name = ["one.example", "two.example"]
        root = "{root}/docs"
        [[host]]
        name = ["*.example"]
        root = "{root}/data"
        listing = true
        [[host]]
        name = "deep.sub.example"
        index = "about.html"
        root = "{root}"
    """

    def serve_hosts(self, unknown):
        return self.serve_config(self.CONFIG.format(unknown, root=self.root))

    def test_names_choose_the_site(self):
        server = self.serve_hosts("default")
        for host, name in {"one.example": "docs/index.html", "ONE.Example:8080": "docs/index.html", "two.example.": "docs/index.html",
                           "deep.sub.example": "about.html", "other": "index.html", "example": "index.html", "127.0.0.1": "index.html"}.items():
            with self.subTest(host):
                self.assertEqual(self.ask(server, "/", host=host).body, self.content(name))
                self.assertEqual(self.curl(server, "/", host=host).body, self.content(name))
        for host in ("three.example", "a.b.example", "x.one.example:80"):
            answers = [self.ask(server, "/x.json", host=host), self.curl(server, "/x.json", host=host)]
            self.assertEqual([answer.body for answer in answers], [self.content("data/x.json")] * 2, host)
        # One connection, many names.
        with Client(server) as client:
            bodies = [client.ask("/", host=host).body for host in ("one.example", "other", "one.example")]
            self.assertEqual(bodies, [self.content(name) for name in ("docs/index.html", "index.html", "docs/index.html")])
            absolute = client.ask("http://one.example/", host="other")
            self.assertEqual(absolute.body, self.content("docs/index.html"), "RFC 9112 §3.2.2: the target's authority counts")

    def test_unknown_names_can_be_refused(self):
        server = self.serve_hosts("refuse")
        with Client(server) as client:
            self.assertEqual([client.ask("/", host=host).status for host in ("other", "one.example", "127.0.0.1", "example")],
                             [421, 200, 421, 421])
        self.assertEqual((self.curl(server, "/", host="other").status, self.curl(server, "/", host="two.example").status), (421, 200))
        self.assertEqual(self.ask(server, "/", method="OPTIONS", host="other").status, 421)


class ErrorPages(RulesTest):
    def test_the_nearest_404_page(self):
        self.write("404.html", b"far")
        self.write("docs/404.html", b"near")
        server = self.serve()
        for target, body in {"/none": b"far", "/docs/none": b"near", "/docs/a/b/none": b"near", "/data/none": b"far", "/none/": b"far",
                             "/docs/a.js": b"near"}.items():
            answer = self.ask(server, target)
            with self.subTest(target):
                self.assertEqual((answer.status, answer.body, answer["Content-Type"]), (404, body, "text/html; charset=utf-8"))
                self.assertNotIn("immutable", answer["Cache-Control"])
                self.assertEqual((answer.get("ETag"), answer.get("Last-Modified")), (None, None))
        ranged = self.ask(server, "/none", "Range: bytes=0-1", "If-None-Match: *", "Accept-Encoding: gzip")
        self.assertEqual((ranged.status, ranged.body, ranged.get("Content-Encoding")), (404, b"far", None))
        self.assertEqual(self.ask(server, "/404.html").status, 200)

    def test_rules_choose_pages(self):
        self.write("errors/gone.html", b"gone")
        self.write("errors/any.txt", b"any")
        self.write("404.html", b"404")
        server = self.serve_config("""
            [[redirect]]
            from = "/gone"
            status = 410
            [[error_page]]
            status = 410
            file = "/errors/gone.html"
            [[error_page]]
            status = ["405", "4xx"]
            match = "/docs/**"
            file = "/errors/any.txt"
            [[error_page]]
            status = 416
            file = "/errors/not-there.html"
            [[headers]]
            match = "/errors/**"
            set = "X-Page: yes"
        """)
        answers = [self.ask(server, target, *fields, method=method) for method, target, *fields in (
            ("GET", "/gone"), ("GET", "/docs/none"), ("POST", "/docs/"), ("GET", "/docs/", "If-Match: x"), ("GET", "/none"),
            ("GET", "/app.js", "Range: bytes=900-"))]
        self.assertEqual([(answer.status, answer.body) for answer in answers[:5]],
                         [(410, b"gone"), (404, b"any"), (405, b"any"), (412, b"any"), (404, b"404")])
        self.assertEqual([answer["Content-Type"] for answer in answers[:2]], ["text/html; charset=utf-8", "text/plain; charset=utf-8"])
        self.assertEqual(answers[5].status, 416)
        self.assertIn(b"416", answers[5].body)
        self.assertEqual([answer.get("X-Page") for answer in answers], ["yes"] * 4 + [None] * 2)
        self.assertEqual(answers[2]["Allow"], "GET, HEAD, OPTIONS")

    def test_without_a_page_the_peer_chooses_the_form(self):
        server = self.serve()
        for accept, kind, start in (("text/html", "text/html; charset=utf-8", b"<!doctype html>"),
                                    ("*/*", "text/html; charset=utf-8", b"<!doctype html>"),
                                    ("application/json", "application/problem+json", b"{"), ("text/plain", "text/plain; charset=utf-8", b"404 "),
                                    ("text/plain;q=0.5, application/problem+json", "application/problem+json", b"{")):
            answer = self.ask(server, "/none", f"Accept: {accept}")
            with self.subTest(accept):
                self.assertEqual((answer.status, answer["Content-Type"]), (404, kind))
                self.assertTrue(answer.body.lower().startswith(start), answer.body[:50])


if __name__ == "__main__":
    unittest.main()

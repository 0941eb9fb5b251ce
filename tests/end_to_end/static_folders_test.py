"""Folders over real sockets: listings of nasty names, dot files, symbolic links, what may not be read."""

import html.parser
import json
import os
import unittest
import urllib.parse

from configured import STRONG, ConfiguredTest, age

NASTY = [b"plain.txt", b"a b.txt", b"<script>alert(1)<", b"&lt;.txt", b'"quoted" onclick="x".txt', b"it's.txt", b"a?b#c.txt", b"100%.txt",
         b"%2e%2e.txt", b"a&b=c;d.txt", b"javascript:alert(1)", b"http:x", b"-rf", b"~", b" leading", b"trailing ", b"+plus+",
         "日本語.txt".encode(), "e\u0301.txt".encode(), "\u202etxt.exe".encode(),
         b"\xff\xfe.bin", b"cut\xe2\x82.txt", b"\xc0\xaf.txt", b"x" * 250, b"[a](b).md", b"${x}.txt", b"{{x}}.txt", b"]]>.xml", b"index.htm"]
# These no request can name, so they are not shown.
UNNAMEABLE = [b".hidden", b"..twodots", b"back\\slash", b"new\nline", b"tab\t", b"del\x7f", b"esc\x1b[31m"]


class Page(html.parser.HTMLParser):
    """The links of a page, and whatever must not be in it."""

    def __init__(self, text):
        super().__init__()
        self.links, self.bad = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "img", "iframe", "link", "form") or any(name.startswith("on") for name, _ in attrs):
            self.bad.append((tag, attrs))
        if tag == "a":
            self.links.append(dict(attrs)["href"])


class FolderTest(ConfiguredTest):
    def write_bytes(self, name, content):
        path = os.path.join(os.fsencode(self.root), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(content)
        age(path)

    def statuses(self, server, *targets):
        return [answer.status for answer in self.asked(server, *targets)]


class Listings(FolderTest):
    def setUp(self):
        super().setUp()
        for name in NASTY + UNNAMEABLE:
            self.write_bytes(b"nasty/" + name, b"in " + name)
        self.write_bytes(b"nasty/folder <b>/inner.txt", b"inner")

    def followed(self, server, address):
        """The body that a browser gets by following `address` on the listing."""
        url = urllib.parse.urljoin("http://test/nasty/", address)
        self.assertTrue(url.startswith("http://test/nasty/"), url)
        answer = self.ask(server, url.removeprefix("http://test").split("#")[0])
        self.assertEqual(answer.status, 200, address)
        return answer.body

    def test_every_link_leads_to_its_file_whatever_its_name_is(self):
        server = self.serve("--listing")
        answer = self.ask(server, "/nasty/")
        self.assertEqual((answer.status, answer["Content-Type"]), (200, "text/html; charset=utf-8"))
        page = Page(answer.body.decode())
        self.assertEqual(page.bad, [])
        files = [address for address in page.links if address.startswith("./") and not urllib.parse.urlsplit(address).path.endswith("/")]
        self.assertEqual(sorted(self.followed(server, address) for address in files), sorted(b"in " + name for name in NASTY))
        for name in UNNAMEABLE:
            self.assertNotIn(name, answer.body)
        folder = next(address for address in page.links if "folder" in address)
        self.assertIn(b"inner.txt", self.followed(server, folder))

    def test_the_same_in_json_and_text(self):
        server = self.serve("--listing")
        answer = self.ask(server, "/nasty/", "Accept: application/json")
        self.assertEqual(answer["Content-Type"], "application/json")
        self.assertIn("Accept", answer["Vary"])
        entries = json.loads(answer.body)
        self.assertEqual(len(entries), len(NASTY) + 1)
        for entry in entries:
            if entry["type"] == "file":
                self.assertEqual(len(self.followed(server, entry["url"])), entry["size"])
        names = {entry["name"] for entry in entries}
        readable = [name for name in NASTY if b"\xff" not in name and b"\xe2\x82." not in name and b"\xc0" not in name]
        self.assertLessEqual({name.decode() for name in readable}, names)
        self.assertIn("folder <b>", names)
        text = self.ask(server, "/nasty/", "Accept: text/plain")
        self.assertEqual((text["Content-Type"], len(text.body.splitlines())), ("text/plain; charset=utf-8", len(NASTY) + 1))

    def test_orders(self):
        for number, name in enumerate((b"b.txt", b"A.txt", b"c.txt")):
            self.write_bytes(b"few/" + name, b"x" * (number * 10))
        self.write_bytes(b"few/z/x", b"")
        server = self.serve("--listing")
        for query, wanted in {"": "z A.txt b.txt c.txt", "?sort=name&order=desc": "z c.txt b.txt A.txt", "?sort=size": "z b.txt A.txt c.txt",
                              "?sort=size&order=desc": "z c.txt A.txt b.txt", "?sort=none&order=up&%": "z A.txt b.txt c.txt",
                              "?C=N;O=D": "z A.txt b.txt c.txt"}.items():
            entries = json.loads(self.ask(server, f"/few/{query}", "Accept: application/json").body)
            self.assertEqual(" ".join(entry["name"] for entry in entries), wanted, query)

    def test_a_listing_has_a_tag_of_its_own(self):
        server = self.serve("--listing")
        first = self.ask(server, "/nasty/")
        self.assertRegex(first["ETag"], STRONG)
        unchanged, head, json_form, other = (self.ask(server, target, *fields, method=method) for method, target, *fields in (
            ("GET", "/nasty/", f"If-None-Match: {first['ETag']}"), ("HEAD", "/nasty/"), ("GET", "/nasty/", "Accept: application/json"),
            ("GET", "/nasty/?sort=size")))
        self.assertEqual((unchanged.status, unchanged["ETag"], unchanged["Vary"]), (304, first["ETag"], first["Vary"]))
        self.assertEqual(head.lasting(), first.lasting())
        self.assertEqual(len({first["ETag"], json_form["ETag"], other["ETag"]}), 3)
        self.write_bytes(b"nasty/one more", b"")
        self.until(server, "/nasty/", holds=lambda answer: b"one more" in answer.body, what="does not show a new file")
        self.assertEqual(self.ask(server, "/nasty/", f"If-None-Match: {first['ETag']}").status, 200)

    def test_only_where_it_is_wanted(self):
        self.write_bytes(b"index.html", b"index")
        self.assertEqual(self.statuses(self.serve(), "/", "/nasty/", "/nasty"), [200, 404, 301])
        server = self.serve("--listing")
        self.assertEqual(self.ask(server, "/").body, b"index")
        self.assertEqual(self.statuses(server, "/none/", "/nasty"), [404, 301])


class Hidden(FolderTest):
    def test_dot_files_are_not_there(self):
        for name in (b".env", b".git/config", b"a/.b/c", b"..x", b".well-known/security.txt", b".well-known/.secret", b"a/.well-known/x"):
            self.write_bytes(name, b"found")
        server = self.serve("--listing")
        targets = ["/.env", "/.git/config", "/.git/", "/.git", "/a/.b/c", "/..x", "/%2eenv", "/.%65nv", "/a/../.env",
                   "/.well-known/.secret", "/.", "/.."]
        self.assertEqual(self.statuses(server, *targets), [404] * 10 + [200, 400])
        self.assertEqual(self.statuses(server, "/.well-known/security.txt", "/a/.well-known/x"), [200, 200])
        self.assertNotIn(b".env", self.ask(server, "/").body)

    def test_the_sites_own_404_page_is_for_them_too(self):
        self.write_bytes(b".env", b"secret")
        self.write_bytes(b"404.html", b"our own")
        server = self.serve_config('[[headers]]\nset = "X-Always: yes"\n')
        for target in ("/none", "/.env", "/.not-there"):
            answer = self.ask(server, target)
            self.assertEqual((answer.status, answer.body, answer.get("X-Always")), (404, b"our own", "yes"), target)


class Links(FolderTest):
    def setUp(self):
        super().setUp()
        (self.aside / "out.txt").write_bytes(b"outside")
        (self.aside / "folder").mkdir()
        (self.aside / "folder" / "x.txt").write_bytes(b"outside")
        self.write_bytes(b"real.txt", b"real")
        self.write_bytes(b"sub/x.txt", b"x")
        for name, target in {"in": "real.txt", "sub/up": "../real.txt", "dir": "sub", "out": self.aside / "out.txt",
                             "outdir": self.aside / "folder",
                             "dangling": "none", "loop": "loop", "chain": "in", "wide": f"../{self.root.name}/real.txt"}.items():
            (self.root / name).symlink_to(target)

    TARGETS = ("/real.txt", "/in", "/sub/up", "/dir/x.txt", "/chain", "/out", "/outdir/x.txt", "/dangling", "/loop", "/wide")
    FOUND = {"never": "200 404 404 404 404 404 404 404 404 404", "beneath": "200 200 200 200 200 404 404 404 404 404",
             "always": "200 200 200 200 200 200 200 404 404 200"}

    def test_policies(self):
        for policy, wanted in self.FOUND.items():
            server = self.serve("--listing", "--symlinks", policy)
            answers = self.asked(server, *self.TARGETS)
            with self.subTest(policy):
                self.assertEqual(" ".join(str(answer.status) for answer in answers), wanted)
                listed = {entry["name"] for entry in json.loads(self.ask(server, "/", "Accept: application/json").body)}
                shown = {target[1:] for target, status in zip(self.TARGETS, wanted.split()) if status == "200" and "/" not in target[1:]}
                self.assertEqual(listed & {target[1:] for target in self.TARGETS}, shown)
                if policy != "always":
                    self.assertFalse([answer for answer in answers if b"outside" in answer.body])


class Closed(FolderTest):
    @unittest.skipIf(os.geteuid() != 0, "needs root to become somebody else")
    def test_what_may_not_be_read_is_403_and_the_rest_goes_on(self):
        for name in (b"closed.txt", b"open.txt", b"shut/x.txt", b"page.html"):
            self.write_bytes(name, b"content")
        self.root.chmod(0o755)
        (self.root / "closed.txt").chmod(0)
        (self.root / "shut").chmod(0)
        self.addCleanup((self.root / "shut").chmod, 0o755)
        server = self.serve("--listing", command=["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"])
        self.assertEqual(self.statuses(server, "/closed.txt", "/open.txt", "/shut/x.txt", "/shut/", "/page.html"), [403, 200, 403, 403, 200])
        (self.root / "closed.txt").chmod(0o644)
        self.until(server, "/closed.txt", holds=lambda answer: answer.status == 200, what="stays closed")

    def test_what_is_no_file_is_not_there(self):
        os.mkfifo(self.root / "pipe")
        self.write_bytes(b"x.txt", b"x")
        server = self.serve("--listing")
        self.assertEqual(self.statuses(server, "/pipe", "/x.txt"), [404, 200])
        self.assertNotIn(b"pipe", self.ask(server, "/").body)


if __name__ == "__main__":
    unittest.main()

"""A site's config as people meet it: what is wrong is told with its place and a way out, and what is right can be read back."""

import json
import re
import subprocess
import tomllib
import unittest
from pathlib import Path

from configured import ConfiguredTest
from harness import PATIENCE, SERVER

SHIPPED = Path(__file__).resolve().parents[2] / "config"
# A config with one mistake each; where it is, and what the message must tell.
MISTAKES = [
    ('[server]\nlistne = ["80"]', "2:1", "server.listne", "did you mean server.listen?"),
    ('[server]\nunknown_host = "refused"', "2:16", '"refused"', "default", "refuse"),
    ('[site]\nroot = 7', "2:8", "site.root", "text"),
    ('[site]\nclean_url = true', "2:1", "did you mean site.clean_urls?"),
    ('[site]\nlisting = "yes"', "2:11", "site.listing"),
    ('[site]\nsymlinks = "sometimes"', "2:12", "never", "beneath", "always"),
    ('[site]\nsecurity_header = true', "2:1", "did you mean site.security_headers?"),
    ('[sites]\nroot = "x"', "2:1", "sites.root", "site.root"),
    ('[[redirct]]\nfrom = "/a"', "1:1", "did you mean [[redirect]]?"),
    ('[[redirect]]\nform = "/a"\nto = "/b"', "2:1", "did you mean redirect.from?"),
    ('[[redirect]]\nto = "/b"', "1:1", "needs from"),
    ('[[redirect]]\nfrom = "/a"', "1:1", "needs to"),
    ('[[redirect]]\nfrom = "a"\nto = "/b"', "2:8", '"a"'),
    ('[[redirect]]\nfrom = "/a"\nto = "b"', "3:6", '"b"'),
    ('[[redirect]]\nfrom = "/a"\nto = "/b"\nstatus = 300', "4:10", "308"),
    ('[[redirect]]\nfrom = "/a"\nto = "/b"\nstatus = 410', "1:1", "410"),
    ('[[redirect]]\nfrom = "/a"\nto = "/b/**"', "1:1", "remainder"),
    ('[[redirect]]\nfrom = "/a"\nto = "/a"', "1:1", "leads to itself"),
    ('[[redirect]]\nfrom = "/a"\nto = "/b"\n[[redirect]]\nfrom = "/b"\nto = "/a"', "1:1", "circle", ":4:1"),
    ('[[redirect]]\nfrom = "/a/**"\nto = "/b"\n[[redirect]]\nfrom = "/a/c"\nto = "/d"', "4:1", "never counts", ":1:1"),
    ('[[redirect]]\nfrom = "/a"\nto = "/b"\nhost = "a b"', "4:8", '"a b"'),
    ('[[redirect]]\nfrom = "/a"\nto = "//b"', "", "//"),
    ('[redirect]\nfrom = "/a"\nto = "/b"', "2:1", "[[redirect]]"),
    ('[[rewrite]]\nfrom = "/a*"\nto = "/b"', "1:1", "/**"),
    ('[[rewrite]]\nfrom = "/a"\nto = "https://x/"', "3:6", "https://x/"),
    ('[[headers]]\nset = "X-One"', "2:7", "X-One"),
    ('[[headers]]\nset = "Content-Length: 3"', "2:7", "Content-Length"),
    ('[[headers]]\nset = "Vary: Cookie"', "2:7", "Vary"),
    ('[[headers]]\nset = "Strict-Transport-Security: max-age=1"', "2:7", "tls.hsts"),
    ('[[headers]]\nset = "X: a\\nSet-Cookie: b"', "2:7", "headers.set"),
    ('[[headers]]\nmatch = "a/b"\nset = "X: a"', "1:1", '"/a/b"'),
    ('[[headers]]\nmatch = "/a"', "1:1", "set or remove"),
    ('[[cache]]\nmatch = "/a"', "1:1", "control"),
    ('[[cache]]\nmatch = []\ncontrol = "a"', "2:9", "cache.match"),
    ('[[cors]]\nmatch = "/a"', "1:1", "origins"),
    ('[[cors]]\norigins = "app.example"', "2:11", "app.example"),
    ('[[cors]]\norigins = "https://app.example/x"', "", "https://app.example"),
    ('[[cors]]\norigins = "*"\ncredentials = true', "1:1", "credentials"),
    ('[[cors]]\norigins = "*"\nmax_age = "2 days"', "3:11", "2 days"),
    ('[[auth]]\nmatch = "/a"\nuser = "/x"', "3:1", "did you mean auth.users?"),
    ('[[auth]]\nmatch = "/a"', "1:1", "users"),
    ('[[error_page]]\nstatus = 200\nfile = "/x.html"', "2:10", "200"),
    ('[[error_page]]\nstatus = "40x"\nfile = "/x.html"', "2:10", "4xx"),
    ('[[error_page]]\nstatus = 404\nfile = "/x/"', "1:1", "folder"),
    ('[[error_pages]]\nstatus = 404\nfile = "/x"', "1:1", "did you mean [[error_page]]?"),
    ('[[host]]\nroot = "/x"', "1:1", "needs name"),
    ('[[host]]\nname = "a..b"', "2:8", "a..b"),
    ('[[host]]\nname = "a.*.b"', "2:8", "a.*.b"),
    ('[[host]]\nname = "a.example"\n[[host]]\nname = "A.Example"', "4:8", "taken", ":1:1"),
    ('[[host]]\nname = "a.example"\nspaa = "x"', "3:1", "did you mean host.spa?"),
    ('[[host]]\nname = "a.example"\n[[host.cahce]]\nmatch = "/"', "3:1", "did you mean [[host.cache]]?"),
    ('[[host]]\nname = "a.example"\n[[host.cache]]\nmatch = "/"\ncontrl = "x"', "5:1", "control"),
    ('[site]\nroot = "x', "2:", "error"),
    ('[site]\nroot = "x"\nroot = "y"', "3:", "root"),
    ('[site]\nroot = "\\ud800"', "2:", "error"),
]


def run(*flags):
    return subprocess.run([SERVER, *map(str, flags)], capture_output=True, text=True, errors="replace", timeout=PATIENCE)


class ConfigTest(ConfiguredTest):
    def users(self, name):
        path = self.aside / name
        path.write_text("", encoding="utf-8")
        return path


class Mistakes(ConfigTest):
    def test_each_is_told_with_its_place_and_what_would_be_right(self):
        for number, (text, place, *wanted) in enumerate(MISTAKES):
            path = self.configure(text + "\n")
            ways = [("-t", "-c", path), ("-c", path, "-l", "127.0.0.1:0"), ("explain", "/", "-c", path)]
            for flags in ways if number % 8 == 0 else ways[:1]:
                done = run(*flags)
                said = done.stdout + done.stderr
                with self.subTest(text, flags=flags[0]):
                    self.assertEqual(done.returncode, 2, said)
                    self.assertRegex(said, re.escape(f"{path}:{place}") + (r": error: " if re.match(r"\d+:\d+", place) else r".*error: "))
                    for word in wanted:
                        self.assertIn(word, said)
                    self.assertNotIn(": ok", said)

    def test_all_of_them_are_told_at_once_in_their_order(self):
        path = self.configure('[server]\nlistne = "80"\n[site]\nroot = 7\n[[redirect]]\nfrom = "x"\nto = "/y"\n[[host]]\nname = "a b"\n')
        done = run("-t", "-c", path)
        self.assertEqual(done.returncode, 2)
        self.assertEqual(re.findall(re.escape(str(path)) + r":(\d+):", done.stdout + done.stderr), ["2", "4", "6", "9"])
        self.assertIn("4 errors", done.stdout + done.stderr)

    def test_a_name_that_many_hosts_have_is_told_once_for_each_of_them(self):
        done = run("-t", "-c", self.configure('[[host]]\nname = "a.example"\n' * 40))
        self.assertEqual(done.returncode, 2)
        said = (done.stdout + done.stderr).splitlines()
        self.assertEqual(said[-1], "39 errors", f"{len(said)} lines")

    def test_a_file_that_is_not_there_or_no_text(self):
        for content in (None, b"\xff\xfe", b"\0", b"[" * 5000, b"[[host]]\n" * 3000):
            path = self.aside / "odd.toml"
            if content is not None:
                path.write_bytes(content)
            done = run("-t", "-c", path)
            self.assertEqual(done.returncode, 2, content and content[:20])
            self.assertIn("odd.toml", done.stdout + done.stderr)


class Shipped(ConfigTest):
    def examples(self):
        """The reference with its examples of rules put to use, and the example of a site; with a users file that is there."""
        reference, site = ((SHIPPED / name).read_text(encoding="utf-8") for name in ("synfin-server.toml", "example-site.toml"))
        for text in (re.sub(r"(?m)^#(?=[a-z\[])", "", reference), site):
            text, count = re.subn(r'(?m)^users = ".*"', f'users = "{self.users("users")}"', text)
            self.assertEqual(count, 1)
            yield text

    def test_the_shipped_files_are_right_even_with_every_example_in_use(self):
        for text in ((SHIPPED / "synfin-server.toml").read_text(encoding="utf-8"), *self.examples()):
            done = run("-t", "-c", self.configure(text))
            self.assertEqual((done.returncode, done.stderr), (0, ""), text[:200])
            self.assertIn("ok", done.stdout)

    def test_the_schema_is_the_one_that_is_shipped_and_knows_what_the_examples_use(self):
        done = run("--print-schema")
        self.assertEqual((done.returncode, done.stdout), (0, (SHIPPED / "synfin-server.schema.json").read_text(encoding="utf-8")))
        schema = json.loads(done.stdout)
        for text in self.examples():
            self.check_known(tomllib.loads(text), schema, schema, "")

    def check_known(self, value, kind, schema, place):
        """Every key has its place in the schema."""
        while "$ref" in kind:
            name = kind["$ref"].rsplit("/", 1)[1]
            kind = schema.get("$defs", schema.get("definitions", {}))[name]
        if isinstance(value, dict):
            self.assertIs(kind.get("additionalProperties", False), False, place)
            for key, inner in value.items():
                self.assertIn(key, kind["properties"], place)
                self.check_known(inner, kind["properties"][key], schema, f"{place}.{key}")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for each in value:
                self.check_known(each, kind["items"], schema, place)


class Printed(ConfigTest):
    def printed(self, path, *flags):
        done = run("-c", path, *flags, "--print-config")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_a_printed_config_reads_back_as_itself(self):
        odd = self.configure("""
            [site]
            root = "a \\"b\\" \\\\ \\u00e9 \\U0001F600 #"
            index = []
            spa = "x.html"
            [[headers]]
            set = ["X-Odd: \\"#\\\\ é"]
            [[redirect]]
            from = "/é [x]"
            to = "/b?c#d"
            [[cache]]
            match = "/"
            control = "off"
            [[host]]
            name = ["a.example", "*.b.example"]
            spa = "off"
            [[host.error_page]]
            status = [404, "5xx"]
            file = "/x.html"
            [[host.auth]]
            users = "{users}"
            realm = "it's \\"r\\""
        """.replace("{users}", str(self.users("x y"))))
        for path, flags in ((odd, ()), (odd, ("-l", "127.0.0.1:81", "--listing")), (SHIPPED / "synfin-server.toml", ())):
            once = self.printed(path, *flags)
            again = self.aside / "again.toml"
            again.write_text(once, encoding="utf-8")
            with self.subTest(path=path, flags=flags):
                self.assertEqual(tomllib.loads(self.printed(again)), tomllib.loads(once))
                self.assertEqual(run("-t", "-c", again).returncode, 0)

    def test_it_says_what_was_told_and_where(self):
        path = self.configure('[site]\nclean_urls = true\n[[cache]]\nmatch = "/x"\ncontrol = "no-store"\n'
                              '[[host]]\nname = "a.example"\nlisting = true\n')
        text = self.printed(path, "--symlinks", "never")
        told = tomllib.loads(text)
        self.assertEqual((told["site"]["clean_urls"], told["site"]["symlinks"]), (True, "never"))
        # A host is printed complete: the general site's settings and rules are its own.
        self.assertTrue(told["host"][0]["listing"])
        self.assertRegex(text, rf"(?m)^clean_urls = true +# .*{re.escape(path.name)}:2")
        self.assertRegex(text, r"(?m)^symlinks = \"never\" +# .*--symlinks")

    def test_a_server_with_the_printed_config_answers_alike(self):
        self.write("about.html", b"about")
        text = '[site]\nclean_urls = true\n[[headers]]\nset = "X-A: é"\n[[redirect]]\nfrom = "/old/**"\nto = "/new/**"\n' \
               '[[host]]\nname = "b.example"\nclean_urls = false\n[[host.headers]]\nset = "X-B: b"\n'
        path = self.configure(text)
        again = self.aside / "again.toml"
        again.write_text(self.printed(path, self.root), encoding="utf-8")
        servers = [self.serve("--config", str(each)) for each in (path, again)]
        for host in ("a.example", "b.example"):
            for target in ("/about", "/about.html", "/old/x", "/none"):
                found = [(answer.status, answer.lasting()) for answer in (self.ask(server, target, host=host) for server in servers)]
                self.assertEqual(*found, (host, target))


if __name__ == "__main__":
    unittest.main()

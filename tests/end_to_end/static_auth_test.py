"""Names and passwords over real sockets: who gets in, over what, and what the others learn."""

import re
import subprocess
import threading
import time
import unittest

from configured import Client, ConfiguredTest, age, basic, encoded
from harness import PATIENCE, SERVER, Reader, get

# "open sesame", by crypt(3) at its cheapest: SHA-512, SHA-256, bcrypt, yescrypt.
HASHES = {
    "sha512": "$6$rounds=1000$saltsalt$/IiX/CoEcxCZ9SksEXnbjfCT1LGvD4z5OpJkaFYl/T37OAwuKZ8I8BixDhruhPLkw6lS7dw/6wQWgQnGo7lLg/",
    "sha256": "$5$rounds=1000$saltsalt$nKsyTQBmKz4GdCft0Sv/FbzLiu0y3wFdEXOzudLQLJ5",
    "bcrypt": "$2b$05$lv0IUFQtCxr/ouwOD8Exa.OjAkS0GkU8NyzkyQ6XoXh0JizeT56Du",
    "yescrypt": "$y$j75$abcdefghijklmnop$.dIGHSiKNORwdMULfaxvH0lrKJjf/sy28FtdLi17aZB",
}
PASSWORD = "open sesame"
SECRET = b"<!doctype html>what nobody else may read\n" * 20
CONFIG = """
    [[auth]]
    match = ["/staff/**", "/private.html"]
    realm = "staff"
    users = "{users}"
    [[host]]
    name = "clean.example"
    clean_urls = true
    listing = true
    [[host.rewrite]]
    from = "/other"
    to = "/private.html"
    [[host]]
    name = "own.example"
    [[host.auth]]
    match = "/"
    realm = "all of \\"it\\""
    users = "{users}"
"""


def sha(method, password, salt="saltsalt"):
    """A hash by the openssl program."""
    done = subprocess.run(["openssl", "passwd", f"-{method}", "-salt", salt, password], capture_output=True, text=True, timeout=PATIENCE,
                          check=True)
    return done.stdout.strip()


class AuthTest(ConfiguredTest):
    def setUp(self):
        super().setUp()
        for name in ("index.html", "staff/index.html", "staff/large.html", "private.html", "private-not.html"):
            age(self.write(name, SECRET * (100 if "large" in name else 1) if "index" not in name[:5] else b"for all"))
        age(self.write("private.html.gz", encoded("gzip", SECRET)), 1000)
        self.users = self.aside / "users"
        self.users.write_text(f"# staff\n\nada:{sha(6, PASSWORD)}\nbob:{sha(5, 'b:o:b')}\nzoë:{sha(6, 'pässwörd')}\n", encoding="utf-8")

    def serve_guarded(self, *flags):
        return self.serve_config(CONFIG.format(users=self.users), *flags)


class Entry(AuthTest):
    def test_who_knows_a_password_gets_in(self):
        server = self.serve_guarded()
        for name, password in (("ada", PASSWORD), ("bob", "b:o:b"), ("zoë", "pässwörd")):
            with self.subTest(name):
                answer = self.ask(server, "/private.html", basic(name, password))
                self.assertEqual((answer.status, answer.body), (200, SECRET))
                over_http2 = self.curl(server, "/private.html", "-u", f"{name}:{password}")
                self.assertEqual((over_http2.status, over_http2.body), (200, SECRET))

    def test_all_kinds_of_hashes(self):
        self.users.write_text("".join(f"{kind}:{text}\n" for kind, text in HASHES.items()), encoding="utf-8")
        server = self.serve_guarded()
        for kind in HASHES:
            answers = self.asked(server, ("/private.html", basic(kind, PASSWORD)), ("/private.html", basic(kind, "other")))
            self.assertEqual([answer.status for answer in answers], [200, 401], kind)

    def test_all_others_are_asked_for_one(self):
        server = self.serve_guarded()
        good = basic("ada", PASSWORD)
        token = good.rsplit(" ", 1)[1]
        for fields in ((), (basic("ada", "wrong"),), (basic("ada", ""),), (basic("", PASSWORD),), (basic("nobody", PASSWORD),),
                       (basic("ada", PASSWORD + " "),), (basic("Ada", PASSWORD),), (basic("# staff", ""),), ("Authorization: Basic",),
                       ("Authorization: Basic !!!",), (f"Authorization: Basic {token}=",), (f"Authorization: Bearer {token}",),
                       (f"Authorization: Basic{token}",), ("Authorization: Basic " + "YTph" * 2000,), (basic("ada", "x" * 600),)):
            for answer in (self.ask(server, "/private.html", *fields), self.ask(server, "/private.html", *fields, method="HEAD"),
                           self.curl(server, "/private.html", *(word for field in fields for word in ("-H", field)))):
                with self.subTest(fields):
                    self.assertEqual((answer.status, answer["WWW-Authenticate"]), (401, 'Basic realm="staff", charset="UTF-8"'))
                    self.assertNotIn(b"nobody else", answer.body)
                    for name in ("ETag", "Last-Modified", "Accept-Ranges", "Content-Encoding"):
                        self.assertIsNone(answer.get(name), name)
        self.assertEqual(self.ask(server, "/private.html", good.replace("Basic", "bAsIC")).status, 200)

    def test_a_realm_is_quoted(self):
        server = self.serve_guarded()
        realm = self.ask(server, "/", host="own.example")["WWW-Authenticate"]
        self.assertEqual(re.sub(r"\\(.)", r"\1", re.match(r'Basic realm="((?:[^"\\]|\\.)*)"', realm).group(1)), 'all of "it"', realm)

    def test_one_connection_goes_on_after_a_401(self):
        server = self.serve_guarded()
        with Client(server) as client:
            socket = None
            for password, status in ((None, 401), ("wrong", 401), (PASSWORD, 200), ("wrong", 401), (None, 401), (PASSWORD, 200)):
                answer = client.ask("/private.html", *([basic("ada", password)] if password else []))
                self.assertEqual((answer.status, answer.get("Connection")), (status, None))
                socket = socket or client.sock
                self.assertIs(client.sock, socket)

    def test_pipelined_requests_keep_their_order_and_their_own_credentials(self):
        server = self.serve_guarded()
        fields = [(), (basic("ada", PASSWORD),), (basic("ada", "no"),), (basic("bob", "b:o:b"),)] * 5
        with server.connect() as peer:
            peer.sendall(b"".join(get("/private.html", *each) + get("/") for each in fields))
            reader = Reader(peer)
            found = [(reader.answer().status, reader.answer().body) for _ in fields]
        self.assertEqual(found, [(401, b"for all"), (200, b"for all"), (401, b"for all"), (200, b"for all")] * 5)

    def test_http2_keeps_its_other_streams_going(self):
        server = self.serve_guarded()
        done = subprocess.run(["nghttp", "-H", basic("ada", PASSWORD), f"{server.url}/private.html", f"{server.url}/staff/large.html",
                               f"{server.url}/"],
                              capture_output=True, timeout=PATIENCE)
        self.assertEqual((done.returncode, len(done.stdout)), (0, 101 * len(SECRET) + len(b"for all")), done.stderr)


class Reach(AuthTest):
    """What is guarded is guarded by whatever way it is come upon."""

    def test_no_way_around(self):
        server = self.serve_guarded()
        targets = ["/private.html", "/%70rivate.html", "//private.html", "/./private.html", "/x/../private.html", "/private.html?x", "/staff",
                   "/staff/", "/staff/none", "/staff/index.html", "/%73taff/", "/staff//large.html", "http://test/private.html"]
        for target in targets:
            for fields in ((), ("Range: bytes=0-1",), ("If-None-Match: *",), ('If-Match: "x"',), ("Accept-Encoding: gzip",)):
                with self.subTest(target=target, fields=fields):
                    self.assertEqual(self.ask(server, target, *fields).status, 401)
        for target in ("/private", "/private.html", "/other", "/staff/", "/private/"):
            with self.subTest(target=target, host="clean.example"):
                self.assertIn(self.ask(server, target, host="clean.example").status, (401, 301) if target == "/private/" else (401,))
        self.assertEqual(self.ask(server, "/private.html", basic("ada", PASSWORD), host="clean.example").status, 200)
        self.assertEqual(self.ask(server, "/private-not.html").status, 200)

    def test_its_compressed_form_is_guarded_too(self):
        answer = self.ask(self.serve_guarded(), "/private.html.gz")
        self.assertIn(answer.status, (401, 404))

    def test_nothing_of_it_may_be_kept_by_shared_caches(self):
        server = self.serve_guarded()
        good = basic("ada", PASSWORD)
        for target, *fields in (("/private.html",), ("/private.html", "Range: bytes=0-1"), ("/private.html", "If-None-Match: *"),
                                ("/staff/none",), ("/staff/",)):
            answer = self.ask(server, target, good, *fields)
            self.assertIn("private", answer["Cache-Control"], (target, fields))
        self.assertNotIn("public", self.ask(server, "/private.html")["Cache-Control"])

    def test_other_methods_tell_nothing(self):
        server = self.serve_guarded()
        for target in ("/private.html", "/staff/none"):
            self.assertEqual([self.ask(server, target, method=method).status for method in ("OPTIONS", "POST", "FLY")], [204, 405, 501])


class Many(AuthTest):
    def test_parallel_logins_each_get_their_own_verdict(self):
        self.users.write_text("".join(f"user{number}:{sha(6, f'word{number}', f'salt{number}')}\n" for number in range(12)), encoding="utf-8")
        server = self.serve_guarded("--workers", "2")
        wrong = []

        def log_in(number):
            for said, status in ((f"word{number}", 200), (f"word{number + 1}", 401), (f"word{number}", 200)):
                answer = self.patiently(server, basic(f"user{number}", said))
                if answer.status != status:
                    wrong.append((number, said, answer.status))

        threads = [threading.Thread(target=log_in, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        # Nobody else waits for them.
        started = time.monotonic()
        self.assertEqual([answer.body for answer in self.asked(server, *["/"] * 50)], [b"for all"] * 50)
        self.assertLess(time.monotonic() - started, PATIENCE / 2)
        for thread in threads:
            thread.join(PATIENCE)
        self.assertEqual(wrong, [])

    def patiently(self, server, field):
        """The answer once the server is not too busy: it says when to come again."""
        for _ in range(100):
            answer = self.ask(server, "/private.html", field)
            if answer.status != 503:
                return answer
            self.assertEqual(answer["Retry-After"], "1")
            time.sleep(0.1)
        raise AssertionError("busy for ever")

    def test_a_flood_of_guesses_is_bounded_and_passes(self):
        server = self.serve_guarded("--workers", "2")
        peers = [server.connect() for _ in range(80)]
        for number, peer in enumerate(peers):
            peer.sendall(get("/private.html", basic("ada", f"guess {number}")))
        self.assertEqual(self.ask(server, "/").body, b"for all")
        statuses = set()
        for peer in peers:
            statuses.add(Reader(peer).answer().status)
            peer.close()
        self.assertLessEqual(statuses, {401, 503})
        self.assertEqual(self.patiently(server, basic("ada", PASSWORD)).status, 200)
        self.stop(server)


class Users(AuthTest):
    def until_status(self, server, field, status):
        self.until(server, "/private.html", field, holds=lambda answer: answer.status == status, what=f"never becomes {status}")

    def test_a_users_file_that_changes_counts_soon(self):
        server = self.serve_guarded()
        old, new = basic("ada", PASSWORD), basic("ada", "new")
        self.until_status(server, old, 200)
        fresh = self.aside / "fresh"
        fresh.write_text(f"ada:{sha(6, 'new')}\n", encoding="utf-8")
        fresh.rename(self.users)
        self.until_status(server, old, 401)
        self.until_status(server, new, 200)
        self.assertEqual(self.ask(server, "/private.html", basic("bob", "b:o:b")).status, 401)
        # One that cannot be read changes nothing, and is complained of; an empty one shuts everybody out.
        self.users.write_text("ada:plain text\n", encoding="utf-8")
        deadline = time.monotonic() + PATIENCE
        while not any("users:1:" in line for line in server.said):
            self.assertEqual(self.ask(server, "/private.html", new).status, 200)
            self.assertLess(time.monotonic(), deadline, server.said)
        self.assertNotIn("plain text", "".join(server.said))
        self.users.write_text("# nobody\n", encoding="utf-8")
        self.until_status(server, new, 401)

    def test_a_users_file_that_goes_away_is_complained_of_and_those_in_it_stay(self):
        server = self.serve_guarded()
        self.until_status(server, basic("ada", PASSWORD), 200)
        self.users.unlink()
        deadline = time.monotonic() + PATIENCE
        while not any(str(self.users) in line for line in server.said):
            self.assertEqual(self.ask(server, "/private.html", basic("ada", PASSWORD)).status, 200)
            self.assertLess(time.monotonic(), deadline, server.said)
        answers = self.asked(server, ("/private.html", basic("bob", "b:o:b")), ("/private.html", basic("ada", "no")))
        self.assertEqual([answer.status for answer in answers], [200, 401])

    def test_one_that_cannot_be_used_is_told_before_the_start(self):
        for text, wanted in ((None, "No such file"), ("ada:plain text\n", "passwords must not stand in the file"), ("ada\n", "colon"),
                             ("ada:$apr1$a$b\n", "MD5"), (f"ada:{HASHES['bcrypt']}\nada:{HASHES['bcrypt']}\n", "users:2"),
                             ("ada:$2b$05$short\n", "users:1")):
            if text is None:
                self.users.unlink()
            else:
                self.users.write_text(text, encoding="utf-8")
            command = [SERVER, "-t", "-c", self.configure(CONFIG.format(users=self.users))]
            done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)
            with self.subTest(text):
                self.assertEqual(done.returncode, 2)
                self.assertRegex(done.stderr, r"synfin\.toml:2:5: error: .*" + str(self.users))
                self.assertIn(wanted, done.stderr)
                self.assertNotIn("plain text", done.stderr)


if __name__ == "__main__":
    unittest.main()

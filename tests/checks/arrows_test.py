"""The checker of arrows on small trees of its own: it lets the good ones be and names what is wrong in the others."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ARROWS = os.environ["SYNFIN_ARROWS"]


def check(files):
    """What the checker prints on a tree of these files, and its exit status."""
    with tempfile.TemporaryDirectory(prefix="synfin-arrows-") as top:
        for name, text in files.items():
            path = Path(top) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        done = subprocess.run([sys.executable, ARROWS, top], capture_output=True, text=True, timeout=60)
        return done.stdout.splitlines(), done.returncode


class Arrows(unittest.TestCase):
    def assert_wrong(self, files, *lines):
        printed, status = check(files)
        self.assertEqual([line.removeprefix("arrows: ") for line in printed], list(lines))
        self.assertEqual(status, 1)

    def assert_fine(self, files):
        self.assertEqual(check(files), ([], 0))

    def test_downwards_is_fine(self):
        self.assert_fine({"common/error.hpp": "#include <string>\n", "config/flags.hpp": '#include "common/error.hpp"\n',
                          "server/main.cpp": '#include "config/flags.hpp"\n#include "common/error.hpp"\n',
                          "client/main.cpp": '#include "config/flags.hpp"\n#include <asio.hpp>\n'})

    def test_no_top_folder_knows_one_above_or_beside_it(self):
        for home, other in [("common", "config"), ("common", "server"), ("common", "client"), ("config", "server"),
                            ("config", "client"), ("server", "client"), ("client", "server")]:
            self.assert_wrong({f"{home}/a.cpp": f'  # include "{other}/b.hpp"\n'},
                              f"{home}/a.cpp includes {other}/b.hpp: {home} may not know {other}")

    def test_a_pure_room_reaches_no_socket_parser_or_tls(self):
        for header in ("<asio.hpp>", "<asio/io_context.hpp>", "<llhttp.h>", "<openssl/ssl.h>"):
            self.assert_wrong({"server/site/range.hpp": f"#include {header}\n"},
                              f"server/site/range.hpp -> {header}: server/site is pure: no sockets, parsers or TLS")
            self.assert_wrong({"client/result/tally.cpp": f"#include {header}\n"},
                              f"client/result/tally.cpp -> {header}: "
                              "this room of the client is pure: no sockets, parsers or TLS")

    def test_a_pure_room_reaches_none_through_another_header_either(self):
        self.assert_wrong({"server/site/a.cpp": '#include "common/b.hpp"\n', "common/b.hpp": '#include "common/c.hpp"\n',
                           "common/c.hpp": "#include <asio.hpp>\n"},
                          "server/site/a.cpp -> common/b.hpp -> common/c.hpp -> <asio.hpp>: "
                          "server/site is pure: no sockets, parsers or TLS")

    def test_the_other_rooms_of_the_load_may_use_asio(self):
        self.assert_fine({"client/load/worker.cpp": "#include <asio.hpp>\n"})

    def test_config_has_no_asio(self):
        self.assert_wrong({"config/url.hpp": "#include <asio/ip/tcp.hpp>\n"},
                          "config/url.hpp -> <asio/ip/tcp.hpp>: config holds plain values: no Asio")

    def test_a_room_includes_only_what_its_library_links(self):
        tree = {"common/CMakeLists.txt": "synfin_room(one SOURCES a.cpp)", "common/a.hpp": "", "common/a.cpp": "",
                "common/net/CMakeLists.txt": "synfin_room(two SOURCES b.cpp)",
                "common/net/b.cpp": '#include "common/a.hpp"\n', "common/net/c.cpp": ""}
        self.assert_wrong(tree, "common/net/b.cpp includes common/a.hpp, but two does not link one")
        tree["common/net/CMakeLists.txt"] = "synfin_room(two\n  SOURCES b.cpp\n  LINKS one)  # the room above"
        self.assert_fine(tree)

    def test_a_variant_may_include_the_interface_in_the_folder_above(self):
        self.assert_fine({"server/CMakeLists.txt": "synfin_room(outer SOURCES w.cpp LINKS inner)", "server/session.hpp": "",
                          "server/http1/CMakeLists.txt": "synfin_room(inner SOURCES s.cpp)",
                          "server/http1/s.cpp": '#include "server/session.hpp"\n'})

    def test_libraries_do_not_link_in_a_ring(self):
        printed, status = check({"common/CMakeLists.txt": "synfin_room(one LINKS two)", "common/a.cpp": "",
                                 "common/net/CMakeLists.txt": "synfin_room(two LINKS one)"})
        self.assertEqual(status, 1)
        self.assertIn("arrows: one links itself by way of two: libraries link only downwards", printed)

    def test_a_tree_without_sources_is_not_a_pass(self):
        printed, status = check({})
        self.assertEqual((len(printed), status), (1, 1))


if __name__ == "__main__":
    unittest.main()

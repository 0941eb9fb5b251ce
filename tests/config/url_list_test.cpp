#include "config/url_list.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using synfin::config::parse_url_list;
using texts = std::vector<std::string>;

TEST_CASE("url list: one URL a line, in order; blank lines and comments are skipped") {
  CHECK(*parse_url_list("http://a/\nhttp://b/", "list") == texts{"http://a/", "http://b/"});
  CHECK(*parse_url_list("\n# first\n  http://a/  \r\n\t\n   # second\nhttp://a/#x\n\n", "list") ==
        texts{"http://a/", "http://a/#x"});
  CHECK(parse_url_list("", "list")->empty());
  CHECK(parse_url_list("# nothing\n\n", "list")->empty());
}

TEST_CASE("url list: a bad line is named by file and number") {
  CHECK(parse_url_list("http://a/\n\n# x\nftp://b/\n", "urls.txt").error() ==
        "urls.txt:4: unknown scheme ftp; there are http and https");
  CHECK(parse_url_list("http://a/ http://b/", "urls.txt").error() ==
        "urls.txt:1: byte 0x20 at position 10 must be percent-encoded");
}

#include "common/tls/server_name.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace synfin::tls {
namespace {

using bytes = std::vector<unsigned char>;
using chosen = std::vector<std::size_t>;

bytes extension(std::string_view name) {
  const auto length = static_cast<unsigned char>(name.size());
  bytes all{0, static_cast<unsigned char>(length + 3), 0, 0, length};
  all.insert(all.end(), name.begin(), name.end());
  return all;
}

TEST_CASE("a server name is read, in lower case") {
  CHECK(read_server_name(extension("www.Example.ORG")) == "www.example.org");
  CHECK(read_server_name(extension("x")) == "x");
  CHECK(read_server_name(extension("xn--bcher-kva.example")) == "xn--bcher-kva.example");
}

TEST_CASE("bytes that are no server name give none") {
  for (const bytes& wrong : {bytes{}, bytes{0}, extension(""), extension("a b"), extension("a/../b"),
                             extension(std::string_view("a\0b", 3)), bytes{0, 4, 0, 0, 9, 'a'},
                             bytes{0, 9, 0, 0, 1, 'a'}, bytes{0, 4, 1, 0, 1, 'a'}, bytes{0, 4, 0, 0, 1, 'a', 'b'}}) {
    CAPTURE(wrong.size());
    CHECK_FALSE(read_server_name(wrong));
  }
  bytes longest{1, 3, 0, 1, 0};
  longest.insert(longest.end(), 256, 'a');
  CHECK_FALSE_MESSAGE(read_server_name(longest), "no name has more than 255 bytes");
  const bytes whole = extension("www.example.org");
  for (std::size_t cut = 0; cut < whole.size(); ++cut) {
    CAPTURE(cut);
    CHECK_FALSE(read_server_name(std::span(whole).first(cut)));
  }
}

TEST_CASE("the exact name comes before the wildcard, which stands for one label") {
  name_table table;
  table.add("*.example.org", 1, 0);
  table.add("www.example.org", 1, 1);
  table.add("example.org", 1, 2);
  const auto found = [&](std::string_view name) {
    const auto these = table.find(name);
    return chosen(these.begin(), these.end());
  };
  CHECK(found("www.example.org") == chosen{1});
  CHECK(found("other.example.org") == chosen{0});
  CHECK(found("example.org") == chosen{2});
  CHECK(found("a.b.example.org") == chosen{});
  CHECK(found(".example.org") == chosen{});
  CHECK(found("org") == chosen{});
  CHECK(found("") == chosen{});
}

TEST_CASE("of several certificates for a name there is one for each kind of key, the first") {
  name_table table;
  table.add("a.example", 6, 0);
  table.add("a.example", 408, 1);
  table.add("a.example", 6, 2);
  const auto these = table.find("a.example");
  CHECK(chosen(these.begin(), these.end()) == chosen{0, 1});
}

}  // namespace
}  // namespace synfin::tls

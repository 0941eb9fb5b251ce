#include "server/listeners.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include <filesystem>
#include <stdexcept>
#include <string>

#include "common/net/address.hpp"
#include "tests/support/temp_site.hpp"

namespace synfin::server {
namespace {

TEST_CASE("each worker gets a listener of its own on the one real port that a port 0 became") {
  const listeners all = open_listeners({"127.0.0.1:0"}, {}, 3);
  REQUIRE(all.shares.size() == 3);
  REQUIRE(all.places.size() == 1);
  const std::string where = net::local_address(all.shares[0].at(0).socket.raw()).text();
  CHECK(all.places[0] == "http://" + where);
  for (const auto& share : all.shares) {
    REQUIRE(share.size() == 1);
    CHECK(net::local_address(share[0].socket.raw()).text() == where);
  }
  CHECK(all.socket_files.empty());
}

TEST_CASE("a unix socket is shared by all workers, and its file is told") {
  const test::temp_site folder;
  const std::string path = folder.at("socket").string();
  const listeners all = open_listeners({"unix:" + path}, {}, 2);
  CHECK(all.places.at(0) == "unix:" + path);
  CHECK(all.socket_files.at(0) == path);
  CHECK(all.shares[0].at(0).socket.raw() != all.shares[1].at(0).socket.raw());
  CHECK(std::filesystem::is_socket(path));
}

/// What a failure to listen on `text` says.
std::string complaint(const std::string& text) {
  try {
    open_listeners({text}, {}, 1);
  } catch (const std::runtime_error& problem) {
    return problem.what();
  }
  return {};
}

TEST_CASE("an address that is taken is named, and what to do about it") {
  const listeners first = open_listeners({"127.0.0.1:0"}, {}, 1);
  const std::string where = net::local_address(first.shares[0].at(0).socket.raw()).text();
  const std::string said = complaint(where);
  CHECK(said.starts_with("cannot listen on " + where + ": address already in use"));
  CHECK(said.contains("--listen"));
}

TEST_CASE("a text that is no address is named") {
  CHECK(complaint("nowhere:http").starts_with("cannot listen on nowhere:http: "));
  CHECK(complaint("192.0.2.1:0").starts_with("cannot listen on 192.0.2.1:0: "));
}

}  // namespace
}  // namespace synfin::server

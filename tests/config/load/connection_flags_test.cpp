#include "config/load/connection_flags.hpp"

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

#include "config/client_command.hpp"

namespace synfin::config {
namespace {

auto parse(const std::vector<const char*>& flags) {
  std::vector<const char*> arguments{"synfin-client", "load", "http://a/"};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  return parse_client_command(arguments);
}

load_settings load(const std::vector<const char*>& flags) {
  const auto command = parse(flags);
  REQUIRE_MESSAGE(command.has_value(), (command ? "" : command.error().text));
  return std::get<load_settings>(*command);
}

std::string error_of(const std::vector<const char*>& flags) {
  const auto command = parse(flags);
  REQUIRE_FALSE(command);
  return command.error().text;
}

TEST_CASE("connection flags: where connections come from, how fast they are made, and how closely they are looked at") {
  CHECK(load({"--source", "127.0.0.1-127.0.0.3"}).sources ==
        std::vector<std::string>{"127.0.0.1", "127.0.0.2", "127.0.0.3"});
  CHECK(load({"--connect-rate", "100/s"}).pacing.connect_rate == 100);
  CHECK(load({"--connect-rate", "0.5"}).pacing.connect_rate == 0.5);
  CHECK(load({"--tcp-info", "0"}).tcp_info_every == 0);
  CHECK(load({}).tcp_info_every == 1);
}

TEST_CASE("connection flags: what is no rate, no address and no number is said") {
  for (const char* wrong : {"0", "-1", "/s", "10/m", "1e99", "nan", "inf", "10 /s", ""}) {
    CAPTURE(wrong);
    CHECK(error_of({"--connect-rate", wrong}).contains("not a number of connections a second"));
  }
  CHECK(error_of({"--source", "localhost"}).contains("not an address"));
  CHECK(error_of({"--tcp-info", "often"}).contains("--tcp-info"));
}

}  // namespace
}  // namespace synfin::config

#include <chrono>
#include <string>
#include <variant>

#include "tests/config/client_line.hpp"

using namespace std::chrono_literals;
constexpr auto parse = synfin::config::test::client_line;
constexpr auto error_of = synfin::config::test::error_of_client_line;

TEST_CASE("client trace: a sandbox with its link") {
  const auto command = parse({"trace", "--sandbox", "--delay", "50ms", "--loss", "2%,s2c:3", "--reorder", "c2s:4",
                              "--duplicate", "1%", "--rate", "10Mbit", "--seed", "7", "--tls", "/a.txt"});
  REQUIRE_MESSAGE(command.has_value(), (command ? "" : command.error().text));
  const auto& settings = std::get<synfin::config::trace_settings>(*command);
  CHECK(settings.url == "/a.txt");
  CHECK(settings.sandbox.wanted);
  CHECK(settings.sandbox.tls);
  const auto& link = settings.sandbox.link;
  CHECK(link.delay == 50ms);
  CHECK(link.lost.share == doctest::Approx(0.02));
  CHECK(link.lost.numbered.front() == synfin::config::numbered_segment{synfin::config::bound_for::client, 3});
  CHECK(link.held.numbered.front() == synfin::config::numbered_segment{synfin::config::bound_for::server, 4});
  CHECK(link.doubled.share == doctest::Approx(0.01));
  CHECK(link.rate == 10'000'000);
  CHECK(link.seed == 7);
  CHECK(parse({"trace", "--sandbox"}).has_value());
}

TEST_CASE("client trace: what does not go with a sandbox, or without one, is refused") {
  CHECK(error_of({"trace", "/a.txt"}).find("needs --sandbox") != std::string::npos);
  CHECK(error_of({"trace", "http://a/", "--loss", "2%"}).find("need --sandbox") != std::string::npos);
  CHECK(error_of({"trace", "--sandbox", "http://a/"}).find("the server is its own") != std::string::npos);
  CHECK(error_of({"trace", "--sandbox", "--read", "a.pcap"}).find("exclude each other") != std::string::npos);
  CHECK(error_of({"trace", "--sandbox", "--compare", "http://a/"}).find("makes one") != std::string::npos);
  CHECK(error_of({"trace", "--sandbox", "--tls", "--resume"}).find("a connection before") != std::string::npos);
  CHECK(error_of({"trace", "--sandbox", "--insecure"}).find("need --tls") != std::string::npos);
  CHECK(error_of({"trace", "--sandbox", "--tls", "--cacert", "a.pem"}).find("its own") != std::string::npos);
  CHECK(error_of({"trace", "--sandbox", "--loss", "2"}).find("neither a share") != std::string::npos);
  CHECK(error_of({"trace", "--sandbox", "--rate", "10"}).find("bits a second") != std::string::npos);
  CHECK(error_of({"trace", "--sandbox", "--seed", "x"}).find("whole number") != std::string::npos);
  CHECK(error_of({"trace", "--sandbox", "--delay", "11s"}).find("--delay") != std::string::npos);
}

#include "config/client_command.hpp"

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "synfin_version.hpp"
#include "tests/config/client_line.hpp"
#include "tests/config/temp_file.hpp"

using namespace std::chrono_literals;
using synfin::config::check_settings;
using synfin::config::close_kind;
using synfin::config::load_settings;
using synfin::config::shown_text;
using synfin::config::tls_version;
using synfin::config::test::temp_file;
using texts = std::vector<std::string>;
constexpr auto parse = synfin::config::test::client_line;
constexpr auto error_of = synfin::config::test::error_of_client_line;

namespace {

/// The settings of a `load` line that must be right.
load_settings load(std::vector<std::string> words) {
  words.insert(words.begin(), "load");
  auto command = parse(words);
  REQUIRE_MESSAGE(command.has_value(), (command ? "" : command.error().text));
  REQUIRE(std::holds_alternative<load_settings>(*command));
  return std::get<load_settings>(*std::move(command));
}

std::string text_of(const std::vector<std::string>& words) {
  const auto command = parse(words);
  REQUIRE(command);
  REQUIRE(std::holds_alternative<shown_text>(*command));
  return std::get<shown_text>(*command).text;
}

}  // namespace

TEST_CASE("client load: a URL alone is loaded with the defaults for ten seconds") {
  load_settings expected;
  expected.urls = {"http://a/"};
  expected.wanted.emplace_back().url = "http://a/";
  expected.duration = 10s;
  CHECK(load({"http://a/"}) == expected);
}

TEST_CASE("client load: every flag reaches its member") {
  load_settings expected;
  expected.urls = {"http://a/", "http://b/x"};
  expected.wanted.resize(2);
  expected.wanted[0].url = "http://a/";
  expected.wanted[1].url = "http://b/x";
  expected.connections = 64;
  expected.threads = 2;
  expected.duration = 90s;
  expected.requests = 1000;
  expected.requests_per_connection_min = 5;
  expected.requests_per_connection_max = 10;
  expected.pipeline = 3;
  expected.close = close_kind::rst;
  expected.method = "PUT";
  expected.headers = {{"B", "2"}, {"A", "1"}, {"B", "3"}};
  expected.body = "[1,2]";
  expected.http = synfin::config::http_choice::http1;
  expected.tls = {.insecure = false,
                  .ca_file = "ca.pem",
                  .certificate_file = "me.pem",
                  .key_file = "me.key",
                  .name = "b.example",
                  .resume = false};
  expected.timeout = 1s;
  expected.connect_timeout = 500ms;
  expected.reports.json = "-";
  expected.reports.progress = synfin::config::progress_kind::off;
  CHECK(load({"-c",
              "64",
              "-t2",
              "-d",
              "1m30s",
              "-n",
              "1000",
              "--keep-alive",
              "on",
              "--requests-per-connection",
              "5:10",
              "--pipeline",
              "3",
              "--close",
              "rst",
              "-X",
              "PUT",
              "-H",
              "B: 2",
              "-H",
              "A: 1",
              "-H",
              "B:3",
              "--body",
              "[1,2]",
              "--timeout",
              "1s",
              "--connect-timeout",
              "500ms",
              "--json",
              "-",
              "--no-progress",
              "--http",
              "1.1",
              "--cacert",
              "ca.pem",
              "--cert",
              "me.pem",
              "--key",
              "me.key",
              "--sni",
              "b.example",
              "--no-resumption",
              "http://a/",
              "http://b/x"}) == expected);
}

TEST_CASE("client load: a number of requests alone has no time limit") {
  const auto s = load({"-n", "5", "http://a/"});
  CHECK(s.requests == 5);
  CHECK_FALSE(s.duration);
  CHECK(load({"-d", "1s", "http://a/"}).duration == 1s);
}

TEST_CASE("client load: choices and ranges are understood") {
  CHECK_FALSE(load({"--keep-alive", "off", "http://a/"}).keep_alive);
  CHECK(load({"--close", "fin", "http://a/"}).close == close_kind::fin);
  CHECK(load({"--close", "half", "http://a/"}).close == close_kind::half);
  CHECK(load({"--close", "server", "http://a/"}).close == close_kind::server);
  const auto s = load({"--requests-per-connection", "7", "http://a/"});
  CHECK(s.requests_per_connection_min == 7);
  CHECK(s.requests_per_connection_max == 7);
  CHECK(load({"-t", "0", "http://a/"}).threads == 0);
}

TEST_CASE("client load: a body comes from the line or from a file") {
  const temp_file file{"line\r\nline\n\x01"};
  CHECK(load({"--body", "@" + file.path(), "http://a/"}).body == "line\r\nline\n\x01");
  CHECK(load({"--body", "-x", "http://a/"}).body == "-x");
  CHECK(load({"--body=", "http://a/"}).body.empty());
  CHECK(error_of({"load", "--body", "@/nowhere", "http://a/"}) ==
        "synfin-client: --body \"@/nowhere\": cannot read /nowhere: No such file or directory");
}

TEST_CASE("client load: the URLs of a file come after those given") {
  const temp_file file{"# list\nhttp://b/\n\nhttp://c/\n"};
  const auto s = load({"--urls", file.path(), "http://a/"});
  CHECK(s.urls == texts{"http://a/", "http://b/", "http://c/"});
  CHECK(s.urls_file == file.path());
  CHECK(load({"--urls", file.path()}).urls == texts{"http://b/", "http://c/"});
}

TEST_CASE("client load: a file of URLs that is bad, empty or missing is refused") {
  const temp_file bad{"http://b/\nnothing\n"};
  CHECK(error_of({"load", "--urls", bad.path()}) ==
        "synfin-client: --urls \"" + bad.path() + "\": " + bad.path() + ":2: no scheme (like http://localhost:8080/)");
  const temp_file empty{"# none\n"};
  CHECK(error_of({"load", "--urls", empty.path()}).ends_with(": holds no URL"));
  CHECK(error_of({"load", "--urls", "/nowhere"}).ends_with("cannot read /nowhere: No such file or directory"));
}

TEST_CASE("client load: what answers must be is taken apart") {
  const std::string sum(64, 'A');
  const auto s = load({"--expect-status", "2xx,304", "--expect-status", "404", "--expect-header", "Content-Length: 5",
                       "--expect-header", "ETag:", "--expect-length", "12", "--expect-body-sha256", sum,
                       "--expect-root", "/", "http://a/"});
  CHECK(s.expected.statuses == texts{"2xx", "304", "404"});
  CHECK(s.expected.headers == std::vector<std::pair<std::string, std::string>>{{"Content-Length", "5"}, {"ETag", ""}});
  CHECK(s.expected.length == 12);
  CHECK(s.expected.sha256 == std::string(64, 'a'));
  CHECK(s.expected.root == "/");
  CHECK_FALSE(load({"http://a/"}).expected.any());
}

TEST_CASE("client load: a recording says what to ask for, a URL then only whom") {
  const temp_file log{
      "h - - [10/Oct/2000:13:55:36 +0000] \"GET /x HTTP/1.1\" 200 1\n"
      "h - - [10/Oct/2000:13:55:37 +0000] \"HEAD /y HTTP/1.1\" 200 1\n"
      "h - - [10/Oct/2000:13:55:37 +0000] \"PUT /y HTTP/1.1\" 200 1\nbroken\nbroken\n"};
  const auto command = parse({"load", "--access-log", log.path(), "--replay-speed", "2.5", "http://a/path"});
  REQUIRE(command);
  CHECK(command->notes == texts{"http://a/path: only its server is asked; its path is not used",
                                log.path() + ": 1 request left out: only GET and HEAD are asked again",
                                log.path() + ": 2 lines cannot be read; the first is line 4"});
  const auto& s = std::get<load_settings>(*command);
  CHECK(s.urls == texts{"http://a/path", "http://a/x", "http://a/y"});
  REQUIRE(s.wanted.size() == 2);
  CHECK(s.wanted[1].method == "HEAD");
  CHECK(s.wanted[1].at == 1s);
  CHECK(s.pacing.replay_speed == 2.5);
  CHECK(s.pacing.open_loop());
}

TEST_CASE("client load: sitemaps are read before the run, and need no URL beside them") {
  const auto s = load({"--sitemap", "http://a/sitemap.xml", "--sitemap", "file.xml"});
  CHECK(s.sitemaps == texts{"http://a/sitemap.xml", "file.xml"});
  CHECK(s.wanted.empty());
  CHECK(load({"--sitemap", "f", "http://b/"}).origin == "http://b/");
}

TEST_CASE("client load: recordings that cannot be, or do not go with what else is said, are refused") {
  const temp_file log{"h - - [10/Oct/2000:13:55:36 +0000] \"GET /x HTTP/1.1\" 200 1\n"};
  CHECK(error_of({"load", "--access-log", log.path()}) ==
        "synfin-client: --access-log needs a URL: a log does not say which server to ask");
  CHECK(error_of({"load", "--access-log", log.path(), "http://a/", "http://b/"}) ==
        "synfin-client: with --sitemap, --access-log or --har one URL says which server is asked");
  CHECK(error_of({"load", "--access-log", log.path(), "--har", log.path(), "http://a/"}) ==
        "synfin-client: one recording at a time: --access-log or --har");
  CHECK(error_of({"load", "--har", log.path()}) ==
        "synfin-client: --har: " + log.path() + ": not an HTTP archive (JSON with log.entries)");
  CHECK(error_of({"load", "--access-log", "/nowhere", "http://a/"}) ==
        "synfin-client: --access-log: cannot read /nowhere: No such file or directory");
  CHECK(error_of({"load", "--replay-speed", "1", "http://a/"}) ==
        "synfin-client: --replay-speed needs a recording: --access-log or --har");
  CHECK(error_of({"load", "--replay-speed", "1", "--sitemap", "x", "--access-log", log.path(), "http://a/"}) ==
        "synfin-client: --replay-speed is for a recording alone: no --urls and no --sitemap beside it");
}

TEST_CASE("client load: what is wrong is refused") {
  const std::vector<texts> table{{"-c", "0"},
                                 {"-c", "x"},
                                 {"-c", "-1"},
                                 {"-t", "-1"},
                                 {"-t", "9999"},
                                 {"-d", "0"},
                                 {"-d", "10"},
                                 {"-d", "ten"},
                                 {"-n", "0"},
                                 {"-n", "1e6"},
                                 {"--pipeline", "0"},
                                 {"--close", "FIN"},
                                 {"--keep-alive", ""},
                                 {"-X", "G T"},
                                 {"-X", ""},
                                 {"-H", "no colon"},
                                 {"-H", "A: b\r\nc"},
                                 {"--timeout", "0"},
                                 {"--json", ""},
                                 {"--connect-timeout", "1"},
                                 {"--insecure", "--cacert", "x"},
                                 {"--cert", "x"},
                                 {"--key", "x"},
                                 {"--cacert", ""},
                                 {"--http", "3"},
                                 {"--streams", "0"},
                                 {"--streams", "2"},
                                 {"--http", "1.1", "--streams", "2"},
                                 {"--http", "2", "--pipeline", "2"},
                                 {"--http", "2", "--close", "half"},
                                 {"--http", "2", "--close", "server"},
                                 {"--http", "2", "--streams", "2", "--keep-alive", "off"},
                                 {"--expect-status", "20"},
                                 {"--expect-status", "2xx,"},
                                 {"--expect-status", "xxx"},
                                 {"--expect-status", "2x0"},
                                 {"--expect-status", ""},
                                 {"--expect-header", "no colon"},
                                 {"--expect-length", "-1"},
                                 {"--expect-length", "1k"},
                                 {"--expect-body-sha256", "abc"},
                                 {"--expect-body-sha256", std::string(64, 'g')},
                                 {"--expect-root", "/nowhere/at/all"},
                                 {"--sitemap", ""},
                                 {"--sitemap", "ftp://a/"},
                                 {"--replay-speed", "0"},
                                 {"--replay-speed", "-1"},
                                 {"--replay-speed", "nan"},
                                 {"--replay-speed", "1x"},
                                 {"-c"},
                                 {"--no-progress=x"},
                                 {"https://a:x/"},
                                 {"/path"},
                                 {"--requests-per-connection", "0"},
                                 {"--requests-per-connection", "5:4"},
                                 {"--requests-per-connection", "5:"},
                                 {"--requests-per-connection", ":5"},
                                 {"--pipeline", "2", "--keep-alive", "off"},
                                 {"--keep-alive", "off", "--requests-per-connection", "2"}};
  for (auto words : table) {
    words.insert(words.begin(), {"load", "http://a/"});
    CAPTURE(words.back());
    CHECK(error_of(words).starts_with("synfin-client: "));
  }
  CHECK(error_of({"load"}) == "synfin-client: no URL given");
}

TEST_CASE("client load: the version of HTTP decides how requests share a connection") {
  using synfin::config::http_choice;
  CHECK(load({"https://a/"}).http == http_choice::any);
  const auto s = load({"--http", "2", "--streams", "32", "http://a/"});
  CHECK(s.http == http_choice::http2);
  CHECK(s.streams == 32);
  CHECK(load({"--streams", "8", "https://a/"}).streams == 8);
  CHECK(load({"--insecure", "https://a/"}).tls.insecure);
  CHECK(error_of({"load", "--streams", "8", "http://a/"}) ==
        "synfin-client: --streams is for HTTP/2, and http:// without TLS is HTTP/1.1: add --http 2");
  CHECK(error_of({"load", "--streams", "8", "--http", "1.1", "https://a/"}) ==
        "synfin-client: --streams is for HTTP/2; over HTTP/1.1 it is --pipeline");
  CHECK(error_of({"load", "--pipeline", "8", "--http", "2", "https://a/"}) ==
        "synfin-client: --pipeline is for HTTP/1.1; over HTTP/2 it is --streams");
  CHECK(error_of({"load", "--cert", "a.pem", "https://a/"}) ==
        "synfin-client: --cert needs --key, the file of its key");
}

TEST_CASE("client load: what only HTTP/1.1 can do keeps auto from HTTP/2") {
  using synfin::config::may_speak_http2;
  CHECK(may_speak_http2(load({"https://a/"}), true));
  CHECK_FALSE(may_speak_http2(load({"http://a/"}), false));
  CHECK(may_speak_http2(load({"--http", "2", "http://a/"}), false));
  CHECK_FALSE(may_speak_http2(load({"--pipeline", "2", "https://a/"}), true));
  CHECK_FALSE(may_speak_http2(load({"--close", "server", "https://a/"}), true));
  CHECK_FALSE(may_speak_http2(load({"--http", "1.1", "https://a/"}), true));
}

TEST_CASE("client check: speaks TLS as load does") {
  const auto command = parse({"check", "--insecure", "--sni", "b", "--cert", "c", "--key", "k", "https://a/"});
  REQUIRE(command);
  const auto& given = std::get<check_settings>(*command).tls;
  CHECK(given.insecure);
  CHECK(given.name == "b");
  CHECK(given.certificate_file == "c");
  const auto old = parse({"check", "--tls-max", "1.2", "https://a/"});
  REQUIRE(old);
  CHECK(std::get<check_settings>(*old).tls.newest == tls_version::v1_2);
  CHECK(error_of({"check", "--tls-max", "1.2", "--tls-min", "1.3", "https://a/"}) ==
        "synfin-client: --tls-max 1.2 and --tls-min 1.3 leave no version of TLS to offer");
  CHECK(error_of({"check", "--tls-min", "1.1", "https://a/"}).contains("1.2"));
  CHECK(error_of({"check", "--key", "k", "https://a/"}) ==
        "synfin-client: --key needs --cert, the file of the certificate");
  CHECK(error_of({"check", "--no-resumption", "https://a/"}).starts_with("synfin-client: unknown flag"));
}

TEST_CASE("client check: one URL and a timeout") {
  const auto command = parse({"check", "--timeout", "2s", "http://a/healthz"});
  REQUIRE(command);
  CHECK(std::get<check_settings>(*command) == check_settings{.url = "http://a/healthz", .timeout = 2s, .tls = {}});
  CHECK(error_of({"check"}) == "synfin-client: no URL given");
  CHECK(error_of({"check", "http://a/", "http://b/"}) == "synfin-client: unexpected argument http://b/");
  CHECK(error_of({"check", "a"}) == "synfin-client: URL \"a\": no scheme (like http://localhost:8080/)");
  CHECK(error_of({"check", "-c", "1", "http://a/"}) == "synfin-client: unknown flag -c");
}

TEST_CASE("client: a command that is missing or unknown is refused") {
  CHECK(error_of({}) == "synfin-client: no command given");
  CHECK(error_of({"laod", "http://a/"}) == "synfin-client: unknown command laod; did you mean load?");
  CHECK(error_of({"draw", "http://a/"}) == "synfin-client: unknown command draw");
  CHECK(error_of({"--bogus"}) == "synfin-client: unknown flag --bogus");
  CHECK_FALSE(synfin::config::parse_client_command({}).has_value());
}

TEST_CASE("client: help fits the terminal, lists the commands, and each command has its own") {
  const auto top = text_of({"-h"});
  CHECK(top.contains("\n  load "));
  CHECK(top.contains("\n  check "));
  const auto of_load = text_of({"load", "--bogus", "--help"});
  CHECK(of_load.contains("-c, --connections N"));
  CHECK(text_of({"check", "-h"}).contains("--timeout DURATION"));
  for (const auto& text : {top, of_load}) {
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) CHECK_MESSAGE(line.size() <= 82, line);
  }
  CHECK(text_of({"--version"}) == "synfin-client " + std::string{synfin::version} + "\n");
}

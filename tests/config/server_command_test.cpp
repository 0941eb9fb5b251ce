#include "config/server_command.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "config/server_toml.hpp"
#include "synfin_version.hpp"
#include "tests/config/temp_file.hpp"

using namespace std::chrono_literals;
using synfin::config::server_action;
using synfin::config::server_settings;
using synfin::config::test::temp_file;
using texts = std::vector<std::string>;

namespace {

auto parse(const std::vector<std::string>& words) {
  std::vector<const char*> arguments{"synfin-server"};
  for (const auto& word : words) arguments.push_back(word.c_str());
  return synfin::config::parse_server_command(arguments);
}

/// The settings of a line that must be right.
server_settings settings_of(const std::vector<std::string>& words) {
  const auto command = parse(words);
  REQUIRE_MESSAGE(command.has_value(), (command ? "" : command.error().text));
  CHECK(command->action == server_action::run);
  CHECK(command->text.empty());
  return command->settings;
}

/// The error of a line that must be wrong.
std::string error_of(const std::vector<std::string>& words) {
  const auto command = parse(words);
  REQUIRE_FALSE(command);
  CHECK(command.error().exit_status == 2);
  return command.error().text;
}

}  // namespace

TEST_CASE("server command: without arguments everything is at its default") {
  CHECK(settings_of({}) == server_settings{});
  CHECK(synfin::config::parse_server_command({}).has_value());
}

TEST_CASE("server command: every flag reaches its member") {
  const auto s = settings_of({"site",
                              "-l",
                              "8080",
                              "--listen=[::1]:0",
                              "-w",
                              "2",
                              "--grace",
                              "1m",
                              "--index",
                              "a.html",
                              "--index",
                              "b.html",
                              "--access-log",
                              "-",
                              "--log-format",
                              "json",
                              "--trace-connections",
                              "t.jsonl",
                              "--trace-one-in",
                              "9",
                              "--head-timeout",
                              "1s",
                              "--keep-alive-timeout",
                              "2s",
                              "--write-timeout",
                              "3s",
                              "--linger-timeout",
                              "4s",
                              "--limit-target",
                              "1k",
                              "--limit-head",
                              "2k",
                              "--limit-fields",
                              "3",
                              "--limit-body",
                              "4",
                              "--limit-connections",
                              "5",
                              "--limit-memory-file",
                              "6k",
                              "--limit-memory-store",
                              "7M",
                              "--limit-open-files",
                              "8",
                              "-v"});
  CHECK(s.site.root == "site");
  CHECK(s.listen == texts{"8080", "[::1]:0"});
  CHECK(s.workers == 2);
  CHECK(s.grace == 1min);
  CHECK(s.site.index == texts{"a.html", "b.html"});
  CHECK(s.access_log == "-");
  CHECK(s.log_format == synfin::config::access_log_format::json);
  CHECK(s.trace_connections == "t.jsonl");
  CHECK(s.trace_one_in == 9);
  CHECK(s.timeouts == synfin::config::server_timeouts{.head = 1s, .keep_alive = 2s, .write = 3s, .linger = 4s});
  CHECK(s.limits == synfin::config::server_limits{.target = 1024,
                                                  .head = 2048,
                                                  .fields = 3,
                                                  .body = 4,
                                                  .connections = 5,
                                                  .memory_file = 6144,
                                                  .memory_store = 7'340'032,
                                                  .open_files = 8});
  CHECK(s.verbosity == 1);
  CHECK(settings_of({"--root", "x", "-q"}).site.root == "x");
  CHECK(settings_of({"-q"}).verbosity == -1);
}

TEST_CASE("server command: the flags of the site reach its members, and those of hosts that say nothing else") {
  const temp_file file{
      "[site]\nlisting = true\ncompress = true\n[[host]]\nname = 'a'\n[[host]]\nname = 'b'\nspa = 'off'\n"};
  const auto s = settings_of({"-c", file.path(), "--spa", "site", "--clean-urls", "--symlinks", "never",
                              "--security-headers", "--listing=false", "--compress=false", "--unknown-host", "refuse",
                              "--limit-compressed-store", "1M"});
  CHECK(s.site.root == "site");
  CHECK(s.site.spa == "index.html");
  CHECK_FALSE(s.site.listing);
  CHECK(s.site.clean_urls);
  CHECK(s.site.symlinks == synfin::config::symlink_policy::never);
  CHECK_FALSE(s.site.compress);
  CHECK(s.site.security_headers);
  CHECK(s.unknown_host == synfin::config::unknown_host_policy::refuse);
  CHECK(s.limits.compressed_store == 1'048'576);
  REQUIRE(s.hosts.size() == 2);
  CHECK(s.hosts[0].site == s.site);
  CHECK(s.hosts[1].site.spa.empty());
  CHECK(s.hosts[1].site.clean_urls);
  CHECK(settings_of({"--listing", "--spa=app/a.html"}).site.listing);
  CHECK(settings_of({"--spa=app/a.html"}).site.spa == "app/a.html");
  CHECK(settings_of({"--spa", "--spa=off"}).site.spa.empty());
}

TEST_CASE("server command: wrong values of the site's flags are told") {
  CHECK(error_of({"--listing=no"}) == "synfin-server: --listing \"no\": not true or false\n");
  CHECK(error_of({"--symlinks", "nver"}) ==
        "synfin-server: --symlinks \"nver\": not one of never, beneath, always; did you mean never?\n");
  CHECK(error_of({"--unknown-host", "drop"}) == "synfin-server: --unknown-host \"drop\": not one of default, refuse\n");
  for (const std::string page : {"/index.html", "../a", "a//b", "a/", ".", "a/../b"}) {
    CAPTURE(page);
    CHECK(error_of({"--spa=" + page}) ==
          "synfin-server: --spa \"" + page + "\": not the path of a page below the root (like index.html)\n");
  }
}

TEST_CASE("server command: the schema is printed on demand, and not spoken of") {
  CHECK(parse({"--print-schema"})->text.starts_with("{\n  \"$schema\":"));
  CHECK_FALSE(parse({"-h"})->text.contains("--print-schema"));
}

TEST_CASE("server command: of a single value given twice the last counts") {
  CHECK(settings_of({"-w", "1", "-w", "2"}).workers == 2);
}

TEST_CASE("server command: flags win over the file, the file over the defaults") {
  const temp_file file{"site.root = 'from-file'\n[server]\nworkers = 3\nlisten = ['81']\n"};
  const auto s = settings_of({"-c", file.path(), "-l", "82"});
  CHECK(s.workers == 3);
  CHECK(s.listen == texts{"82"});
  CHECK(s.site.root == "from-file");
  CHECK(parse({"-c", file.path()})->config_file == file.path());
}

TEST_CASE("server command: what is wrong is said, one line each") {
  CHECK(error_of({"--lsten", "80"}) == "synfin-server: unknown flag --lsten; did you mean --listen?\n");
  CHECK(error_of({"--grace", "10x"}) == "synfin-server: --grace \"10x\": not a duration (like 500ms, 30s, 5m)\n");
  CHECK(error_of({"-l", "80", "-l", "x"}) ==
        "synfin-server: --listen \"x\": not [ADDR:]PORT with a port from 0 to 65535, nor unix:PATH\n");
  CHECK(error_of({"-l", "80", "-l", "80"}) == "synfin-server: --listen \"80\" is there twice\n");
  CHECK(error_of({"a", "b"}) == "synfin-server: unexpected argument b\n");
  CHECK(error_of({"a", "--root", "b"}) == "synfin-server: give either ROOT or --root, not both\n");
  CHECK(error_of({"-v", "-q"}) == "synfin-server: give either --verbose or --quiet, not both\n");
  CHECK(error_of({"-w", "-1", "--limit-head", "1"}) ==
        "synfin-server: --workers \"-1\": not a whole number\n"
        "synfin-server: --limit-head \"1\": out of range (64 to 16MiB)\n");
  CHECK(error_of({"-c", "/nowhere/s.toml"}) ==
        "synfin-server: cannot read /nowhere/s.toml: No such file or directory\n");
  CHECK(error_of({"-c", "/"}) == "synfin-server: cannot read /: Is a directory\n");
}

TEST_CASE("server command: flags of a later version are not known yet") {
  CHECK(error_of({"--admin"}).starts_with("synfin-server: unknown flag --admin"));
}

TEST_CASE("server command: two kinds of lines do not share standard output") {
  CHECK(error_of({"--access-log", "-", "--trace-connections", "-"}) ==
        "synfin-server: --access-log - and --trace-connections - would mix their lines: give one of them a file\n");
  CHECK(settings_of({"--access-log", "off", "--trace-connections", "-"}).trace_connections == "-");
}

TEST_CASE("server command: what HTTPS needs is all there, or what is missing is told") {
  struct line {
    texts arguments;
    std::string_view problem;
  };
  for (const auto& [arguments, problem] :
       {line{{"--cert", "a.pem"}, "1 --cert and 0 --key: each certificate needs its key, in the same order"},
        line{{"--cert", "a.pem", "--key", "a.key", "--self-signed"}, "give either --self-signed or --cert, not both"},
        line{{"-s", "8443"}, "--listen-tls needs a certificate: --cert FILE --key FILE, or --self-signed"},
        line{{"--redirect-to-https"},
             "--redirect-to-https needs a certificate: --cert FILE --key FILE, or --self-signed"},
        line{{"--self-signed", "--client-auth", "required"},
             "--client-auth needs --client-ca FILE: whose signatures count"},
        line{{"--self-signed", "--client-ca", "ca.pem"},
             "--client-ca is of no use without --client-auth optional or required"}}) {
    CAPTURE(problem);
    CHECK(error_of(arguments) == "synfin-server: " + std::string{problem} + "\n");
  }
  const auto tls = settings_of({"--cert", "a.pem", "--key", "a.key", "--cert", "b.pem", "--key", "b.key", "-s", "8443",
                                "--hsts", "1h", "--tls-profile", "modern", "--redirect-to-https"})
                       .tls;
  CHECK(tls.enabled());
  CHECK(tls.cert == std::vector<std::string>{"a.pem", "b.pem"});
  CHECK(tls.key == std::vector<std::string>{"a.key", "b.key"});
  CHECK(tls.listen == std::vector<std::string>{"8443"});
  CHECK(tls.profile == synfin::config::tls_profile::modern);
  CHECK(tls.redirect);
  CHECK_FALSE(tls.self_signed);
  CHECK(tls.hsts == std::chrono::hours{1});
}

TEST_CASE("server command: a config under test is ok, or all its mistakes are told and counted") {
  const temp_file good{"[server]\nworkers = 3\n"};
  const auto command = parse({"-t", "-c", good.path()});
  REQUIRE(command);
  CHECK(command->action == server_action::test_config);
  CHECK(command->text == good.path() + ": ok\n");

  const temp_file bad{"[server]\nworkers = 'x'\nlistne = ['80']\n"};
  CHECK(error_of({"-t", "-c", bad.path()}) ==
        bad.path() + ":2:11: error: server.workers = \"x\": not a whole number\n" + bad.path() +
            ":3:1: error: unknown key server.listne; did you mean server.listen?\n2 errors\n");
  const temp_file one{"x = 1"};
  CHECK(error_of({"-c", one.path()}).ends_with("\n1 error\n"));
}

TEST_CASE("server command: the printed config reads back, and tells flag, file and default apart") {
  const temp_file file{"[server]\nworkers = 3\n"};
  const auto command = parse({"--print-config", "-c", file.path(), "-l", "8080", "--limit-body=1", "site"});
  REQUIRE(command);
  CHECK(command->action == server_action::print_config);
  std::istringstream lines{command->text};
  texts origins;
  for (std::string line; std::getline(lines, line);) {
    if (line.contains('#')) origins.push_back(line.substr(0, line.find(' ')) + line.substr(line.find("  # ") + 3));
  }
  for (const std::string origin :
       {"root argument ROOT", "listen flag --listen", "body flag --limit-body", "format default"}) {
    CAPTURE(origin);
    CHECK(std::ranges::find(origins, origin) != origins.end());
  }
  CHECK(std::ranges::find(origins, "workers " + file.path() + ":2") != origins.end());
  synfin::config::server_config again;
  CHECK(synfin::config::read_server_toml(command->text, "printed", again).empty());
  CHECK(again.settings == command->settings);
}

TEST_CASE("server command: help fits the terminal and names every flag, version names the version") {
  const auto help = parse({"--nonsense", "-h"});
  REQUIRE(help);
  CHECK(help->action == server_action::show_text);
  std::istringstream lines{help->text};
  for (std::string line; std::getline(lines, line);) CHECK_MESSAGE(line.size() <= 80, line);
  for (const auto* const name :
       {"ROOT", "--root", "-l, --listen", "-c, --config", "-t, --test-config", "--print-config", "-w, --workers",
        "--access-log", "--log-format", "--grace", "-v, --verbose", "-q, --quiet", "--version", "-h, --help",
        "--keep-alive-timeout", "--limit-head"}) {
    CAPTURE(name);
    CHECK(help->text.contains(name));
  }
  CHECK(parse({"--version"})->text == "synfin-server " + std::string{synfin::version} + "\n");
}

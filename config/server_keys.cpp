#include "config/server_keys.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>

#include "config/listen_address.hpp"
#include "config/site_keys.hpp"

namespace synfin::config {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t gib = 1024 * mib;
constexpr milliseconds day = 24h;

std::optional<std::string> listen_problem(std::string_view text) {
  const auto address = parse_listen_address(text);
  if (!address) return address.error();
  return std::nullopt;
}

std::optional<std::string> path_problem(std::string_view text) {
  if (text.empty()) return "not a path";
  if (text.contains('\0')) return "holds a NUL byte, which no path can";
  return std::nullopt;
}

}  // namespace

// clang-format off
std::vector<server_key> server_keys(server_settings& s) {
  auto& limit = s.limits;
  auto& timeout = s.timeouts;
  auto& tls = s.tls;
  std::vector<server_key> keys{
    {"server.listen", "-l,--listen", "[ADDR:]PORT", "plain HTTP listener, repeatable; unix:PATH too; port 0 = any free one", list_setting{&s.listen, 1, listen_problem}},
    {"server.workers", "-w,--workers", "N", "threads, one event loop each; 0 = the CPUs this process may use", count_setting{&s.workers, 0, 1024}},
    {"server.grace", "--grace", "DURATION", "how long a graceful stop may take", duration_setting{&s.grace, 0ms, day}},
    {"server.head_timeout", "--head-timeout", "DURATION", "for a whole request head to arrive", duration_setting{&timeout.head, 1ms, day}},
    {"server.keep_alive_timeout", "--keep-alive-timeout", "DURATION", "idle between two requests", duration_setting{&timeout.keep_alive, 1ms, day}},
    {"server.write_timeout", "--write-timeout", "DURATION", "for a peer that takes nothing of an answer", duration_setting{&timeout.write, 1ms, day}},
    {"server.linger_timeout", "--linger-timeout", "DURATION", "reading away what a peer still sends after our FIN", duration_setting{&timeout.linger, 0ms, day}},
    {"server.unknown_host", "--unknown-host", "default|refuse", "requests for a host without a name here: the general site answers, or 421 does", choice_of(s.unknown_host, {"default", "refuse"})},

    {"tls.listen", "-s,--listen-tls", "[ADDR:]PORT", "HTTPS listener, repeatable; 443 once there is a certificate", list_setting{&tls.listen, 0, listen_problem}},
    {"tls.cert", "--cert", "FILE", "certificate chain (PEM), repeatable for more names; FILE.ocsp beside it is stapled", list_setting{&tls.cert, 0, path_problem}},
    {"tls.key", "--key", "FILE", "its private key (PEM), one for each --cert, in the same order", list_setting{&tls.key, 0, path_problem}},
    {"tls.self_signed", "--self-signed", "", "a throw-away certificate in memory, for development", switch_setting{&tls.self_signed}},
    {"tls.profile", "--tls-profile", "intermediate|modern", "Mozilla's sets: TLS 1.2 and 1.3, or 1.3 alone", choice_of(tls.profile, {"intermediate", "modern"})},
    {"tls.client_auth", "--client-auth", "none|optional|required", "ask peers for a certificate", choice_of(tls.clients, {"none", "optional", "required"})},
    {"tls.client_ca", "--client-ca", "FILE", "who signs the peers' certificates (PEM)", text_setting{&tls.client_ca, "none"}},
    {"tls.ticket_keys", "--ticket-keys", "FILE", "keys of session tickets for a fleet: 80 random bytes each, the first seals; auto = our own, renewed every 12 hours", text_setting{&tls.ticket_keys, "auto"}},
    {"tls.redirect", "--redirect-to-https", "", "plain listeners send everything to HTTPS", switch_setting{&tls.redirect}},
    {"tls.hsts", "--hsts", "DURATION", "tell browsers to use HTTPS alone for so long; 0 = do not", duration_setting{&tls.hsts, 0ms, 20'000 * day}},

    {"limits.target", "--limit-target", "SIZE", "request target; longer ones get 414", size_setting{&limit.target, 1, mib}},
    {"limits.head", "--limit-head", "SIZE", "whole request head; larger ones get 431", size_setting{&limit.head, 64, 16 * mib}},
    {"limits.fields", "--limit-fields", "N", "fields in a head; more get 431", count_setting{&limit.fields, 1, 10'000}},
    {"limits.body", "--limit-body", "SIZE", "request body read away; a longer one costs the connection", size_setting{&limit.body, 0, gib}},
    {"limits.streams", "--limit-streams", "N", "HTTP/2 requests under way at a time, a connection", count_setting{&limit.streams, 1, 10'000}},
    {"limits.connections", "--limit-connections", "N", "open connections over all workers", count_setting{&limit.connections, 1, 10'000'000}},
    {"limits.memory_file", "--limit-memory-file", "SIZE", "files up to this size are kept in memory", size_setting{&limit.memory_file, 0, gib}},
    {"limits.memory_store", "--limit-memory-store", "SIZE", "files kept in memory, all together, a worker", size_setting{&limit.memory_store, 0, 1024 * gib}},
    {"limits.compressed_store", "--limit-compressed-store", "SIZE", "compressed variants kept in memory, all workers together", size_setting{&limit.compressed_store, 0, 1024 * gib}},
    {"limits.open_files", "--limit-open-files", "N", "larger files kept open, a worker", count_setting{&limit.open_files, 1, 1'000'000}},

    {"log.access", "--access-log", "PATH|-|off", "one line a request; auto = - on a terminal, else off", text_setting{&s.access_log, "auto"}},
    {"log.format", "--log-format", "combined|json", "what such a line looks like", choice_of(s.log_format, {"combined", "json"})},

    {"trace.connections", "--trace-connections", "PATH|-|off", "one line of JSON a connection: its TCP life as the server saw it", text_setting{&s.trace_connections, "off", path_problem}},
    {"trace.one_in", "--trace-one-in", "N", "of so many connections of a worker one is traced", count_setting{&s.trace_one_in, 1, 1'000'000'000}},
  };
  const auto tls_begin = std::ranges::find(keys, "tls.listen", &server_key::path);
  const auto site = site_keys(s.site);
  keys.insert(tls_begin, site.begin(), site.end());
  return keys;
}
// clang-format on

}  // namespace synfin::config

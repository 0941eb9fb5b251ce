#include "server/explanation.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "common/http/fields.hpp"
#include "common/http/status.hpp"
#include "config/listen_address.hpp"
#include "server/auth/gatekeeper.hpp"
#include "server/http1/head_check.hpp"
#include "server/site/https_redirect.hpp"
#include "server/site/responder.hpp"

namespace synfin::server {
namespace {

/// Does errands when it is told to: here is nobody who would have to wait.
class to_do_list final : public site::background {
 public:
  bool take(std::shared_ptr<site::errand> work) override {
    waiting_.push_back(std::move(work));
    return true;
  }

  /// False if there was nothing to do.
  bool run_all() {
    const bool any = !waiting_.empty();
    for (; !waiting_.empty(); waiting_.pop_front()) waiting_.front()->run();
    return any;
  }

 private:
  std::deque<std::shared_ptr<site::errand>> waiting_;
};

/// A server's sites, and all that stands behind them.
class scene {
 public:
  scene(const config::server_limits& limits, std::shared_ptr<const site::host_table> hosts)
      : variants_(limits.compressed_store, work_),
        sites_(std::move(hosts), services_, {limits.memory_file, limits.memory_store, limits.open_files}) {}

  /// The answer once nothing more is to be found out.
  site::response answer(const http::request_head& request, bool secure, site::account& told) {
    constexpr int more_than_enough = 16;
    const moment at = now();
    site::response last;
    for (int look = 0; look < more_than_enough; ++look) {
      told.steps.clear();
      last = site::respond(request, sites_, {.now = at, .secure = secure, .told = &told});
      if (!work_.run_all() && !last.awaits) break;
    }
    return last;
  }

 private:
  static constexpr std::size_t plenty = 1024;

  to_do_list work_;
  site::variant_shelf variants_;
  site::hash_shelf hashes_{plenty, work_};
  auth::gatekeeper gatekeeper_{work_};
  site::site_services services_{
      .unpacking = &work_, .variants = &variants_, .hashes = &hashes_, .credentials = &gatekeeper_, .salt = "explain"};
  site::library sites_;
};

/// The fields of the request: those that were given, and Host, without which there is no request.
std::vector<http::field> fields_of(const config::explain_request& asked) {
  std::vector<http::field> fields{{"Host", asked.host.empty() ? std::string_view("localhost") : asked.host}};
  for (const std::string& line : asked.header_lines) {
    const std::string_view text = line;
    const std::size_t colon = text.find(':');
    fields.push_back({text.substr(0, colon), http::trim(text.substr(colon + 1))});
  }
  return fields;
}

/// All that a session would send of the answer itself.
site::field_lines lines_of(const site::response& answer) {
  site::field_lines lines = answer.whole_file ? answer.file->fields : answer.fields;
  if (!answer.bodiless()) lines.push_back({"Content-Length", std::to_string(answer.body_length())});
  if (!answer.transport_security.empty())
    lines.push_back({"Strict-Transport-Security", std::string(answer.transport_security)});
  return lines;
}

/// Where HTTPS is served, as far as the settings tell: a port 0 becomes a real one only when it is listened on.
std::uint16_t https_port(const config::server_tls& tls) {
  constexpr std::uint16_t usual = 443;
  for (const std::string& each : tls.listen) {
    const auto address = config::parse_listen_address(each);
    if (address && address->is != config::listen_address::kind::unix_path) return address->port;
  }
  return usual;
}

std::string in_words(const site::response& answer, const site::account& told) {
  constexpr int column = 12;
  std::string text =
      fmt::format("{:<{}}{} {}\n", "status", column, http::code(answer.status), http::reason(answer.status));
  for (const auto& [what, chosen] : told.steps) text += fmt::format("{:<{}}{}\n", what, column, chosen);
  text += '\n';
  for (const auto& [name, value] : lines_of(answer)) text += fmt::format("{}: {}\n", name, value);
  return text;
}

std::string in_json(const site::response& answer, const site::account& told) {
  nlohmann::ordered_json all;
  all["status"] = http::code(answer.status);
  all["reason"] = http::reason(answer.status);
  all["decisions"] = nlohmann::ordered_json::array();
  for (const auto& [what, chosen] : told.steps) all["decisions"].push_back({{"what", what}, {"chosen", chosen}});
  all["fields"] = nlohmann::ordered_json::array();
  for (const auto& [name, value] : lines_of(answer)) all["fields"].push_back({name, value});
  // A name on disk need not be UTF-8.
  return all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + '\n';
}

}  // namespace

std::string explanation(const config::explain_request& asked, const config::server_settings& settings,
                        std::shared_ptr<const site::host_table> hosts) {
  const std::vector<http::field> fields = fields_of(asked);
  const http::request_head request{.method = http::method_of(asked.method),
                                   .method_text = asked.method,
                                   .target = asked.target,
                                   .version_minor = 1,
                                   .fields = fields};
  site::account told;
  const bool reads = request.method == http::method::get || request.method == http::method::head;
  site::response answer;
  if (const auto why = http1::refusal(request)) {
    answer = site::house_answer(*why);
  } else if (settings.tls.redirect && !asked.secure && reads) {
    told.tell("redirect", "tls.redirect: plain connections are sent to HTTPS");
    answer = site::redirect_to_https(request, https_port(settings.tls));
  } else {
    answer = scene(settings.limits, std::move(hosts)).answer(request, asked.secure, told);
  }
  return asked.json ? in_json(answer, told) : in_words(answer, told);
}

}  // namespace synfin::server

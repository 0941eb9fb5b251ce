#include "config/tls_flags.hpp"

#include <string_view>

namespace synfin::config {
namespace {

using problem = std::optional<std::string>;

bound_flag file(std::string_view names, std::string_view help, std::string& into) {
  return bound(names, "FILE", help, text_setting{&into, ""});
}

bound_flag switched(std::string_view names, std::string_view help, bool& into, bool value) {
  return {{names, "", std::string{help}}, [&into, value](std::string_view /*true*/) -> problem {
            into = value;
            return std::nullopt;
          }};
}

}  // namespace

std::vector<bound_flag> tls_flags(tls_settings& s) {
  std::vector<bound_flag> flags{
      switched("--insecure", "take any certificate", s.insecure, true),
      file("--cacert", "certificates to trust, PEM [the system's]", s.ca_file),
      file("--cert", "our own certificate and its chain, PEM", s.certificate_file),
      file("--key", "its key, PEM", s.key_file),
      bound("--sni", "NAME", "name to ask for and to verify [the URL's host]", text_setting{&s.name, ""}),
      bound("--tls-min", "1.2|1.3", "oldest version of TLS to offer", choice_of(s.oldest, {"1.2", "1.3"})),
      bound("--tls-max", "1.2|1.3", "newest one", choice_of(s.newest, {"1.2", "1.3"})),
  };
  for (auto& each : flags) each.looks.group = "TLS";
  return flags;
}

problem tls_problem(const tls_settings& given) {
  if (!given.certificate_file.empty() && given.key_file.empty()) return "--cert needs --key, the file of its key";
  if (!given.key_file.empty() && given.certificate_file.empty())
    return "--key needs --cert, the file of the certificate";
  if (given.newest < given.oldest) return "--tls-max 1.2 and --tls-min 1.3 leave no version of TLS to offer";
  if (given.insecure && !given.ca_file.empty()) return "--insecure verifies nothing; --cacert says by what to verify";
  return std::nullopt;
}

}  // namespace synfin::config

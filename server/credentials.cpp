#include "server/credentials.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "config/text_file.hpp"

namespace synfin::server {
namespace {

using std::chrono::sys_seconds;

constexpr std::size_t longest_file = config::mib;
constexpr auto soon = std::chrono::days{14};

std::string ocsp_file(const std::string& certificate) { return certificate + ".ocsp"; }

std::string need_file(const std::string& path) {
  auto text = config::read_text_file(path, longest_file);
  if (!text) throw std::runtime_error(text.error());
  return *std::move(text);
}

sys_seconds today() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

tls::ticket_keys random_tickets() {
  tls::ticket_keys::seed seed{};
  if (RAND_bytes(seed.data(), static_cast<int>(seed.size())) != 1) throw std::runtime_error("TLS: no random bytes");
  return {seed, today()};
}

/// Names under which a developer reaches this machine.
std::vector<std::string> own_names() {
  std::vector<std::string> names{"localhost", "127.0.0.1", "::1"};
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) == 0 && host[0] != '\0' && names.front() != host.data()) {
    names.emplace_back(host.data());
  }
  return names;
}

tls::certificate read_one(const std::string& cert_file, const std::string& key_file) {
  auto made = tls::read_certificate(need_file(cert_file), need_file(key_file), cert_file, key_file);
  if (!made) throw std::runtime_error(made.error());
  if (std::filesystem::exists(ocsp_file(cert_file))) {
    made->ocsp = need_file(ocsp_file(cert_file));
    made->ocsp_until = tls::ocsp_end(made->ocsp);
  }
  return *std::move(made);
}

std::string remark_on(const tls::certificate& of, sys_seconds now) {
  const auto day = [](sys_seconds when) { return fmt::format("{:%Y-%m-%d %H:%M} UTC", fmt::gmtime(when)); };
  if (now >= of.not_after) return fmt::format("{}: the certificate has expired: {}", of.source, day(of.not_after));
  if (now < of.not_before)
    return fmt::format("{}: the certificate is valid only from {} on", of.source, day(of.not_before));
  if (of.not_after - now < soon && of.source != "--self-signed") {
    return fmt::format("{}: the certificate expires soon: {}", of.source, day(of.not_after));
  }
  return {};
}

/// Does each certificate of the chain vouch for the one before it?
bool chain_fits(const tls::certificate& of) {
  X509* issued = of.leaf.get();
  for (const auto& issuer : of.chain) {
    if (X509_check_issued(issuer.get(), issued) != X509_V_OK) return false;
    issued = issuer.get();
  }
  return true;
}

}  // namespace

credentials::credentials(const config::server_tls& settings)
    : settings_(settings), own_tickets_(random_tickets()), looks_(look_at_files()) {
  now_ = read();
}

credentials::material credentials::read() const {
  material made;
  if (settings_.self_signed) {
    made.certificates.push_back(renewal_due() ? tls::make_self_signed(own_names(), today())
                                              : tls::shared(now_.certificates.front()));
  }
  for (std::size_t at = 0; at < settings_.cert.size(); ++at) {
    made.certificates.push_back(read_one(settings_.cert[at], settings_.key.at(at)));
  }
  if (!settings_.client_ca.empty()) {
    made.client_cas = tls::read_certificates(need_file(settings_.client_ca));
    if (made.client_cas.empty()) throw std::runtime_error(settings_.client_ca + ": holds no certificate in PEM");
  }
  if (!settings_.ticket_keys.empty()) {
    auto keys = tls::ticket_keys::from_bytes(need_file(settings_.ticket_keys));
    if (!keys) throw std::runtime_error(settings_.ticket_keys + ": " + keys.error());
    made.tickets = std::make_unique<tls::ticket_keys>(*std::move(keys));
  }
  return made;
}

std::shared_ptr<tls::server_context> credentials::make() const {
  tls::server_options options{.certificates = {},
                              .level = static_cast<tls::profile>(settings_.profile),
                              .clients = static_cast<tls::client_auth>(settings_.clients),
                              .client_cas = {},
                              .tickets = now_.tickets ? *now_.tickets : own_tickets_};
  for (const auto& each : now_.certificates) options.certificates.push_back(tls::shared(each));
  for (const auto& each : now_.client_cas) options.client_cas.push_back(tls::shared(each));
  return std::make_shared<tls::server_context>(std::move(options));
}

/// Is there no self-signed certificate yet, or none that lasts?
bool credentials::renewal_due() const {
  return now_.certificates.empty() || now_.certificates.front().not_after - today() < std::chrono::days{1};
}

bool credentials::changed() {
  own_tickets_.sealing(today());  // so that what a past key follows from is not kept here
  auto looks = look_at_files();
  if (looks == looks_) return settings_.self_signed && renewal_due();
  looks_ = std::move(looks);
  return true;
}

std::expected<void, std::string> credentials::reload() {
  looks_ = look_at_files();  // before the reading: what changes while we read shows at the next look
  try {
    material before = std::exchange(now_, read());
    try {
      make();
    } catch (const std::exception&) {
      now_ = std::move(before);
      throw;
    }
  } catch (const std::exception& problem) {
    return std::unexpected(problem.what());
  }
  return {};
}

std::vector<std::string> credentials::remarks(sys_seconds now) const {
  std::vector<std::string> all;
  for (const tls::certificate& each : now_.certificates) {
    if (auto remark = remark_on(each, now); !remark.empty()) all.push_back(std::move(remark));
    if (each.names.empty()) {
      all.push_back(each.source + ": the certificate names no host (subjectAltName): clients will refuse it");
    }
    if (!each.ocsp.empty() && !each.ocsp_until) {
      all.push_back(ocsp_file(each.source) + ": holds no successful OCSP response (DER), and is not stapled");
    } else if (each.ocsp_until && now >= *each.ocsp_until) {
      all.push_back(ocsp_file(each.source) + ": the OCSP response is out of date, and is not stapled any more");
    }
    if (!chain_fits(each)) {
      all.push_back(each.source + ": the chain does not fit: each certificate must be followed by its issuer's");
    }
  }
  return all;
}

std::vector<credentials::look> credentials::look_at_files() const {
  std::vector<std::string> paths;
  for (const std::string& each : settings_.cert) paths.insert(paths.end(), {each, ocsp_file(each)});
  paths.insert(paths.end(), settings_.key.begin(), settings_.key.end());
  for (const std::string& each : {settings_.client_ca, settings_.ticket_keys}) {
    if (!each.empty()) paths.push_back(each);
  }
  std::vector<look> looks;
  for (const std::string& path : paths) {
    look each{.path = path};
    struct stat found{};
    if (::stat(path.c_str(), &found) == 0) {
      each.device = found.st_dev;
      each.inode = found.st_ino;
      each.size = static_cast<std::uint64_t>(found.st_size);
      each.modified_ns = std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec;
    }
    looks.push_back(std::move(each));
  }
  return looks;
}

}  // namespace synfin::server

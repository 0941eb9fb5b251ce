#include "server/opening.hpp"

#include <utility>

#include "server/http1/session.hpp"
#include "server/http2/session.hpp"

namespace synfin::server {
namespace {

using namespace std::string_view_literals;

/// What a client of HTTP/2 says first (RFC 9113 §3.4).
constexpr std::string_view preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How a TLS handshake record begins: its type and the major version, which is the same for all versions.
constexpr std::string_view tls_start = "\x16\x03";

/// A record with the fatal alert handshake_failure (RFC 8446 §6.2), in the version that every peer reads.
constexpr std::string_view tls_refusal = "\x15\x03\x01\x00\x02\x02\x28"sv;

bool is_start_of(std::string_view bytes, std::string_view whole) noexcept {
  return bytes.size() < whole.size() && whole.starts_with(bytes);
}

}  // namespace

void opening::receive(std::string_view bytes) {
  if (finished_) return;
  std::string together;
  if (!held_.empty()) {
    together = std::exchange(held_, {}).append(bytes);
    bytes = together;
  }
  if (is_start_of(bytes, preface) || is_start_of(bytes, tls_start)) {
    held_.assign(bytes);
    return;
  }
  if (bytes.starts_with(tls_start)) return refuse_tls();
  if (bytes.starts_with(preface)) {
    found_ = std::make_unique<http2::session>(services_, std::move(facts_));
  } else {
    found_ = std::make_unique<http1::session>(services_, std::move(facts_));
  }
  found_->receive(bytes);
}

/// What has begun like a preface and does not go on is HTTP/1's to judge.
void opening::expire() {
  if (finished_) return;
  if (held_.empty()) return finish(true);
  found_ = std::make_unique<http1::session>(services_, std::move(facts_));
  found_->receive(std::exchange(held_, {}));
  found_->expire();
}

void opening::receive_end() { finish(false); }

void opening::end_if_idle() {
  if (held_.empty()) finish(true);
}

void opening::refuse_tls() noexcept {
  services_.count.tls_on_plain.add();
  out_ = tls_refusal;
  finish(true);
}

void opening::finish(bool linger) noexcept {
  finished_ = true;
  lingers_ = linger;
}

}  // namespace synfin::server

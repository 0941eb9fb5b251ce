#include "common/tls/session_shelf.hpp"

#include <ctime>
#include <utility>

namespace synfin::tls {
namespace {

bool expired(const SSL_SESSION& session) noexcept {
#if OPENSSL_VERSION_NUMBER >= 0x30400000L
  const std::time_t begun = SSL_SESSION_get_time_ex(&session);
#else
  const std::time_t begun = SSL_SESSION_get_time(&session);
#endif
  return begun + SSL_SESSION_get_timeout(&session) <= std::time(nullptr);
}

}  // namespace

void session_shelf::put(session_handle fresh) {
  if (SSL_SESSION_is_resumable(fresh.get()) == 0) return;
  const bool for_many = SSL_SESSION_get_protocol_version(fresh.get()) < TLS1_3_VERSION;
  if (for_many) kept_.clear();  // one serves all
  if (kept_.size() == most) kept_.erase(kept_.begin());
  kept_.push_back(std::move(fresh));
}

session_handle session_shelf::take() {
  while (!kept_.empty()) {
    session_handle& newest = kept_.back();
    if (expired(*newest)) {
      kept_.clear();  // the others are older
      break;
    }
    // A copy, as in keep_session(): a connection that ends badly spoils its own alone.
    if (SSL_SESSION_get_protocol_version(newest.get()) < TLS1_3_VERSION) {
      return session_handle(SSL_SESSION_dup(newest.get()));
    }
    session_handle taken = std::move(newest);
    kept_.pop_back();
    return taken;
  }
  return nullptr;
}

}  // namespace synfin::tls

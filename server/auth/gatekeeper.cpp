#include "server/auth/gatekeeper.hpp"

#include <array>
#include <map>
#include <mutex>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "common/log.hpp"
#include "server/auth/basic_credentials.hpp"
#include "server/auth/password_hash.hpp"
#include "server/auth/verdict_memory.hpp"

namespace synfin::server::auth {

using site::credentials_verdict;

/// What is known of attempts, and which are under way.
class gatekeeper::books {
 public:
  explicit books(gatekeeper_settings as)
      : settings_(std::move(as)),
        good_(settings_.most_remembered, settings_.good_lasts),
        wrong_(settings_.most_remembered, settings_.wrong_lasts) {
    if (!settings_.clock) settings_.clock = [] { return steady::now(); };
    if (!settings_.report) settings_.report = log::error;
    if (RAND_bytes(secret_.data(), static_cast<int>(secret_.size())) != 1) {
      throw std::runtime_error("password checks: no random bytes");
    }
  }

  /// What is known; for what is not, `start` begins an attempt, or gives null if it cannot be begun.
  template <typename Start>
  credentials_verdict judge(const std::string& path, const basic_credentials& given, Start start) {
    const std::scoped_lock lock(mutex_);
    const auto now = settings_.clock();
    users& all = users_of(path);
    all.refresh(now);
    if (!all.file() || all.file()->size() == 0) return {};

    const attempt_key key = key_of(path, all.version(), given);
    if (good_.knows(key, now)) return {.good = true, .busy = false, .awaits = nullptr, .name = given.name};
    if (wrong_.knows(key, now)) return {};
    if (auto running = under_way(key)) return awaiting(std::move(running));
    if (full()) return busy();
    auto begun = start(key, *all.file());
    if (!begun) return busy();
    under_way_.insert_or_assign(key, begun);
    return awaiting(std::move(begun));
  }

  /// Nothing came of an attempt.
  void give_up(const attempt_key& key) {
    const std::scoped_lock lock(mutex_);
    under_way_.erase(key);
  }

  /// What came of an attempt.
  void note(const attempt_key& key, bool good) {
    const std::scoped_lock lock(mutex_);
    under_way_.erase(key);
    (good ? good_ : wrong_).keep(key, settings_.clock());
  }

 private:
  static credentials_verdict busy() { return {.good = false, .busy = true, .awaits = nullptr, .name = {}}; }
  static credentials_verdict awaiting(std::shared_ptr<site::errand> attempt) {
    return {.good = false, .busy = false, .awaits = std::move(attempt), .name = {}};
  }

  users& users_of(const std::string& path) { return users_.try_emplace(path, path, settings_.report).first->second; }

  /// A path holds no NUL and a name no colon: no two attempts have one text.
  attempt_key key_of(const std::string& path, std::uint64_t version, const basic_credentials& given) const {
    std::string text = path + '\0' + std::to_string(version) + '\0' + given.name + ':' + given.password;
    attempt_key key{};
    unsigned length = 0;
    const unsigned char* made =
        HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()),
             reinterpret_cast<const unsigned char*>(text.data()), text.size(), key.data(), &length);
    OPENSSL_cleanse(text.data(), text.size());
    if (made == nullptr || length != key.size()) throw std::bad_alloc();
    return key;
  }

  std::shared_ptr<site::errand> under_way(const attempt_key& key) const {
    const auto at = under_way_.find(key);
    return at == under_way_.end() ? nullptr : at->second.lock();
  }

  bool full() {
    // Attempts that were dropped before they began leave their entries.
    std::erase_if(under_way_, [](const auto& each) { return each.second.expired(); });
    return under_way_.size() >= settings_.most_checking;
  }

  gatekeeper_settings settings_;
  std::array<unsigned char, 32> secret_{};
  std::mutex mutex_;
  std::map<std::string, users> users_;
  verdict_memory good_;
  verdict_memory wrong_;
  std::unordered_map<attempt_key, std::weak_ptr<site::errand>, attempt_key_hash> under_way_;
};

/// Hashes one password.
class gatekeeper::attempt final : public site::errand {
 public:
  attempt(std::shared_ptr<books> into, const attempt_key& key, std::string password, std::string hash, bool known)
      : into_(std::move(into)), key_(key), password_(std::move(password)), hash_(std::move(hash)), known_(known) {}
  ~attempt() override { forget_password(); }

 private:
  void work(const std::stop_token& /*one password is soon hashed*/) noexcept override {
    // Who has gone meanwhile does not make others wait.
    const bool wanted = this->wanted();
    const bool same = wanted && matches(password_, hash_);
    forget_password();
    try {
      if (wanted) {
        into_->note(key_, same && known_);
      } else {
        into_->give_up(key_);
      }
    } catch (const std::exception&) {
      // No memory to remember it by: it is found out again.
      into_->give_up(key_);
    }
  }

  void forget_password() noexcept { OPENSSL_cleanse(password_.data(), password_.size()); }

  std::shared_ptr<books> into_;
  attempt_key key_;
  std::string password_;
  std::string hash_;
  bool known_;  // else the hash is a decoy
};

gatekeeper::gatekeeper(site::background& doer, gatekeeper_settings as)
    : books_(std::make_shared<books>(std::move(as))), doer_(doer) {}

gatekeeper::~gatekeeper() = default;

credentials_verdict gatekeeper::check(const std::string& path, std::string_view authorization) {
  const auto given = parse_basic(authorization);
  if (!given || given->password.size() > longest_password) return {};
  return books_->judge(path, *given,
                       [&](const attempt_key& key, const password_file& file) -> std::shared_ptr<site::errand> {
                         const std::string* hash = file.hash_of(given->name);
                         auto made = std::make_shared<attempt>(books_, key, given->password,
                                                               hash != nullptr ? *hash : file.decoy(), hash != nullptr);
                         return doer_.take(made) ? made : nullptr;
                       });
}

}  // namespace synfin::server::auth

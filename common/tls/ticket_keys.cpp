#include "common/tls/ticket_keys.hpp"

#include <algorithm>
#include <new>

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace synfin::tls {
namespace {

/// SHA-512 of a seed and a label: 64 bytes that tell nothing of the seed.
std::array<unsigned char, 64> derived(const ticket_keys::seed& from, std::string_view label) {
  std::vector<unsigned char> input(from.begin(), from.end());
  input.insert(input.end(), label.begin(), label.end());
  std::array<unsigned char, 64> digest{};
  if (EVP_Digest(input.data(), input.size(), digest.data(), nullptr, EVP_sha512(), nullptr) != 1)
    throw std::bad_alloc();
  return digest;
}

/// Copies as much of `from` as fits.
template <std::size_t Size>
void fill(std::array<unsigned char, Size>& into, std::string_view from) {
  std::ranges::transform(from.substr(0, Size), into.begin(), [](char c) { return static_cast<unsigned char>(c); });
}

}  // namespace

ticket_keys::ticket_keys(const seed& start, seconds now) : next_(start), changes_(now + period) { step(); }

std::expected<ticket_keys, std::string> ticket_keys::from_bytes(std::string_view bytes) {
  constexpr std::size_t key_size = 80;
  if (bytes.empty() || bytes.size() % key_size != 0) {
    return std::unexpected("holds " + std::to_string(bytes.size()) +
                           " bytes; 80 random bytes a key are needed (head -c 80 /dev/urandom)");
  }
  ticket_keys made;
  made.changes_ = seconds::max();
  for (; !bytes.empty(); bytes.remove_prefix(key_size)) {
    ticket_key key{};
    fill(key.name, bytes);
    fill(key.mac, bytes.substr(key.name.size()));
    fill(key.cipher, bytes.substr(key.name.size() + key.mac.size()));
    made.keys_.push_back(key);
  }
  return made;
}

const ticket_key& ticket_keys::sealing(seconds now) {
  advance(now);
  return keys_.front();
}

const ticket_key* ticket_keys::opening(std::span<const unsigned char> name, seconds now) {
  advance(now);
  const auto found =
      std::ranges::find_if(keys_, [&](const ticket_key& each) { return std::ranges::equal(each.name, name); });
  return found == keys_.end() ? nullptr : &*found;
}

void ticket_keys::advance(seconds now) {
  while (now >= changes_) {
    step();
    changes_ += period;
  }
}

/// The next key comes first; the one before stays to open what it has sealed, older ones go.
void ticket_keys::step() {
  const auto secrets = derived(next_, "keys");
  const auto name = derived(next_, "name");
  ticket_key key{};
  std::copy_n(secrets.begin(), key.cipher.size(), key.cipher.begin());
  std::copy_n(secrets.begin() + 32, key.mac.size(), key.mac.begin());
  std::copy_n(name.begin(), key.name.size(), key.name.begin());
  std::copy_n(derived(next_, "next").begin(), next_.size(), next_.begin());
  keys_.insert(keys_.begin(), key);
  if (keys_.size() > 2) {
    OPENSSL_cleanse(&keys_.back(), sizeof keys_.back());
    keys_.pop_back();
  }
}

}  // namespace synfin::tls

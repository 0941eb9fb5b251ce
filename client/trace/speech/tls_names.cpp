#include "client/trace/speech/tls_names.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace synfin::trace {
namespace {

using named = std::pair<std::size_t, std::string_view>;

template <std::size_t Count>
std::string_view name_in(const std::array<named, Count>& table, std::size_t number) noexcept {
  const auto found = std::ranges::find(table, number, &named::first);
  return found == table.end() ? std::string_view{} : found->second;
}

constexpr auto handshakes = std::to_array<named>({
    {0, "HelloRequest"},
    {1, "ClientHello"},
    {2, "ServerHello"},
    {4, "NewSessionTicket"},
    {5, "EndOfEarlyData"},
    {8, "EncryptedExtensions"},
    {11, "Certificate"},
    {12, "ServerKeyExchange"},
    {13, "CertificateRequest"},
    {14, "ServerHelloDone"},
    {15, "CertificateVerify"},
    {16, "ClientKeyExchange"},
    {20, "Finished"},
    {22, "CertificateStatus"},
    {24, "KeyUpdate"},
});

constexpr auto alerts = std::to_array<named>({
    {0, "close notify"},
    {10, "unexpected message"},
    {20, "bad record MAC"},
    {22, "record overflow"},
    {40, "handshake failure"},
    {42, "bad certificate"},
    {43, "unsupported certificate"},
    {44, "certificate revoked"},
    {45, "certificate expired"},
    {46, "certificate unknown"},
    {47, "illegal parameter"},
    {48, "unknown CA"},
    {49, "access denied"},
    {50, "decode error"},
    {51, "decrypt error"},
    {70, "protocol version"},
    {71, "insufficient security"},
    {80, "internal error"},
    {86, "inappropriate fallback"},
    {90, "user canceled"},
    {100, "no renegotiation"},
    {109, "missing extension"},
    {110, "unsupported extension"},
    {112, "unrecognized name"},
    {113, "bad certificate status response"},
    {115, "unknown PSK identity"},
    {116, "certificate required"},
    {120, "no application protocol"},
});

// RFC 8446 §B.4, RFC 5288, RFC 5289, RFC 7905, RFC 5246 §A.5.
constexpr auto suites = std::to_array<named>({
    {0x1301, "AES_128_GCM_SHA256"},
    {0x1302, "AES_256_GCM_SHA384"},
    {0x1303, "CHACHA20_POLY1305_SHA256"},
    {0x1304, "AES_128_CCM_SHA256"},
    {0x1305, "AES_128_CCM_8_SHA256"},
    {0x002f, "RSA_AES_128_CBC_SHA"},
    {0x0035, "RSA_AES_256_CBC_SHA"},
    {0x009c, "RSA_AES_128_GCM_SHA256"},
    {0x009d, "RSA_AES_256_GCM_SHA384"},
    {0x009e, "DHE_RSA_AES_128_GCM_SHA256"},
    {0x009f, "DHE_RSA_AES_256_GCM_SHA384"},
    {0xc009, "ECDHE_ECDSA_AES_128_CBC_SHA"},
    {0xc00a, "ECDHE_ECDSA_AES_256_CBC_SHA"},
    {0xc013, "ECDHE_RSA_AES_128_CBC_SHA"},
    {0xc014, "ECDHE_RSA_AES_256_CBC_SHA"},
    {0xc02b, "ECDHE_ECDSA_AES_128_GCM_SHA256"},
    {0xc02c, "ECDHE_ECDSA_AES_256_GCM_SHA384"},
    {0xc02f, "ECDHE_RSA_AES_128_GCM_SHA256"},
    {0xc030, "ECDHE_RSA_AES_256_GCM_SHA384"},
    {0xcca8, "ECDHE_RSA_CHACHA20_POLY1305_SHA256"},
    {0xcca9, "ECDHE_ECDSA_CHACHA20_POLY1305_SHA256"},
});

constexpr auto versions = std::to_array<named>({
    {0x0300, "SSL 3.0"},
    {0x0301, "TLS 1.0"},
    {0x0302, "TLS 1.1"},
    {0x0303, "TLS 1.2"},
    {0x0304, "TLS 1.3"},
});

}  // namespace

std::string_view handshake_name(std::size_t type) noexcept { return name_in(handshakes, type); }

std::string alert_name(std::size_t description) {
  const std::string_view known = name_in(alerts, description);
  return known.empty() ? fmt::format("number {}", description) : std::string(known);
}

std::string tls_version_name(std::size_t version) {
  const std::string_view known = name_in(versions, version);
  return known.empty() ? fmt::format("version {:#06x}", version) : std::string(known);
}

std::string cipher_suite_name(std::size_t suite) {
  const std::string_view known = name_in(suites, suite);
  return known.empty() ? fmt::format("suite {:#06x}", suite) : std::string(known);
}

}  // namespace synfin::trace

#include "client/trace/speech/tls_messages.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "client/trace/speech/byte_reader.hpp"
#include "client/trace/speech/tls_names.hpp"

namespace synfin::trace {
namespace {

constexpr std::size_t handshake_head = 4;
constexpr std::size_t client_hello_type = 1;
constexpr std::size_t server_hello_type = 2;
constexpr std::size_t largest_hello = 64 * 1024;

// What encryption adds in TLS 1.3: the type of what is in it, and a tag of 16 bytes (RFC 8446 §5.2).
constexpr std::uint64_t added = 1 + 16;
constexpr std::uint64_t alert_size = 2 + added;

/// A Finished message is as long as its suite's hash (RFC 8446 §4.4.4).
std::uint64_t finished_size(std::size_t suite) noexcept {
  constexpr std::size_t with_sha384 = 0x1302;
  return handshake_head + (suite == with_sha384 ? 48 : 32) + added;
}

message begun(std::uint64_t at, std::string words, std::string_view record) {
  message made;
  made.at = at;
  made.protocol = "tls";
  made.words = words;
  made.name = std::move(words);
  made.handshake = true;
  made.details.emplace_back("record", std::string(record));
  return made;
}

/// The handshake messages of a stream: each with where it begins and its first bytes.
template <typename Taker>
void each_handshake(const byte_stream& bytes, const Taker& take) {
  std::uint64_t at = 0;
  for (;;) {
    const std::string head = bytes.read(at, handshake_head);
    if (head.size() < handshake_head) return;
    byte_reader reading(head);
    const std::size_t type = reading.number(1);
    const std::size_t length = reading.number(3);
    if (handshake_name(type).empty()) return;
    const bool hello = type == client_hello_type || type == server_hello_type;
    take(at, type, hello ? bytes.read(at, std::min(handshake_head + length, largest_hello)) : std::string{});
    at += handshake_head + length;
  }
}

}  // namespace

tls_talk::tls_talk(const talk& all, const std::array<std::uint64_t, 2>& starts, const std::vector<unsealed>& opened)
    : all_(all) {
  for (const unsealed& each : opened) of(each.from).known.emplace(each.end, each.text);
  for (const side who : {side::client, side::server}) {
    of(who).records = records_of(all.of(who), starts[static_cast<std::size_t>(who)]);
  }
  // What the server has chosen says from where on handshakes are encrypted; that it stands before any such end.
  for (const side who : {side::server, side::client}) {
    find_seal(who);
    gather(who);
    if (who == side::server) meet();
  }
  each_handshake(of(side::client).handshake, [this](auto, std::size_t type, std::string_view content) {
    if (type == client_hello_type) client_ = read_client_hello(content);
  });
  find_finished();
}

/// Up to TLS 1.2 what a side says is encrypted from its ChangeCipherSpec on; in TLS 1.3 that means nothing, and what is
/// encrypted has another type (RFC 8446 §5.1). Of a capture that begins later the ChangeCipherSpec may have been
/// missed.
void tls_talk::find_seal(side who) {
  speaker& mine = of(who);
  const auto changes = [](const record_head& each) { return each.type == record_kind::change_cipher_spec; };
  const auto found = std::ranges::find_if(mine.records, changes);
  if (found != mine.records.end()) mine.sealed_from = found->end();
  if (!all_.from_the_start) mine.sealed_from = 0;
  if (who == side::client && modern()) mine.sealed_from = UINT64_MAX;
}

void tls_talk::gather(side who) {
  speaker& mine = of(who);
  const byte_stream& bytes = all_.of(who);
  mine.handshake = {};
  std::uint64_t end = 0;
  for (const record_head& each : mine.records) {
    if (each.type != record_kind::handshake || each.at >= mine.sealed_from) continue;
    std::uint64_t at = each.content();
    // Piece by piece: what is known of a record may stand in several segments.
    while (at < each.end()) {
      const auto view = bytes.view(at, each.end() - at);
      if (view.empty()) break;
      mine.handshake.add({end, view.size(), view, at, 0});
      end += view.size();
      at += view.size();
    }
    if (at < each.end()) mine.handshake.add({end, each.end() - at, {}, at, 0});
    end += each.end() - at;
  }
}

/// Reads the ServerHello. One of TLS 1.3 unseals what its sender has said behind ChangeCipherSpec.
void tls_talk::meet() {
  const auto take = [this](std::uint64_t at, std::size_t type, std::string_view content) {
    if (type != server_hello_type) return;
    server_ = read_server_hello(content);
    hello_step_ = all_.of(side::server).step_of(of(side::server).handshake.place_of(at));
  };
  each_handshake(of(side::server).handshake, take);
  if (!modern()) return;
  of(side::server).sealed_from = UINT64_MAX;
  gather(side::server);  // after a HelloRetryRequest the ServerHello comes behind ChangeCipherSpec
  each_handshake(of(side::server).handshake, take);
}

/// In TLS 1.3 the client's handshake ends with a record that is as long as Finished makes it; without one, with the
/// first that is encrypted.
void tls_talk::find_finished() {
  constexpr unsigned most = 8;  // early data aside: a certificate, its proof
  if (!modern()) return;
  unsigned looked_at = 0;
  for (const record_head& each : of(side::client).records) {
    const std::size_t step = all_.of(side::client).step_of(each.at);
    if (each.type != record_kind::application_data || (client_.early_data && step < hello_step_)) continue;
    const bool finished = each.length == finished_size(server_.suite);
    if (looked_at == 0 || finished) {
      client_finished_ = each.end();
      finished_step_ = step;
    }
    if (finished || ++looked_at == most) return;
  }
}

std::vector<message> tls_talk::messages(side who) const {
  std::vector<message> records;
  for (const record_head& each : of(who).records) {
    const bool in_the_clear = each.type == record_kind::handshake && each.at < of(who).sealed_from;
    if (!in_the_clear) records.push_back(told(who, each));
  }
  return merged(handshakes(who), std::move(records));
}

std::vector<message> tls_talk::handshakes(side who) const {
  std::vector<message> all;
  const byte_stream& spoken = of(who).handshake;
  each_handshake(spoken, [&](std::uint64_t at, std::size_t type, std::string_view content) {
    const bool hello = type == client_hello_type || type == server_hello_type;
    all.push_back(hello ? hello_of(type == client_hello_type ? side::client : side::server, content)
                        : begun(0, std::string(handshake_name(type)), "handshake"));
    message& made = all.back();
    made.at = spoken.place_of(at);
    made.details.emplace_back("message", made.name);
  });
  return all;
}

message tls_talk::hello_of(side who, std::string_view content) const {
  if (who == side::client) {
    const client_hello hello = read_client_hello(content);
    message made = begun(0, "ClientHello", "handshake");
    if (!hello.name.empty()) made.details.emplace_back("server_name", hello.name);
    if (!hello.protocols.empty()) made.details.emplace_back("alpn", hello.protocols);
    if (hello.early_data) made.details.emplace_back("early_data", true);
    made.words += (hello.name.empty() ? "" : " " + hello.name) + (hello.protocols.empty() ? "" : " " + hello.protocols);
    return made;
  }
  const server_hello hello = read_server_hello(content);
  if (hello.retry) return begun(0, "HelloRetryRequest", "handshake");
  message made = begun(0, "ServerHello", "handshake");
  const bool same_session = !hello.session.empty() && hello.session == client_.session;
  const bool resumed = hello.version >= 0x0304 ? hello.pre_shared_key : same_session;
  made.details.emplace_back("version", tls_version_name(hello.version));
  made.details.emplace_back("cipher_suite", cipher_suite_name(hello.suite));
  made.details.emplace_back("resumed", resumed);
  if (!hello.protocol.empty()) made.details.emplace_back("alpn", hello.protocol);
  made.words += fmt::format(" {}{}{}{} {}", tls_version_name(hello.version), resumed ? " resumed" : "",
                            hello.protocol.empty() ? "" : " ", hello.protocol, cipher_suite_name(hello.suite));
  return made;
}

message tls_talk::told(side who, const record_head& record) const {
  switch (record.type) {
    case record_kind::change_cipher_spec: return begun(record.at, "ChangeCipherSpec", "change_cipher_spec");
    case record_kind::handshake: {
      const bool first = record.at != 0 && record.at == of(who).sealed_from;  // which is Finished (RFC 5246 §7.4.9)
      return begun(record.at, first ? "Finished (encrypted)" : "handshake (encrypted)", "handshake");
    }
    case record_kind::alert: {
      message made = begun(record.at, "alert", "alert");
      tell_alert(who, record, made);
      return made;
    }
    case record_kind::application_data: {
      message made = begun(record.at, "application data", "application_data");
      tell_data(who, record, made);
      return made;
    }
  }
  return {};
}

void tls_talk::tell_alert(side who, const record_head& record, message& made) const {
  const std::string content = all_.of(who).read(record.content(), 2);
  if (record.at >= of(who).sealed_from || record.length != 2 || content.size() != 2) {
    made.words += " (encrypted)";
    return;
  }
  constexpr char fatal = 2;
  const std::string name = alert_name(static_cast<unsigned char>(content[1]));
  made.words = "alert: " + name;
  made.details.emplace_back("fatal", content[0] == fatal);
  made.details.emplace_back("alert", name);
}

void tls_talk::tell_data(side who, const record_head& record, message& made) const {
  made.details.emplace_back("bytes", record.length);
  const std::string what = hidden(who, record);
  if (!what.empty()) {
    made.name = made.words = what + " (encrypted)";
    made.details.emplace_back("message", what);
    return;
  }
  made.handshake = false;
  made.tells = weight::bulk;
  // What it says is told by what is inside, if that is known.
  made.asks = who == side::client && !of(who).known.contains(record.end());
}

/// What an encrypted record of TLS 1.3 is other than data, if that is certain; empty if not.
std::string tls_talk::hidden(side who, const record_head& record) const {
  const auto& known = of(who).known;
  if (!modern() || known.contains(record.end())) return {};
  std::string either = record.length == alert_size ? "alert" : "handshake";
  if (!known.empty()) {  // our own connection: what holds data was opened
    if (record.end() < known.rbegin()->first) return either;
    if (record.length == alert_size) return "alert";
  }
  const std::size_t step = all_.of(who).step_of(record.at);
  if (who == side::server) return step < finished_step_ ? either : "";
  if (client_.early_data && step < hello_step_) return "early data";
  return record.end() <= client_finished_ ? either : "";
}

/// All of what is known, whether its record's head was captured or not: nothing is missing between two texts.
talk tls_talk::inside() const {
  constexpr std::uint64_t least_around = record_head::size + added;
  talk within;
  within.from_the_start = all_.from_the_start;
  for (const side who : {side::client, side::server}) {
    std::uint64_t at = 0;
    for (const auto& [end, text] : of(who).known) {
      const auto record = std::ranges::find(of(who).records, end, &record_head::end);
      const std::uint64_t guessed = end - std::min<std::uint64_t>(end, text.size() + least_around);
      const std::uint64_t place = record == of(who).records.end() ? guessed : record->at;
      if (end <= all_.of(who).end()) within.of(who).add({at, text.size(), text, place, 0});
      at += text.size();
    }
  }
  return within;
}

}  // namespace synfin::trace

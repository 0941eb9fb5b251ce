#include "client/trace/speech/speech.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "client/trace/speech/http1_messages.hpp"
#include "client/trace/speech/http2_framing.hpp"
#include "client/trace/speech/http2_messages.hpp"
#include "client/trace/speech/message_words.hpp"
#include "client/trace/speech/talk.hpp"
#include "client/trace/speech/tls_messages.hpp"

namespace synfin::trace {
namespace {

enum class dialect : std::uint8_t { none, http1, http2, tls };

/// What a side speaks, and where it begins to.
struct opening {
  dialect spoken = dialect::none;
  std::uint64_t at = UINT64_MAX;
};

using both_sides = std::array<std::vector<message>, 2>;

/// What is known by a few bytes. `asked`: what the client speaks, if it is the server's turn.
dialect framed(std::string_view bytes, side who, dialect asked) noexcept {
  if (who == side::client && bytes.starts_with(http2_preface)) return dialect::http2;
  if (who == side::server && asked == dialect::http2 && begins_http2(bytes)) return dialect::http2;
  return begins_tls(bytes) ? dialect::tls : dialect::none;
}

dialect recognized(const byte_stream& bytes, std::uint64_t at, side who, dialect asked) {
  constexpr std::size_t telling = 32;
  const dialect found = framed(bytes.read(at, telling), who, asked);
  return found == dialect::none && begins_http1(bytes, at, who) ? dialect::http1 : found;
}

/// Of a stream whose beginning nobody saw: where a segment begins with a message.
opening found_opening(const byte_stream& bytes, side who, dialect asked) {
  for (auto next = bytes.piece_from(0); next; next = bytes.piece_from(*next + 1)) {
    const dialect found = recognized(bytes, *next, who, asked);
    if (found != dialect::none) return {found, *next};
  }
  return {};
}

opening opening_of(const talk& all, side who, dialect asked) {
  constexpr std::size_t first_line = 8 * 1024;
  const byte_stream& bytes = all.of(who);
  if (!all.from_the_start || bytes.gap_at(0)) return found_opening(bytes, who, asked);
  const std::string start = bytes.read(0, first_line);
  const dialect found = framed(start, who, asked);
  return {found == dialect::none && begins_http1(start, who) ? dialect::http1 : found, 0};
}

std::array<opening, 2> openings_of(const talk& all) {
  const opening asked = opening_of(all, side::client, dialect::none);
  return {asked, opening_of(all, side::server, asked.spoken)};
}

std::vector<message> spoken_by(const talk& all, side who, const opening& from) {
  if (from.spoken == dialect::http1) return http1_messages(all, who, from.at);
  if (from.spoken == dialect::http2) return http2_messages(all, who, from.at);
  return {};
}

both_sides plain_messages(const talk& all) {
  const auto openings = openings_of(all);
  return {spoken_by(all, side::client, openings[0]), spoken_by(all, side::server, openings[1])};
}

/// Records, and among them what is inside those that are known.
std::vector<message> sealed_messages(const tls_talk& outside, const talk& inside, side who,
                                     std::vector<message> within) {
  for (message& each : within) {
    each.at = inside.of(who).place_of(each.at);
    each.sealed = true;
  }
  return merged(outside.messages(who), std::move(within));
}

both_sides messages_of(const talk& all, const std::vector<unsealed>& opened) {
  const auto openings = openings_of(all);
  both_sides found;
  const auto start = [&](std::size_t i) { return openings[i].spoken == dialect::tls ? openings[i].at : UINT64_MAX; };
  const std::array<std::uint64_t, 2> starts{start(0), start(1)};
  const tls_talk outside(all, starts, opened);
  const talk inside = outside.inside();
  both_sides within = plain_messages(inside);
  for (const side who : {side::client, side::server}) {
    const auto i = static_cast<std::size_t>(who);
    found[i] = openings[i].spoken == dialect::tls ? sealed_messages(outside, inside, who, std::move(within[i]))
                                                  : spoken_by(all, who, openings[i]);
  }
  return found;
}

/// The byte by which somebody asks may be any; only what a probe has sent first counts.
bool has_payload(const step& each) noexcept {
  const bool any = each.what.keep_alive || (each.what.window_probe && each.fresh == 0);
  return each.seen.size != 0 && !any;
}

std::int64_t first_byte(const step& each) noexcept { return each.seq + (each.seen.syn ? 1 : 0); }

/// The payloads of both sides, each from its first byte on.
talk payloads_of(const flow& whole) {
  std::array<std::int64_t, 2> base{INT64_MAX, INT64_MAX};
  for (const step& each : whole.steps) {
    std::int64_t& mine = base[static_cast<std::size_t>(each.from)];
    if (has_payload(each)) mine = std::min(mine, first_byte(each));
  }
  if (whole.from_the_start) base = {1, 1};
  talk all;
  all.from_the_start = whole.from_the_start;
  for (std::size_t i = 0; i < whole.steps.size(); ++i) {
    const step& each = whole.steps[i];
    const std::int64_t mine = base[static_cast<std::size_t>(each.from)];
    if (!has_payload(each) || first_byte(each) < mine) continue;
    const auto at = static_cast<std::uint64_t>(first_byte(each) - mine);
    all.of(each.from).add({at, each.seen.size, each.seen.payload, at, i});
  }
  return all;
}

}  // namespace

bool told::asks() const noexcept { return std::ranges::any_of(messages, &message::asks); }

bool told::handshake() const noexcept { return begins() && std::ranges::all_of(messages, &message::handshake); }

bool told::bulk() const noexcept {
  return std::ranges::all_of(messages, [](const message& each) { return each.tells == weight::bulk; });
}

conversation hear(const flow& whole, std::size_t columns) {
  const talk all = payloads_of(whole);
  conversation heard;
  heard.steps.resize(whole.steps.size());
  both_sides found = messages_of(all, whole.opened);
  for (const side who : {side::client, side::server}) {
    for (message& each : found[static_cast<std::size_t>(who)]) {
      each.step = all.of(who).step_of(each.at);
      heard.http2 = heard.http2 || each.protocol == "h2";
      const bool opens = each.change == stream_change::opened || each.change == stream_change::opened_ended;
      heard.streams += opens ? 1U : 0U;
      heard.steps[each.step].messages.push_back(std::move(each));
    }
  }
  for (std::size_t i = 0; i < whole.steps.size(); ++i) {
    if (heard.steps[i].begins())
      heard.steps[i].words = message_words(heard.steps[i].messages, whole.steps[i].seen.size, columns);
  }
  return heard;
}

}  // namespace synfin::trace

#include "client/trace/speech/http2_messages.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "client/report/foreign_text.hpp"
#include "client/trace/speech/http2_framing.hpp"
#include "client/trace/speech/http2_names.hpp"
#include "common/http2/header_decoder.hpp"
#include "common/thousands.hpp"

namespace synfin::trace {
namespace {

constexpr std::size_t longest_shown = 200;
constexpr std::size_t largest_block = 1024 * 1024;

/// Of a header block what is shown.
struct known_fields {
  std::string method;
  std::string target;
  std::string status;
  std::string type;
};

void take_field(known_fields& into, std::string_view name, std::string_view value) {
  const auto set = [value](std::string& member) { member = load::clipped(value, longest_shown); };
  if (name == ":method") set(into.method);
  if (name == ":path" || (name == ":authority" && into.target.empty())) set(into.target);
  if (name == ":status") set(into.status);
  if (name == "content-type") into.type = load::clipped(value.substr(0, value.find(';')), longest_shown);
}

/// The largest table that a side lets the other's header blocks fill (RFC 9113 §6.5.2); 4096 at least, which is what it
/// begins with. A smaller one is up to the encoder, who says so in its blocks.
std::uint32_t table_allowed_by(const byte_stream& reader, std::uint64_t at) {
  constexpr std::uint64_t most = 1024 * 1024;
  constexpr std::uint64_t header_table_size = 1;
  std::uint64_t allowed = 4096;
  frame_walk walk(reader, at, 0);
  while (const auto head = walk.next()) {
    if (head->type != frame_type::settings) continue;
    const std::string entries = walk.payload(*head);
    for (std::size_t i = 0; i + 6 <= entries.size(); i += 6) {
      if (number_at(entries, i, 2) == header_table_size) allowed = std::max(allowed, number_at(entries, i + 2, 4));
    }
  }
  return static_cast<std::uint32_t>(std::min(allowed, most));
}

std::uint64_t behind_preface(const byte_stream& bytes, std::uint64_t at) {
  return bytes.read(at, http2_preface.size()) == http2_preface ? at + http2_preface.size() : at;
}

std::uint32_t highest_stream(const byte_stream& bytes) {
  frame_walk walk(bytes, behind_preface(bytes, 0), 0);
  while (walk.next()) {
  }
  return walk.highest_stream();
}

/// Tells one side's frames, one after another.
class reader {
 public:
  reader(const talk& all, side who, std::uint64_t at)
      : who_(who),
        walk_(all.of(who), behind_preface(all.of(who), at),
              who == side::server ? highest_stream(all.of(side::client)) : 0),
        decoder_(table_allowed_by(all.of(other(who)), behind_preface(all.of(other(who)), 0))) {
    if (behind_preface(all.of(who), at) == at) return;
    message made = begun(at, "preface");
    made.details.emplace_back("preface", true);
    found_.push_back(std::move(made));
  }

  std::vector<message> read() {
    while (const auto head = walk_.next()) {
      if (walk_.lost()) decodes_ = false;
      if (head->type != frame_type::continuation) give_up_block();
      add(*head);
    }
    return std::move(found_);
  }

 private:
  static message begun(std::uint64_t at, std::string name) {
    message made;
    made.at = at;
    made.protocol = "h2";
    made.words = name;
    made.name = std::move(name);
    made.tells = weight::usual;
    return made;
  }

  void add(const frame_head& head) {
    message made = begun(head.at, name_of(head.type));
    made.details.emplace_back("frame", made.name);
    made.details.emplace_back("stream", std::uint64_t{head.stream});
    made.stream = head.stream;
    if (head.stream != 0) made.words += fmt::format(" #{}", head.stream);
    tell(made, head);
    found_.push_back(std::move(made));
    if (head.type == frame_type::headers || head.type == frame_type::push_promise) begin_block(head);
    if (head.type == frame_type::continuation && block_of_) go_on(walk_.payload(head), head);
  }

  void tell(message& made, const frame_head& head) {
    switch (head.type) {
      case frame_type::data: return tell_data(made, head);
      case frame_type::headers: return tell_headers(made, head);
      case frame_type::rst_stream: return tell_reset(made, head);
      case frame_type::settings: return tell_settings(made, head);
      case frame_type::push_promise: return tell_promise(made, head);
      case frame_type::ping: return tell_chore(made, head.has(frame_head::ack));
      case frame_type::goaway: return tell_goaway(made, head);
      case frame_type::window_update: return tell_window(made, head);
      case frame_type::priority:
      case frame_type::continuation: made.tells = weight::chore; return;
    }
    made.tells = weight::chore;
  }

  void tell_data(message& made, const frame_head& head) const {
    const std::string first = walk_.payload({head.at, std::min(head.length, 1U), head.type, 0, 0});
    const std::uint64_t padding = head.has(frame_head::padded) ? number_at(first, 0, 1) + 1 : 0;
    const std::uint64_t size = head.length - std::min<std::uint64_t>(padding, head.length);
    made.words += fmt::format(" {} B", thousands(size));
    made.details.emplace_back("bytes", size);
    made.tells = weight::bulk;
    if (!head.has(frame_head::end_stream)) return;
    made.words += " end";
    made.tells = weight::usual;
    made.change = stream_change::ended;
    made.details.emplace_back("end_stream", true);
  }

  void tell_headers(message& made, const frame_head& head) {
    made.tells = weight::news;
    const bool ends = head.has(frame_head::end_stream);
    const bool opens = who_ == side::client && head.stream > opened_;
    if (opens) opened_ = head.stream;
    made.asks = opens;
    if (ends) made.details.emplace_back("end_stream", true);
    if (opens) made.change = ends ? stream_change::opened_ended : stream_change::opened;
    if (!opens && ends) made.change = stream_change::ended;
  }

  void tell_reset(message& made, const frame_head& head) const {
    made.tells = weight::news;
    made.change = stream_change::reset;
    const std::string content = walk_.payload(head);
    if (content.size() < 4) return;
    const std::string error = http2_error_name(number_at(content, 0, 4));
    made.words += " " + error;
    made.details.emplace_back("error", error);
  }

  void tell_settings(message& made, const frame_head& head) const {
    if (head.has(frame_head::ack)) return tell_chore(made, true);
    const std::string entries = walk_.payload(head);
    for (std::size_t i = 0; i + 6 <= entries.size(); i += 6) {
      const std::string_view name = http2_setting_name(number_at(entries, i, 2));
      if (!name.empty()) made.details.emplace_back(name, number_at(entries, i + 2, 4));
    }
  }

  void tell_promise(message& made, const frame_head& head) const {
    constexpr std::uint64_t reserved = 0x7fff'ffff;
    const std::size_t skipped = head.has(frame_head::padded) ? 1 : 0;
    const std::string content = walk_.payload(head);
    made.tells = weight::news;
    if (content.size() < skipped + 4) return;
    const std::uint64_t promised = number_at(content, skipped, 4) & reserved;
    made.words += fmt::format(" for #{}", promised);
    made.stream = static_cast<std::uint32_t>(promised);
    made.change = stream_change::opened;
    made.details.emplace_back("promised", promised);
  }

  static void tell_chore(message& made, bool ack) {
    made.tells = weight::chore;
    if (!ack) return;
    made.words += " ack";
    made.details.emplace_back("ack", true);
  }

  void tell_goaway(message& made, const frame_head& head) const {
    constexpr std::uint64_t reserved = 0x7fff'ffff;
    const std::string content = walk_.payload(head);
    made.tells = weight::news;
    if (content.size() < 8) return;
    const std::uint64_t last = number_at(content, 0, 4) & reserved;
    const std::string error = http2_error_name(number_at(content, 4, 4));
    made.words += fmt::format(" {} last #{}", error, last);
    made.details.emplace_back("last_stream", last);
    made.details.emplace_back("error", error);
  }

  void tell_window(message& made, const frame_head& head) const {
    constexpr std::uint64_t reserved = 0x7fff'ffff;
    made.tells = weight::chore;
    if (head.stream == 0) made.words += " #0";
    const std::string content = walk_.payload(head);
    if (content.size() < 4) return;
    const std::uint64_t more = number_at(content, 0, 4) & reserved;
    made.words += fmt::format(" +{}", thousands(more));
    made.details.emplace_back("increment", more);
  }

  void begin_block(const frame_head& head) {
    std::string content = walk_.payload(head);
    if (content.size() < head.length) decodes_ = false;
    const std::size_t padding = head.has(frame_head::padded) ? number_at(content, 0, 1) : 0;
    std::size_t skipped = head.has(frame_head::padded) ? 1 : 0;
    if (head.type == frame_type::push_promise) skipped += 4;
    if (head.type == frame_type::headers && head.has(frame_head::prioritized)) skipped += 5;
    if (skipped + padding > content.size()) decodes_ = false;
    content.erase(0, skipped);
    content.resize(content.size() - std::min(padding, content.size()));
    block_.clear();
    block_of_ = found_.size() - 1;
    go_on(content, head);
  }

  /// The next part of a block; decodes it when it is whole.
  void go_on(std::string_view part, const frame_head& head) {
    if (head.type == frame_type::continuation && part.size() < head.length) decodes_ = false;
    if (block_.size() + part.size() > largest_block) decodes_ = false;
    if (decodes_) block_ += part;
    if (head.has(frame_head::end_headers) && block_of_) end_block(*block_of_);
  }

  void end_block(std::size_t at) {
    message& whose = found_[at];
    block_of_.reset();
    if (decodes_) decode(whose);
    if (whose.change == stream_change::ended) whose.words += " end";
  }

  void decode(message& whose) {
    known_fields known;
    decodes_ = decoder_.decode(block_, [&known](auto name, auto value) { take_field(known, name, value); });
    if (decodes_) return tell_fields(whose, known);
    whose.words += " broken header block";
    whose.details.emplace_back("broken", true);
  }

  static void tell_fields(message& whose, const known_fields& known) {
    const auto detail = [&whose](std::string_view name, const std::string& value) {
      if (value.empty()) return;
      whose.words += " " + value;
      whose.details.emplace_back(name, value);
    };
    if (known.method.empty() && known.status.empty()) {
      whose.words += " trailers";
      whose.details.emplace_back("trailers", true);
    } else {
      detail("method", known.method);
      if (!known.method.empty()) detail("target", known.target);
      detail("status", known.status);
      if (!known.status.empty()) detail("content_type", known.type);
    }
  }

  /// A block that another frame has broken off: what follows cannot be decoded (RFC 9113 §4.3).
  void give_up_block() {
    if (!block_of_) return;
    block_of_.reset();
    decodes_ = false;
  }

  side who_;
  frame_walk walk_;
  http2::header_decoder decoder_;
  bool decodes_ = true;
  std::uint32_t opened_ = 0;             // the highest stream so far
  std::optional<std::size_t> block_of_;  // the frame whose header block is not over
  std::string block_;
  std::vector<message> found_;
};

}  // namespace

std::vector<message> http2_messages(const talk& all, side who, std::uint64_t at) { return reader(all, who, at).read(); }

}  // namespace synfin::trace

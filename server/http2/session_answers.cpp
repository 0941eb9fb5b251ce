// What a session answers: from a whole request to its DATA frames. What it reads and pays for is in session.cpp.

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <system_error>
#include <utility>

#include "server/http2/answer_fields.hpp"
#include "server/http2/events.hpp"
#include "server/http2/session.hpp"
#include "server/reply.hpp"

namespace synfin::server::http2 {
namespace {

std::string_view value(const http::request_head& request, std::string_view name) noexcept {
  return http::find(request.fields, name).value_or(std::string_view{});
}

/// Appends `count` bytes of a file, or false if it is no longer that long.
bool append_file(std::string& out, int file, std::uint64_t offset, std::size_t count) {
  const std::size_t start = out.size();
  out.resize(start + count);
  std::size_t done = 0;
  while (done < count) {
    const ssize_t got = ::pread(file, out.data() + start + done, count - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    done += static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace

void session::body_read(std::int32_t id, std::size_t count) {
  stream* const of = find(id);
  if (of == nullptr) return;
  of->body_taken += count;
  // The answer does not depend on the body: one that is too long is not waited for (RFC 9113 §8.1).
  if (of->body_awaited && of->body_taken > services_.limits.body) answer(*of);
}

void session::request_whole(stream& asked) {
  asked.request_over = true;
  if (asked.body_awaited) answer(asked);
}

/// A request's head is whole: answers it, or keeps the answer until the body has been read away.
void session::begin(stream& asked, const http::request_head& request) {
  asked.begun = true;
  ++begun_;
  budgets_.earn(abuse::window_updates, 2);
  budgets_.earn(abuse::priorities, 2);
  asked.head_only = request.method == http::method::head;
  if (services_.listener.wants_texts()) keep_texts(asked, request);
  set_priority(asked, request);
  const auto why = head_.refusal(request);
  asked.answer = why ? site::house_answer(*why) : reply(request, services_, facts_);
  if (asked.answer.awaits) asked.head = std::make_unique<http::kept_head>(request);
  if (why || asked.request_over || answers_at_once(request)) return answer(asked);
  if (http::find(request.fields, "expect")) {
    const nghttp2_nv go_on = lasting_field(":status", "100");
    nghttp2_submit_headers(frames_.get(), NGHTTP2_FLAG_NONE, asked.id, nullptr, &go_on, 1, nullptr);
  }
  asked.body_awaited = true;
  ++bodies_awaited_;
}

/// Is the body nothing to wait for, as a tunnel's bytes are not, nor what is declared too long?
bool session::answers_at_once(const http::request_head& request) const {
  if (request.method_text == "CONNECT") return true;
  const std::string_view length = value(request, "content-length");
  std::uint64_t declared = 0;
  const auto [end, problem] = std::from_chars(length.data(), length.data() + length.size(), declared);
  return problem == std::errc::result_out_of_range || declared > services_.limits.body;
}

/// A peer that has shown no knowledge of RFC 9218 gets its answers side by side; to any other, what it leaves unsaid
/// means one after the other, as it says there.
void session::set_priority(const stream& asked, const http::request_head& request) {
  priority wanted{.urgency = priority{}.urgency, .incremental = !speaks_priorities_};
  if (const auto field = http::find(request.fields, "priority")) {
    speaks_priorities_ = true;
    wanted = parse_priority(*field).value_or(priority{});
  }
  const auto early = std::ranges::find(early_updates_, asked.id, &early_update::id);
  if (early != early_updates_.end()) {
    wanted = early->wanted;  // an update outdoes the field (RFC 9218 §7)
    early_updates_.erase(early);
  }
  tell_priority(asked.id, wanted);
}

/// From here on nghttp2 goes by this alone: what it would read out of the head itself comes too late, and outdoes what
/// is to outdo it.
void session::tell_priority(std::int32_t id, const priority& wanted) {
  constexpr int ignore_the_peer = 1;
  const nghttp2_extpri told{wanted.urgency, wanted.incremental ? 1 : 0};
  nghttp2_session_change_extpri_stream_priority(frames_.get(), id, &told, ignore_the_peer);
}

void session::keep_texts(stream& asked, const http::request_head& request) const {
  asked.asked = std::make_unique<request_texts>();
  asked.asked->method = request.method_text;
  asked.asked->target = request.target;
  asked.asked->host = value(request, "host");
  asked.asked->referer = value(request, "referer");
  asked.asked->user_agent = value(request, "user-agent");
}

void session::answer(stream& asked) {
  if (std::exchange(asked.body_awaited, false)) --bodies_awaited_;
  // What it waits for may have come while the request's body did, and nobody tells twice.
  if (asked.answer.awaits && asked.answer.awaits->over()) asked.answer = reply(asked.head->head(), services_, facts_);
  if (asked.answer.awaits) return set_parked(asked, true);
  asked.answered = true;
  const bool bodiless = asked.head_only || asked.answer.bodiless();
  asked.body_length = bodiless ? 0 : asked.answer.body_length();
  const auto fields = answer_fields(asked.answer, services_.date, asked.texts);
  const nghttp2_data_provider body{{.ptr = &asked}, events::body()};
  nghttp2_submit_response(frames_.get(), asked.id, fields.data(), fields.size(),
                          asked.body_length > 0 ? &body : nullptr);
}

void session::set_parked(stream& asked, bool parked) noexcept {
  if (asked.parked == parked) return;
  asked.parked = parked;
  if (parked) {
    ++parked_;
    ++services_.parked;
  } else {
    --parked_;
    --services_.parked;
  }
}

void session::go_on() {
  if (finished_ || parked_ == 0) return;
  for (const auto& each : streams_) {
    if (each->parked && each->answer.awaits->over()) answer_parked(*each, reply(each->head->head(), services_, facts_));
  }
  fill();
}

void session::answer_parked(stream& asked, site::response what) {
  set_parked(asked, false);
  asked.answer = std::move(what);
  answer(asked);
}

/// Puts a DATA frame into what is pending. False if the file is not what it was: its stream ends, and no other.
bool session::append_data(stream& from, std::string_view frame_head, std::size_t count) {
  const std::size_t start = out_.size();
  if (!site::unchanged(from.answer)) {
    services_.count.files_shrunk.add();
    return false;
  }
  out_.append(frame_head);
  for (const std::uint64_t end = from.body_sent + count; from.body_sent < end;) {
    const site::body_piece piece = site::piece_at(from.answer, from.body_sent);
    const auto taken = static_cast<std::size_t>(std::min(piece.size(), end - from.body_sent));
    if (piece.length == 0) {
      out_.append(piece.bytes, 0, taken);
    } else if (!append_file(out_, piece.file, piece.offset, taken)) {
      out_.resize(start);
      services_.count.files_shrunk.add();
      return false;
    }
    from.body_sent += taken;
  }
  return true;
}

}  // namespace synfin::server::http2

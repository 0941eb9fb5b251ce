#include "server/http1/session.hpp"

#include <algorithm>
#include <utility>

#include "server/http1/answer_head.hpp"
#include "server/http1/connection_field.hpp"
#include "server/http1/head_check.hpp"
#include "server/reply.hpp"

namespace synfin::server::http1 {

using http::status;

namespace {

/// Once so much waits to be written, the parser stops: a batch of pipelined requests cannot ask for unbounded memory.
constexpr std::size_t most_queued = std::size_t{64} * 1024;

std::string_view value(const http::request_head& request, std::string_view name) noexcept {
  return http::find(request.fields, name).value_or(std::string_view{});
}

}  // namespace

/// A request whose answer is not over when its head is gone, with texts of its own.
struct session::kept_request {
  request_facts facts;
  std::string method, target, host, referer, user_agent;
  site::response answer;  // waits for the request's body
  status sent_status = status::ok;
  std::uint64_t body_bytes = 0;  // of the answer, the slice included

  kept_request(const request_facts& from, bool with_texts) : facts(from) {
    for (auto [text, view] : {std::pair{&method, &facts.method},
                              {&target, &facts.target},
                              {&host, &facts.host},
                              {&referer, &facts.referer},
                              {&user_agent, &facts.user_agent}}) {
      if (with_texts) *text = *view;
      *view = *text;
    }
  }
  kept_request(const kept_request&) = delete;
  kept_request& operator=(const kept_request&) = delete;
};

session::session(session_services& services, connection_facts facts)
    : services_(services),
      parser_({services.limits.target, services.limits.head, services.limits.fields}),
      facts_(std::move(facts)) {}

session::~session() {
  if (slice_.length > 0) report(kept_->facts, kept_->sent_status, kept_->body_bytes - slice_.length, true);
  if (!out_.empty()) services_.buffers.give_back(std::move(out_));
}

bool session::may_go_on() const noexcept {
  return !finished_ && slice_.length == 0 && out_.size() - out_sent_ < most_queued;
}

void session::receive(std::string_view bytes) {
  if (finished_) return;
  if (!held_.empty()) {
    held_.append(bytes);
    return resume();
  }
  const std::size_t used = work(bytes);
  if (!finished_) held_.assign(bytes.substr(used));
}

void session::receive_end() { peer_ended_ = true; }

/// Goes on with input that had to wait.
void session::resume() {
  if (held_.empty() || !may_go_on()) return;
  const std::string input = std::exchange(held_, {});
  const std::size_t used = work(input);
  if (!finished_) held_.assign(input, used);
}

std::size_t session::work(std::string_view bytes) {
  std::size_t used = 0;
  while (used < bytes.size() && may_go_on()) {
    const std::string_view rest = bytes.substr(used);
    used += reading_body_ ? take_body(rest) : take_head(rest);
  }
  return used;
}

std::size_t session::take_head(std::string_view bytes) {
  const auto [consumed, problem, complete] = parser_.take_head(bytes, services_.fields);
  more_in_hand_ = consumed < bytes.size();
  if (problem) refuse(*problem);
  if (complete) begin(parser_.head());
  return consumed;
}

/// A complete head is in hand: answers it, or keeps the answer until the body has been read away.
void session::begin(const http::request_head& request) {
  const request_facts facts = facts_of(request);
  if (const auto why = refusal(request)) {
    request_facts last = facts;
    last.keep_alive = false;
    answer(last, site::explain(*why));
    return finish(true);
  }
  site::response what = reply(request, services_, facts_);
  if (parser_.body_follows()) return await_body(request, facts, what);
  answer(facts, what);
  parser_.next_message();
}

/// Keeps the answer back while the request's body is read away. One that is too long to be read is answered at once,
/// and costs the connection.
void session::await_body(const http::request_head& request, const request_facts& facts, site::response& what) {
  if (parser_.body_length().value_or(0) > services_.limits.body) {
    request_facts last = facts;
    last.keep_alive = false;
    answer(last, what);
    return finish(true);
  }
  if (expects_continue(request)) {
    if (out_.empty()) out_ = services_.buffers.take();
    out_.append("HTTP/1.1 100 Continue\r\n\r\n");
  }
  kept_ = std::make_unique<kept_request>(facts, services_.listener.wants_texts());
  kept_->answer = std::move(what);
  reading_body_ = true;
  body_taken_ = 0;
}

std::size_t session::take_body(std::string_view bytes) {
  // Chunked framing and trailers count too: they are as much the peer's to send without end.
  const std::size_t allowed = static_cast<std::size_t>(services_.limits.body + services_.limits.head - body_taken_);
  const auto [consumed, complete, malformed] = parser_.skip_body(bytes.substr(0, allowed));
  more_in_hand_ = consumed < bytes.size();
  body_taken_ += consumed;
  if (malformed) {
    kept_.reset();
    refuse(status::bad_request);
    return bytes.size();
  }
  const bool too_long = !complete && consumed == allowed;
  if (!complete && !too_long) return consumed;
  const std::unique_ptr<kept_request> done = std::move(kept_);
  done->facts.keep_alive = done->facts.keep_alive && !too_long;
  reading_body_ = false;
  answer(done->facts, done->answer);
  if (too_long) finish(true);
  parser_.next_message();
  return consumed;
}

/// Answers what cannot be read as a request; what follows it cannot be read either.
void session::refuse(status why) {
  reading_body_ = false;
  answer({}, site::explain(why));
  finish(true);
}

void session::answer(const request_facts& facts, const site::response& what) {
  // While the server stops, and after the peer's FIN, all that has come in already is answered: the last of it ends the
  // connection.
  const bool last = !more_in_hand_ && (services_.draining || peer_ended_);
  const bool stays = facts.keep_alive && !last;
  auto fate = stays ? connection_fate::stays : connection_fate::closes;
  if (stays && facts.old_version) fate = connection_fate::stays_by_name;
  if (out_.empty()) out_ = services_.buffers.take();
  append_head(out_, what, services_.date, {fate, transport_security(services_, facts_)});
  ++exchanges_;
  queue_body(facts, what);
  // A peer that asked for the close itself sends nothing more; any other may.
  if (!stays) finish(facts.keep_alive);
}

void session::queue_body(const request_facts& facts, const site::response& what) {
  const std::uint64_t length = facts.head_only || what.status == status::not_modified ? 0 : what.body_length();
  if (what.file == nullptr) {
    out_.append(what.page, 0, length);
  } else if (what.file->in_memory) {
    out_.append(what.file->content, what.bytes.first, length);
  } else if (length > 0) {
    slice_file_ = what.file;
    slice_ = what.bytes;
    kept_ = std::make_unique<kept_request>(facts, services_.listener.wants_texts());
    kept_->sent_status = what.status;
    kept_->body_bytes = length;
    return;
  }
  report(facts, what.status, length, false);
}

output session::pending() const noexcept {
  const std::string_view bytes = std::string_view(out_).substr(out_sent_);
  if (slice_.length == 0) return {bytes};
  return {bytes, slice_file_->opened.raw(), slice_.first, slice_.length};
}

void session::sent(std::uint64_t count) {
  const std::uint64_t of_bytes = std::min<std::uint64_t>(count, out_.size() - out_sent_);
  const std::uint64_t of_slice = count - of_bytes;
  out_sent_ += static_cast<std::size_t>(of_bytes);
  if (out_sent_ == out_.size() && !out_.empty()) {
    services_.buffers.give_back(std::move(out_));
    out_ = {};
    out_sent_ = 0;
  }
  if (of_slice > 0) {
    slice_ = {slice_.first + of_slice, slice_.length - of_slice};
    if (slice_.length == 0) slice_left();
  }
  if (pending().empty()) resume();
}

void session::slice_left() {
  const std::unique_ptr<kept_request> done = std::move(kept_);
  slice_file_.reset();
  report(done->facts, done->sent_status, done->body_bytes, false);
}

void session::finish(bool linger) noexcept {
  finished_ = true;
  lingers_ = linger;
  std::string().swap(held_);
}

patience session::waiting() const noexcept {
  if (reading_body_) return {awaited::body, exchanges_};
  const bool idle = exchanges_ > 0 && !parser_.head_started();
  return {idle ? awaited::next_request : awaited::head, exchanges_};
}

void session::expire() {
  if (finished_) return;
  if (reading_body_ || parser_.head_started()) {
    kept_.reset();
    return refuse(status::request_timeout);
  }
  finish(true);
}

void session::end_if_idle() {
  if (!reading_body_ && !parser_.head_started() && held_.empty() && pending().empty()) finish(true);
}

session::request_facts session::facts_of(const http::request_head& request) const noexcept {
  request_facts facts;
  facts.head_only = request.method == http::method::head;
  facts.old_version = request.version_minor == 0;
  facts.keep_alive = wants_keep_alive(request);
  if (!services_.listener.wants_texts()) return facts;
  facts.method = request.method_text;
  facts.target = request.target;
  facts.version = facts.old_version ? "HTTP/1.0" : "HTTP/1.1";
  facts.host = value(request, "Host");
  facts.referer = value(request, "Referer");
  facts.user_agent = value(request, "User-Agent");
  return facts;
}

void session::report(const request_facts& facts, status what, std::uint64_t body_bytes, bool cut_short) const {
  services_.listener.finished({facts_.peer, facts_.subject, facts.method, facts.target, facts.version, facts.host,
                               facts.referer, facts.user_agent, what, body_bytes, cut_short});
}

}  // namespace synfin::server::http1

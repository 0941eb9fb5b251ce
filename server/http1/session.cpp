#include "server/http1/session.hpp"

#include <algorithm>
#include <utility>

#include "common/http/kept_head.hpp"
#include "server/http1/answer_head.hpp"
#include "server/http1/connection_field.hpp"
#include "server/http1/head_check.hpp"
#include "server/reply.hpp"

namespace synfin::server::http1 {

using http::status;

namespace {

/// Once so much waits to be written, the parser stops: a batch of pipelined requests cannot ask for unbounded memory.
/// Nor is a larger body copied: it leaves from where it is.
constexpr std::size_t most_queued = std::size_t{64} * 1024;

std::string_view value(const http::request_head& request, std::string_view name) noexcept {
  return http::find(request.fields, name).value_or(std::string_view{});
}

}  // namespace

/// A request whose answer is not over when its head is gone, with texts of its own.
struct session::kept_request {
  request_facts facts;
  std::string method, target, host, referer, user_agent;
  site::response answer;                  // waits for the request's body, or is being sent
  std::unique_ptr<http::kept_head> head;  // for a second look, while there is no answer

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
  if (parked_) --services_.parked;
  if (body_sent_ < body_length_) report(kept_->facts, kept_->answer.status, body_sent_, true);
  if (!out_.empty()) services_.buffers.give_back(std::move(out_));
}

bool session::may_go_on() const noexcept {
  return !finished_ && !parked_ && body_sent_ == body_length_ && out_.size() - out_sent_ < most_queued;
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
    answer(last, site::house_answer(*why));
    return finish(true);
  }
  site::response what = reply(request, services_, facts_);
  if (parser_.body_follows()) return await_body(request, facts, what);
  if (what.awaits) {
    park(request, facts, what);
  } else {
    answer(facts, std::move(what));
  }
  parser_.next_message();
}

/// There is no answer yet: keeps the request, and reads no further until there is one.
void session::park(const http::request_head& request, const request_facts& facts, site::response& what) {
  kept_ = std::make_unique<kept_request>(facts, services_.listener.wants_texts());
  kept_->head = std::make_unique<http::kept_head>(request);
  kept_->answer = std::move(what);
  set_parked(true);
}

void session::set_parked(bool parked) noexcept {
  parked_ = parked;
  if (parked) {
    ++services_.parked;
  } else {
    --services_.parked;
  }
}

void session::go_on() {
  if (!parked_ || !kept_->answer.awaits->over()) return;
  site::response what = reply(kept_->head->head(), services_, facts_);
  if (what.awaits) {
    kept_->answer = std::move(what);
  } else {
    answer_parked(std::move(what));
  }
}

void session::answer_parked(site::response what) {
  set_parked(false);
  const std::unique_ptr<kept_request> done = std::move(kept_);
  more_in_hand_ = !held_.empty();
  answer(done->facts, std::move(what));
  resume();
}

/// Keeps the answer back while the request's body is read away. One that is too long to be read is answered at once,
/// and costs the connection.
void session::await_body(const http::request_head& request, const request_facts& facts, site::response& what) {
  if (parser_.body_length().value_or(0) > services_.limits.body) {
    request_facts last = facts;
    last.keep_alive = false;
    answer(last, what.awaits ? site::house_answer(status::content_too_large) : std::move(what));
    return finish(true);
  }
  if (expects_continue(request)) {
    if (out_.empty()) out_ = services_.buffers.take();
    out_.append("HTTP/1.1 100 Continue\r\n\r\n");
  }
  kept_ = std::make_unique<kept_request>(facts, services_.listener.wants_texts());
  if (what.awaits) kept_->head = std::make_unique<http::kept_head>(request);
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
  reading_body_ = false;
  // What it waits for may have come while the body did, and nobody tells twice.
  if (kept_->answer.awaits && kept_->answer.awaits->over())
    kept_->answer = reply(kept_->head->head(), services_, facts_);
  if (kept_->answer.awaits && !too_long) {
    set_parked(true);
  } else {
    const std::unique_ptr<kept_request> done = std::move(kept_);
    done->facts.keep_alive = done->facts.keep_alive && !too_long;
    answer(done->facts, done->answer.awaits ? site::house_answer(status::content_too_large) : std::move(done->answer));
    if (too_long) finish(true);
  }
  parser_.next_message();
  return consumed;
}

/// Answers what cannot be read as a request; what follows it cannot be read either.
void session::refuse(status why) {
  reading_body_ = false;
  answer({}, site::house_answer(why));
  finish(true);
}

void session::answer(const request_facts& facts, site::response what) {
  // While the server stops, and after the peer's FIN, all that has come in already is answered: the last of it ends the
  // connection.
  const bool last = !more_in_hand_ && (services_.draining || peer_ended_);
  const bool stays = facts.keep_alive && !last;
  auto fate = stays ? connection_fate::stays : connection_fate::closes;
  if (stays && facts.old_version) fate = connection_fate::stays_by_name;
  if (out_.empty()) out_ = services_.buffers.take();
  append_head(out_, what, services_.date, fate);
  ++exchanges_;
  queue_body(facts, what);
  // A peer that asked for the close itself sends nothing more; any other may.
  if (!stays) finish(facts.keep_alive);
}

/// What is small is copied behind its head, so that a batch of answers leaves in one write.
void session::queue_body(const request_facts& facts, site::response& what) {
  const std::uint64_t length = facts.head_only || what.bodiless() ? 0 : what.body_length();
  if (length > most_queued || (length > 0 && what.file && !what.file->bytes.in_memory())) {
    kept_ = std::make_unique<kept_request>(facts, services_.listener.wants_texts());
    kept_->answer = std::move(what);
    body_length_ = length;
    return;
  }
  for (std::uint64_t at = 0; at < length;) {
    const std::string_view bytes = site::piece_at(what, at).bytes;
    out_.append(bytes);
    at += bytes.size();
  }
  report(facts, what.status, length, false);
}

output session::pending() const noexcept {
  const std::string_view head = std::string_view(out_).substr(out_sent_);
  if (body_sent_ == body_length_) return {head};
  if (cut_) return {.bytes = {}, .cut = true};
  const site::body_piece piece = site::piece_at(kept_->answer, body_sent_);
  const bool more = body_sent_ + piece.size() < body_length_;
  if (piece.length > 0) return {head, piece.file, piece.offset, piece.length, more};
  if (head.empty()) return {.bytes = piece.bytes, .more = more};
  return {.bytes = head, .more = true};
}

void session::sent(std::uint64_t count) {
  const std::uint64_t of_head = std::min<std::uint64_t>(count, out_.size() - out_sent_);
  out_sent_ += static_cast<std::size_t>(of_head);
  if (out_sent_ == out_.size() && !out_.empty()) {
    services_.buffers.give_back(std::move(out_));
    out_ = {};
    out_sent_ = 0;
  }
  if (count > of_head) {
    body_sent_ += count - of_head;
    if (body_sent_ == body_length_) {
      body_left();
    } else {
      cut_ = !site::unchanged(kept_->answer);
    }
  }
  if (pending().empty()) resume();
}

void session::body_left() {
  const std::unique_ptr<kept_request> done = std::move(kept_);
  report(done->facts, done->answer.status, body_length_, false);
  body_sent_ = body_length_ = 0;
}

void session::finish(bool linger) noexcept {
  finished_ = true;
  lingers_ = linger;
  std::string().swap(held_);
}

patience session::waiting() const noexcept {
  if (parked_) return {awaited::work, exchanges_};
  if (reading_body_) return {awaited::body, exchanges_};
  const bool idle = exchanges_ > 0 && !parser_.head_started();
  return {idle ? awaited::next_request : awaited::head, exchanges_};
}

void session::expire() {
  if (finished_) return;
  if (parked_) return answer_parked(site::house_answer(status::service_unavailable));
  if (reading_body_ || parser_.head_started()) {
    kept_.reset();
    return refuse(status::request_timeout);
  }
  finish(true);
}

void session::end_if_idle() {
  if (!reading_body_ && !parked_ && !parser_.head_started() && held_.empty() && pending().empty()) finish(true);
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

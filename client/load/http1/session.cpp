#include "client/load/http1/session.hpp"

#include <cassert>

namespace synfin::load::http1 {

namespace {

using kind = response_parser::answers_to;

std::optional<answer_check> check_for(const expected_answer* expected) {
  return expected == nullptr ? std::nullopt : std::make_optional<answer_check>(*expected);
}

}  // namespace

session::session(std::size_t depth, const expected_answer* expected)
    : check_(check_for(expected)), parser_(kind::other_requests, check_ ? &*check_ : nullptr), requests_(depth) {}

void session::submit(const prepared_request& asked, bool is_last, steady::time_point due, steady::time_point now) {
  assert(count_ < requests_.size());
  const std::string_view bytes = is_last ? asked.last_bytes : asked.bytes;
  std::size_t last = first_ + count_;
  if (last >= requests_.size()) last -= requests_.size();
  requests_[last] = {due, now, {}, submitted_, asked.number, asked.head ? kind::head_requests : kind::other_requests};
  ++count_;
  submitted_ += bytes.size();
  if (output_.empty()) joined_ = false;
  if (output_.empty() && !asked.passing) {
    output_ = bytes;
  } else {
    join(bytes);
  }
}

/// Puts a request behind those that still wait to be written; bytes that will not stay are copied even alone.
void session::join(std::string_view bytes) {
  if (!joined_) batch_.assign(output_);
  const std::size_t written = joined_ ? batch_.size() - output_.size() : 0;
  batch_.append(bytes);
  output_ = std::string_view(batch_).substr(written);
  joined_ = true;
}

void session::sent(std::size_t count) noexcept {
  output_.remove_prefix(count);
  written_ += count;
}

session::progress session::receive(std::string_view bytes, steady::time_point now) {
  if (count_ == 0) return {0, error::protocol};  // an answer that nobody asked for
  if (requests_[first_].first_byte == steady::time_point{}) requests_[first_].first_byte = now;
  expect_oldest();
  const auto read = parser_.receive(bytes);
  if (read.complete) finish_oldest();
  return {read.consumed, read.problem};
}

/// Tells the parser what it is going to read: what an answer means depends on its request.
void session::expect_oldest() noexcept {
  const request& next = requests_[first_];
  parser_.expect(next.method);
  if (check_ && !parser_.started()) check_->expect(next.number, next.method == kind::head_requests);
}

session::progress session::receive_end(steady::time_point /*now*/) {
  const auto read = parser_.finish();
  if (read.complete) finish_oldest();
  return {0, read.problem};
}

void session::finish_oldest() {
  const request& answered = requests_[first_];
  if (check_) judge(*check_);
  ended_.answer = {parser_.status(), parser_.body_bytes(), answered.due, answered.sent, answered.first_byte};
  drop_oldest();
  // An answer to a request that was never sent to its end: the rest would be taken for the next one.
  reusable_ = parser_.keep_alive() && (count_ != 0 || output_.empty());
  has_ended_ = 1;
}

/// Is the answer what was expected? Words are made once a session: only a run's first ones are told.
void session::judge(answer_check& check) {
  const bool fine = check.holds();
  ended_.what = fine ? outcome::kind::answered : outcome::kind::invalid;
  if (!fine && fault_.empty()) fault_ = check.fault();
  ended_.why = fine ? std::string_view{} : fault_;
}

void session::drop_oldest() noexcept {
  if (++first_ == requests_.size()) first_ = 0;
  --count_;
}

std::optional<session::lost_request> session::abandon(bool /*late*/) noexcept {
  if (count_ == 0) return std::nullopt;
  const lost_request lost{requests_[first_].due, requests_[first_].sent, requests_[first_].starts_at < written_};
  drop_oldest();
  return lost;
}

}  // namespace synfin::load::http1

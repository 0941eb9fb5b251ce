#include "client/load/http1/session.hpp"

#include <cassert>

namespace synfin::load::http1 {

session::session(response_parser::answers_to method, std::size_t depth) : parser_(method), requests_(depth) {}

void session::submit(std::string_view bytes, steady::time_point now) {
  assert(count_ < requests_.size());
  std::size_t last = first_ + count_;
  if (last >= requests_.size()) last -= requests_.size();
  requests_[last] = {now, {}, submitted_};
  ++count_;
  submitted_ += bytes.size();
  if (output_.empty()) {
    output_ = bytes;
    joined_ = false;
  } else {
    join(bytes);
  }
}

/// Puts a request behind those that still wait to be written.
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
  const auto read = parser_.receive(bytes);
  if (read.complete) finish_oldest();
  return {read.consumed, read.problem};
}

session::progress session::receive_end(steady::time_point /*now*/) {
  const auto read = parser_.finish();
  if (read.complete) finish_oldest();
  return {0, read.problem};
}

void session::finish_oldest() noexcept {
  const request& answered = requests_[first_];
  ended_.answer = {parser_.status(), parser_.body_bytes(), answered.sent, answered.first_byte};
  drop_oldest();
  // An answer to a request that was never sent to its end: the rest would be taken for the next one.
  reusable_ = parser_.keep_alive() && (count_ != 0 || output_.empty());
  has_ended_ = 1;
}

void session::drop_oldest() noexcept {
  if (++first_ == requests_.size()) first_ = 0;
  --count_;
}

std::optional<session::lost_request> session::abandon(bool /*late*/) noexcept {
  if (count_ == 0) return std::nullopt;
  const lost_request lost{requests_[first_].sent, requests_[first_].starts_at < written_};
  drop_oldest();
  return lost;
}

}  // namespace synfin::load::http1

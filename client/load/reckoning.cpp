#include "client/load/reckoning.hpp"

#include <fmt/format.h>

#include "client/load/http1/session.hpp"
#include "client/load/http2/session.hpp"
#include "common/error.hpp"
#include "common/tls/client_context.hpp"

namespace synfin::load {
namespace {

constexpr std::uint64_t most_given_back = 1000;  // in a row, until giving back is a failure

}  // namespace

template <typename Session>
void reckoning<Session>::unanswered(const outcome& ended, steady::time_point now) {
  if (ended.what == outcome::kind::given_back && ++context_.given_back <= most_given_back)
    return give_back(ended.answer.due);
  if (ended.what == outcome::kind::invalid) {
    context_.given_back = 0;
    ++served_;
    return fail(failure::validation, ended.why, ended.answer.due, ended.answer.sent, now);
  }
  const failure why = ended.what == outcome::kind::malformed ? failure::protocol : failure::reset;
  fail(why, ended.why, ended.answer.due, ended.answer.sent, now);
}

template <typename Session>
void reckoning<Session>::lose(failure why, const std::error_code& cause, steady::time_point now) {
  while (session_.in_flight() != 0) lose_oldest(why, cause, now);
}

template <typename Session>
void reckoning<Session>::lose_oldest(failure why, const std::error_code& cause, steady::time_point now) {
  const auto lost = session_.abandon(why == failure::timeout);
  if (!lost) return;
  if (!lost->written && context_.given_back <= most_given_back) return give_back(lost->due);
  const bool words_needed = context_.counts_at(lost->due).wants_example(why);
  fail(why, words_needed ? words_for(cause) : std::string{}, lost->due, lost->sent, now);
}

/// What `cause` means here; of a failure of TLS, which flag helps.
template <typename Session>
std::string reckoning<Session>::words_for(const std::error_code& cause) const {
  return cause == error::tls ? tls::explain(*link_.secure()) : cause.message();
}

template <typename Session>
void reckoning<Session>::fail(failure why, std::string_view cause, steady::time_point due, steady::time_point sent,
                              steady::time_point now) {
  tally& counts = context_.counts_at(due);
  std::string text;
  if (counts.wants_example(why)) {
    text = fmt::format("{}: {}", context_.destinations[destination_].asked->authority, cause);
  }
  counts.request_failed(why, text, sent, now);
  if (paced_ == nullptr) return;
  counts.was_due(due, sent, now, why == failure::timeout);
  paced_->ended();
}

/// A request that the peer has not seen, or not touched: as if it had never been asked.
template <typename Session>
void reckoning<Session>::give_back(steady::time_point due) {
  --context_.counts_at(due).sent;
  --asked_;
  context_.give_back(due);
  if (paced_ != nullptr) paced_->put_back(destination_, due);
}

template class reckoning<http1::session>;
template class reckoning<http2::session>;

}  // namespace synfin::load

#include "client/result/result.hpp"

#include <algorithm>
#include <numeric>

#include "client/result/verdict.hpp"

namespace synfin::load {

double load_result::cpu_seconds() const noexcept {
  return std::accumulate(workers.begin(), workers.end(), 0.0,
                         [](double sum, const worker_usage& each) { return sum + each.cpu_seconds; });
}

double load_result::cpu_us_per_request() const noexcept {
  return counts.completed == 0 ? 0 : cpu_seconds() * 1e6 / static_cast<double>(counts.completed);
}

std::string_view load_result::protocol() const noexcept {
  if (counts.opened == 0) return settings.http == config::http_choice::http2 ? "HTTP/2" : "HTTP/1.1";
  if (counts.opened_http2 == 0) return "HTTP/1.1";
  return counts.opened_http2 == counts.opened ? "HTTP/2" : "HTTP/2 and HTTP/1.1";
}

bool load_result::saturated() const { return judge(*this).saturated; }

std::string load_result::verdict() const {
  const auto found = judge(*this);
  return found.by == limit::none ? std::string{} : found.figures + " " + found.advice;
}

std::string why_nothing_was_answered(const tally& counts) {
  const auto most = std::ranges::max_element(counts.failed_by, {}, &tally::failure_class::count);
  if (most->count == 0) return "no request was sent";
  return most->example;
}

}  // namespace synfin::load

#include "client/live/metrics_text.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "synfin_version.hpp"

namespace synfin::load {
namespace {

/// What a metric is called and means; its samples are added behind.
class metric {
 public:
  metric(std::string& out, std::string_view name, std::string_view type, std::string_view help)
      : out_(out), name_(name) {
    out_ += fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, type);
  }

  template <typename Value>
  metric& sample(Value value) {
    out_ += fmt::format("{} {}\n", name_, value);
    return *this;
  }

  template <typename Value>
  metric& sample(std::string_view label, std::string_view of, Value value) {
    out_ += fmt::format("{}{{{}=\"{}\"}} {}\n", name_, label, of, value);
    return *this;
  }

 private:
  std::string& out_;
  std::string_view name_;
};

void requests(std::string& out, const live_figures& totals) {
  constexpr std::array<std::string_view, 6> classes{"other", "1xx", "2xx", "3xx", "4xx", "5xx"};
  metric(out, "synfin_load_requests_sent_total", "counter", "Requests sent.").sample(totals.sent);
  metric(out, "synfin_load_requests_completed_total", "counter", "Requests answered in full.").sample(totals.completed);
  metric(out, "synfin_load_requests_failed_total", "counter", "Requests sent that got no whole answer.")
      .sample(totals.failed);
  metric responses(out, "synfin_load_responses_total", "counter", "Answers by class of status.");
  for (std::size_t i = 0; i < classes.size(); ++i) responses.sample("class", classes.at(i), totals.statuses.at(i));
  metric errors(out, "synfin_load_errors_total", "counter", "Failed requests and connections by cause.");
  for (std::size_t i = 0; i < failures; ++i) {
    errors.sample("cause", name(static_cast<failure>(i)), totals.failed_by.at(i));
  }
  metric(out, "synfin_load_received_bytes_total", "counter", "Bytes received, TLS not counted.")
      .sample(totals.bytes_received);
  metric(out, "synfin_load_body_bytes_total", "counter", "Bytes received in bodies.").sample(totals.bytes_of_bodies);
  metric(out, "synfin_load_requests_in_flight", "gauge", "Requests sent and not answered yet.")
      .sample(totals.in_flight);
  metric(out, "synfin_load_requests_behind", "gauge", "Requests due and not sent yet.").sample(totals.behind);
}

void connections(std::string& out, const live_figures& totals) {
  metric(out, "synfin_load_connections_opened_total", "counter", "Connections that stood.")
      .sample(totals.connections_opened);
  metric(out, "synfin_load_connections_failed_total", "counter", "Attempts to connect that failed.")
      .sample(totals.connections_failed);
  const connection_states& now = totals.states;
  metric(out, "synfin_load_connections", "gauge", "Connections by state.")
      .sample("state", "connecting", now.connecting)
      .sample("state", "active", now.active)
      .sample("state", "idle", now.idle)
      .sample("state", "closing", now.closing)
      .sample("state", "time_wait", now.time_wait);
}

void latency(std::string& out, const histogram& values) {
  constexpr std::array<std::pair<std::string_view, std::uint64_t>, 18> bounds{{{"0.0001", 100},
                                                                               {"0.00025", 250},
                                                                               {"0.0005", 500},
                                                                               {"0.001", 1'000},
                                                                               {"0.0025", 2'500},
                                                                               {"0.005", 5'000},
                                                                               {"0.01", 10'000},
                                                                               {"0.025", 25'000},
                                                                               {"0.05", 50'000},
                                                                               {"0.1", 100'000},
                                                                               {"0.25", 250'000},
                                                                               {"0.5", 500'000},
                                                                               {"1", 1'000'000},
                                                                               {"2.5", 2'500'000},
                                                                               {"5", 5'000'000},
                                                                               {"10", 10'000'000},
                                                                               {"30", 30'000'000},
                                                                               {"60", 60'000'000}}};
  constexpr double million = 1e6;
  metric(out, "synfin_load_latency_seconds", "histogram",
         "From when a request was due, in a closed loop from when it was sent, to its answer's last byte.");
  for (const auto& [bound, microseconds] : bounds) {
    out +=
        fmt::format("synfin_load_latency_seconds_bucket{{le=\"{}\"}} {}\n", bound, values.count_at_most(microseconds));
  }
  out += fmt::format(
      "synfin_load_latency_seconds_bucket{{le=\"+Inf\"}} {0}\n"
      "synfin_load_latency_seconds_sum {1:.6f}\nsynfin_load_latency_seconds_count {0}\n",
      values.count(), values.mean() * static_cast<double>(values.count()) / million);
}

}  // namespace

std::string metrics_text(const live_plan& plan, const live_moment& now, const histogram& latencies) {
  std::string out;
  metric(out, "synfin_load_info", "gauge", "What runs.").sample("version", version, 1);
  metric(out, "synfin_load_elapsed_seconds", "gauge", "Since the run's start.").sample(now.elapsed_s);
  metric(out, "synfin_load_warming_up", "gauge", "1 while nothing is counted yet.")
      .sample(now.totals.warming_up ? 1 : 0);
  metric(out, "synfin_load_threads", "gauge", "Threads that make the load.").sample(plan.threads);
  metric(out, "synfin_load_cpu_seconds_total", "counter", "CPU time of these threads.").sample(now.totals.cpu_seconds);
  requests(out, now.totals);
  connections(out, now.totals);
  latency(out, latencies);
  return out;
}

}  // namespace synfin::load

#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <utility>

#include "client/compare/comparison.hpp"
#include "common/histogram.hpp"

namespace synfin::load::test {

/// What a simulated run is made by. The truth is known: `slower` alone makes a difference between two of them.
struct simulation {
  std::uint64_t seed = 1;
  double slower = 1;  ///< what latencies are multiplied by
  std::size_t seconds = 20;
  std::size_t each = 400;  ///< requests in a second, about
  double drift = 0.02;     ///< how much the seconds differ from one another
  double alike = 0;        ///< how much of a second's difference the next one keeps
};

/// Numbers about 0 with deviation 1, the same in every standard library.
inline double normal(std::mt19937_64& random) {
  double sum = -6;
  for (int i = 0; i < 12; ++i) sum += static_cast<double>(random() >> 11) / 9007199254740992.0;
  return sum;
}

/// A closed loop whose requests take 1 ms about, with a long tail.
inline load_result simulated(const simulation& how) {
  std::mt19937_64 random(how.seed);
  load_result run;
  run.settings.urls = {"http://a/"};
  run.servers = {"a"};
  run.duration_s = static_cast<double>(how.seconds);
  run.timeline.length_s = 1;
  double off = how.drift * normal(random);
  for (std::size_t second = 0; second < how.seconds; ++second) {
    const double middle = 1'000 * how.slower * std::exp(off);
    interval made;
    made.sent = made.completed = static_cast<std::uint64_t>(static_cast<double>(how.each) * 1'000 / middle);
    made.cpu_seconds = static_cast<double>(made.completed) * 1e-5 * (1 + 0.02 * normal(random));
    histogram latency;
    for (std::uint64_t i = 0; i < made.completed; ++i) {
      latency.record(static_cast<std::uint64_t>(middle * std::exp(0.3 * normal(random))));
    }
    made.latency = sparse_histogram::difference(latency, histogram{});
    run.counts.raw.add(latency);
    run.counts.sent += made.sent;
    run.counts.completed += made.completed;
    run.workers.resize(1);
    run.workers[0].cpu_seconds += made.cpu_seconds;
    run.timeline.intervals.push_back(std::move(made));
    off = how.alike * off + std::sqrt(1 - how.alike * how.alike) * how.drift * normal(random);
  }
  run.counts.status[200] = run.counts.completed;
  run.workers[0].wall_seconds = run.duration_s;
  return run;
}

inline compared_side side(std::string name, simulation how, std::size_t runs = 1) {
  compared_side made{std::move(name), {}};
  for (std::size_t i = 0; i < runs; ++i) {
    made.runs.push_back({made.name + std::to_string(i), simulated(how)});
    how.seed += 1'000'003;
  }
  return made;
}

}  // namespace synfin::load::test

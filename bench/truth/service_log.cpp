#include "bench/truth/service_log.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <utility>

namespace synfin::bench {
namespace {

constexpr std::array<std::pair<const char*, double>, 4> percentiles{
    {{"p50", 50.0}, {"p90", 90.0}, {"p99", 99.0}, {"p99_9", 99.9}}};

std::string figure(const char* name, double nanoseconds_count) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), R"("%s": %.1f)", name, nanoseconds_count / 1000);
  return text.data();
}

std::string figures(std::vector<nanoseconds> times) {
  std::string text = "{\"count\": " + std::to_string(times.size());
  if (times.empty()) return text + "}";
  std::sort(times.begin(), times.end());
  double sum = 0;
  for (const nanoseconds time : times) sum += static_cast<double>(time.count());
  text += ", " + figure("min", static_cast<double>(times.front().count()));
  text += ", " + figure("mean", sum / static_cast<double>(times.size()));
  for (const auto& [name, percent] : percentiles) {
    const auto rank = static_cast<std::size_t>(std::ceil(static_cast<double>(times.size()) * percent / 100));
    text += ", " + figure(name, static_cast<double>(times[std::max<std::size_t>(rank, 1) - 1].count()));
  }
  return text + ", " + figure("max", static_cast<double>(times.back().count())) + "}";
}

std::string formula(const delay& nominal) {
  std::string text = "{" + figure("mean", static_cast<double>(nominal.mean().count()));
  for (const auto& [name, percent] : percentiles)
    text += ", " + figure(name, static_cast<double>(nominal.percentile(percent).count()));
  return text + "}";
}

std::string word(const std::optional<nanoseconds>& time) { return time ? std::to_string(time->count()) : ""; }

}  // namespace

std::string service_log::summary(const std::string& delay_text, const delay& nominal) const {
  std::vector<nanoseconds> drawn;
  std::vector<nanoseconds> own;
  std::vector<nanoseconds> kernel;
  for (const service& one : services_) {
    if (!one.own) continue;
    drawn.push_back(one.drawn);
    own.push_back(*one.own);
    if (one.arrived && one.left) kernel.push_back(*one.left - *one.arrived);
  }
  const std::size_t answered = own.size();
  const std::size_t stamped = kernel.size();
  return R"({"schema": "synfin.truth/1", "delay": ")" + delay_text + R"(", "nominal_us": )" + formula(nominal) +
         R"(, "connections": )" + std::to_string(peers_.size()) + R"(, "requests": )" +
         std::to_string(services_.size()) + R"(, "answered": )" + std::to_string(answered) + R"(, "unstamped": )" +
         std::to_string(answered - stamped) + R"(, "clock_steps": )" + std::to_string(clock_steps_) +
         R"(, "drawn_us": )" + figures(std::move(drawn)) + R"(, "own_us": )" + figures(std::move(own)) +
         R"(, "kernel_us": )" + figures(std::move(kernel)) + "}";
}

void service_log::write_csv(const std::string& path) const {
  std::ofstream file(path);
  file << "arrived_ns,left_ns,drawn_ns,own_ns,peer\n";
  for (const service& one : services_)
    file << word(one.arrived) << ',' << word(one.left) << ',' << one.drawn.count() << ',' << word(one.own) << ','
         << peers_[one.connection] << '\n';
  if (!file.flush()) throw std::runtime_error(path + " cannot be written");
}

}  // namespace synfin::bench

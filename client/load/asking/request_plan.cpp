#include "client/load/asking/request_plan.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "client/load/asking/request_template.hpp"
#include "client/load/asking/request_words.hpp"
#include "client/load/asking/weighted_order.hpp"
#include "config/url.hpp"

namespace synfin::load {
namespace {

using config::wanted_request;

/// What makes two wishes the same request.
struct same_request {
  static auto key(const wanted_request& wish) noexcept {
    return std::tie(wish.url, wish.method, wish.headers, wish.body, wish.recorded);
  }
  bool operator()(const wanted_request* one, const wanted_request* other) const noexcept {
    return key(*one) < key(*other);
  }
};

/// Where the request of a wish is.
struct spot {
  std::size_t target;
  std::uint32_t index;
};

/// Puts together, wish by wish, what each target is asked for.
class plan_builder {
 public:
  explicit plan_builder(const config::load_settings& settings)
      : settings_(settings), timed_(settings.pacing.replay_speed > 0) {}

  /// The error says what is wrong with its URL.
  std::expected<void, std::string> take(const wanted_request& wish) {
    const auto found = built_.find(&wish);
    if (found != built_.end()) {
      note(wish, found->second);
      return {};
    }
    auto url = config::parse_url(wish.url);
    if (!url) return std::unexpected(fmt::format("{}: {}", wish.url, url.error()));
    const std::size_t whose = target_for(*url);
    std::vector<prepared_request>& requests = targets_[whose].requests;
    const spot place{whose, static_cast<std::uint32_t>(requests.size())};
    requests.push_back(build(wish, *std::move(url)));
    weights_[whose].push_back(0);
    if (wish.recorded) built_.emplace(&wish, place);
    note(wish, place);
    return {};
  }

  std::uint32_t size() const noexcept { return count_; }

  /// All targets, their orders made.
  std::vector<target> finish() && {
    const std::uint64_t seed = random_seed();
    for (std::size_t i = 0; i < targets_.size(); ++i) {
      target& each = targets_[i];
      if (timed_) {
        sort_by_time(each);
      } else if (weighted_[i]) {
        each.order = weighted_order(weights_[i]);
      }
      each.place = (settings_.part.number - 1) * targets_.size() + i;
      each.places = settings_.part.of * targets_.size();
      each.seed = seed;
    }
    return std::move(targets_);
  }

 private:
  prepared_request build(const wanted_request& wish, config::url url) {
    const request_words words = words_for(settings_, wish, std::move(url));
    prepared_request made = prepare(words);
    made.recipe = request_template::of(words, wish);
    made.number = count_++;
    return made;
  }

  void note(const wanted_request& wish, const spot& place) {
    target& asked = targets_[place.target];
    asked.weight += static_cast<double>(wish.weight);
    asked.order.push_back(place.index);
    weights_[place.target][place.index] += wish.weight;
    weighted_[place.target] = weighted_[place.target] || wish.weight != 1;
    if (!timed_) return;
    asked.times.push_back(wish.at.value_or(std::chrono::nanoseconds{0}));
  }

  static void sort_by_time(target& whose) {
    std::vector<std::tuple<std::chrono::nanoseconds, std::size_t, std::uint32_t>> entries;
    entries.reserve(whose.order.size());
    for (std::size_t i = 0; i < whose.order.size(); ++i) entries.emplace_back(whose.times[i], i, whose.order[i]);
    std::ranges::sort(entries);
    for (std::size_t i = 0; i < entries.size(); ++i) {
      std::tie(whose.times[i], std::ignore, whose.order[i]) = entries[i];
    }
  }

  std::size_t target_for(const config::url& url) {
    const auto found = std::ranges::find_if(targets_, [&](const target& each) {
      return each.port == url.port && each.secure == url.secure && each.host == url.host;
    });
    if (found != targets_.end()) return static_cast<std::size_t>(found - targets_.begin());
    target& made = targets_.emplace_back();
    made.host = url.host;
    made.port = url.port;
    made.secure = url.secure;
    made.authority = url.authority;
    weights_.emplace_back();
    weighted_.push_back(false);
    return targets_.size() - 1;
  }

  static std::uint64_t random_seed() {
    std::random_device source;
    return (std::uint64_t{source()} << 32U) | source();
  }

  const config::load_settings& settings_;
  bool timed_;
  std::vector<target> targets_;
  std::vector<std::vector<std::uint64_t>> weights_;  // by target and request
  std::vector<bool> weighted_;                       // by target: has any a weight but 1?
  std::map<const wanted_request*, spot, same_request> built_;
  std::uint32_t count_ = 0;
};

}  // namespace

std::expected<request_plan, std::string> request_plan::make(const config::load_settings& settings) {
  plan_builder builder(settings);
  for (const wanted_request& wish : settings.wanted) {
    if (auto taken = builder.take(wish); !taken) return std::unexpected(taken.error());
  }
  request_plan plan;
  plan.size_ = builder.size();
  plan.targets_ = std::move(builder).finish();
  if (plan.targets_.empty()) return std::unexpected("no URL given");
  if (plan.targets_.size() > settings.connections) {
    return std::unexpected(
        fmt::format("the URLs name {} servers, which {} connections cannot reach: -c must be at least {}",
                    plan.targets_.size(), settings.connections, plan.targets_.size()));
  }
  plan.deal_out(settings.connections);
  return plan;
}

/// Each next connection goes to the target with the most weight a connection so far (D'Hondt's method).
void request_plan::deal_out(std::size_t connections) {
  std::vector<std::size_t> dealt(targets_.size(), 0);
  const auto wants = [&](std::size_t index) {
    constexpr double before_all_others = 1e18;  // one each comes first
    return targets_[index].weight * (dealt[index] == 0 ? before_all_others : 1.0 / static_cast<double>(dealt[index]));
  };
  target_of_connection_.reserve(connections);
  while (target_of_connection_.size() < connections) {
    std::size_t chosen = 0;
    for (std::size_t i = 1; i < targets_.size(); ++i) {
      if (wants(i) > wants(chosen)) chosen = i;
    }
    ++dealt[chosen];
    target_of_connection_.push_back(chosen);
  }
}

}  // namespace synfin::load

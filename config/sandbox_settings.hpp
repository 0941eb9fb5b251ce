#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace synfin::config {

enum class bound_for : std::uint8_t { server, client };

/// One segment of those that go over a link: the `number`th of its direction, from 1 on.
struct numbered_segment {
  bound_for to = bound_for::server;
  std::uint64_t number = 1;

  bool operator==(const numbered_segment&) const = default;
};

/// Which segments something happens to: a share of all, by chance, and some by their numbers.
struct picked_segments {
  double share = 0;  ///< 0 to 1
  std::vector<numbered_segment> numbered;

  bool operator==(const picked_segments&) const = default;
};

/// A link between two machines; both directions alike, each for itself.
struct link_settings {
  std::chrono::milliseconds delay{20};  ///< each way
  picked_segments lost{};
  picked_segments doubled{};  ///< come twice
  picked_segments held{};     ///< come late, and are overtaken
  std::uint64_t rate = 0;     ///< bits a second; 0 = no limit
  std::uint64_t seed = 1;     ///< of chance

  bool operator==(const link_settings&) const = default;
};

/// A network of our own, with a server in it, for one connection to be traced.
struct sandbox_settings {
  bool wanted = false;
  link_settings link;
  std::string root;  ///< what the server serves; empty = a small site made for it
  bool tls = false;

  bool operator==(const sandbox_settings&) const = default;
};

}  // namespace synfin::config

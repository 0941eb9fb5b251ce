#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace synfin::load {

/// Lines that are drawn over one another on a terminal, at its cursor and without another screen: what stands above
/// them stays. Makes the bytes to write; knows what it drew last.
class drawn_frame {
 public:
  /// Draws `lines`, without line ends and none wider than the terminal, in place of those drawn last. `columns` is
  /// the terminal's width now: where it has become narrower, it has wrapped what stood there.
  std::string draw(const std::vector<std::string>& lines, std::size_t columns);

  /// Takes away what was drawn, and leaves the cursor where it began; empty where nothing was drawn.
  std::string wipe(std::size_t columns);

  /// Leaves what was drawn where it is: the cursor has gone elsewhere.
  void forget() noexcept { widths_.clear(); }

 private:
  std::string back_to_start(std::size_t columns) const;

  std::vector<std::size_t> widths_;  // of the lines drawn last
};

}  // namespace synfin::load

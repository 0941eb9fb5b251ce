#pragma once

#include <bitset>
#include <cstddef>
#include <string>

#include "client/trace/explain/observer.hpp"
#include "client/trace/scenes/scenes.hpp"
#include "client/trace/words/language.hpp"

namespace synfin::trace {

/// Explains a connection line by line: each lesson once, in full.
class explanation {
 public:
  /// `whole` must stay where it is.
  explanation(const flow& whole, language in) : seen_(whole), in_(in) {}

  /// What there is to say under an arrow; each is asked for once, in order. Empty where all of it has been said and it
  /// is nothing to wonder at.
  std::string of(const arrow& each);

  /// What UDP would not do.
  std::string footnote() const;

 private:
  std::string sentence(const taught& what) const;

  observer seen_;
  language in_;
  std::bitset<static_cast<std::size_t>(lesson::count)> told_;
};

}  // namespace synfin::trace

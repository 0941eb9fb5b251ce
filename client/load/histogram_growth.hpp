#pragma once

#include "common/histogram.hpp"
#include "common/sparse_histogram.hpp"

namespace synfin::load {

/// What comes into a histogram between looks at it, and between the ends of intervals. A look is cheap: it copies what
/// the histogram has room for. Where intervals end, all of its buckets are gone through.
class histogram_growth {
 public:
  /// What `now` holds that the last look did not see.
  sparse_histogram since_look(const histogram& now) const { return sparse_histogram::difference(now, looked_); }

  /// Sees `now`, which holds what it held at the last look, and more.
  void look(const histogram& now) {
    if (now.count() != looked_.count()) looked_ = now;
  }

  /// Ends an interval with the last look, where the next one begins. What came in it.
  sparse_histogram end_interval() {
    auto found = sparse_histogram::difference(looked_, ended_);
    if (!found.empty()) ended_ = looked_;
    return found;
  }

 private:
  histogram looked_;
  histogram ended_;  // as it was when the last interval ended
};

}  // namespace synfin::load

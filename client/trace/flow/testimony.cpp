#include "client/trace/flow/testimony.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace synfin::trace {
namespace {

using kind = happening::kind;

/// A stamp is made a little before or behind the place where a capture would see the segment.
constexpr wall::duration of_a_stamp = std::chrono::microseconds(50);

/// Writes down what must have been on the wire.
class reconstruction {
 public:
  explicit reconstruction(testimony seen) : seen_(std::move(seen)) {}

  std::vector<segment> take() {
    std::vector<const happening*> all;
    for (happening& each : seen_.all) {
      if (each.what == kind::data_in) last_data_ = std::max(last_data_, time_of(each));
    }
    for (happening& each : seen_.all) {
      if (each.what == kind::fin_acked && !each.alone) acked_by_data_ = true;
      if (each.what == kind::fin_in) each.when.earliest = std::clamp(last_data_, each.when.earliest, each.when.latest);
      all.push_back(&each);
    }
    // Where times are the same, in the order in which they were noted, which is that of their addresses.
    std::ranges::sort(all, {}, [](const happening* each) { return std::pair(time_of(*each), each); });
    for (const happening* each : all) add(*each);
    return std::move(made_);
  }

 private:
  static wall::time_point time_of(const happening& each) noexcept {
    return each.stamp ? *each.stamp : each.when.earliest + (each.when.latest - each.when.earliest) / 2;
  }

  void add(const happening& each) {
    switch (each.what) {
      case kind::syn_out: return add_syn(each);
      case kind::established: return add_answer(each);
      case kind::refused: return add_refusal(each);
      case kind::data_out: return add_data(each, side::client);
      case kind::data_in: return add_data(each, side::server);
      case kind::acked: return add_ack(each);
      case kind::fin_out: return add_our_fin(each);
      case kind::fin_acked: return add_fin_ack(each);
      case kind::fin_in: return add_their_fin(each);
      case kind::rst_in: return add_reset(each, side::server);
      case kind::rst_out: return add_reset(each, side::client);
    }
  }

  segment& put(side from, const happening& each) {
    segment made;
    made.from = from == side::client ? seen_.client : seen_.server;
    made.to = from == side::client ? seen_.server : seen_.client;
    made.seq = static_cast<std::uint32_t>(from == side::client ? sent_ : received_);
    made.ack = static_cast<std::uint32_t>(from == side::client ? received_ : acknowledged());
    made.acks = true;
    made.window_known = false;
    made.time = time_of(each);
    made.sure = each.stamp ? grade::exact : grade::bracketed;
    made.error = each.stamp ? of_a_stamp : (each.when.latest - each.when.earliest) / 2;
    // A stamp that may be another's is what it is bracketed by.
    const bool by_stamp = each.what == kind::data_in || each.what == kind::fin_in;
    if (!each.stamp && by_stamp) made.error += of_a_stamp;
    made_.push_back(std::move(made));
    return made_.back();
  }

  /// The server acknowledges our FIN by a segment of its own, or not before its own.
  std::uint64_t acknowledged() const noexcept { return fin_unseen_ ? sent_ - 1 : sent_; }

  void add_syn(const happening& each) {
    sent_ = 0;
    segment& made = put(side::client, each);
    made.syn = true;
    made.acks = false;
    made.ack = 0;
    made.options = seen_.offered;
    sent_ = 1;
  }

  void add_answer(const happening& each) {
    segment& answer = put(side::server, each);
    answer.syn = true;
    answer.options = seen_.agreed;
    place(answer, each);
    const segment copy = answer;  // the next one may move it
    received_ = 1;
    segment& last = put(side::client, each);
    last.time = copy.time;
    last.sure = copy.sure;
    last.error = std::max(copy.error, each.when.latest - copy.time);
  }

  /// A SYN that was sent once has measured the round trip.
  void place(segment& answer, const happening& each) const {
    if (!seen_.syn_rtt || made_.size() < 2) return;
    const segment& syn = made_[made_.size() - 2];
    answer.time = std::min(syn.time + *seen_.syn_rtt, each.when.latest);
    answer.sure = grade::derived;
    answer.error = syn.error + of_a_stamp;
  }

  void add_refusal(const happening& each) {
    segment& made = put(side::server, each);
    made.rst = true;
  }

  void add_data(const happening& each, side from) {
    if (from == side::server && acked_by_data_) fin_unseen_ = false;
    segment& made = put(from, each);
    made.psh = true;
    made.size = static_cast<std::uint32_t>(each.size);
    made.payload = each.bytes;
    (from == side::client ? sent_ : received_) += each.size;
    answered_ = from == side::server;
  }

  /// What the server has said since has acknowledged it by the way.
  void add_ack(const happening& each) {
    if (!answered_ && each.alone) put(side::server, each).ack = static_cast<std::uint32_t>(1 + each.upto);
  }

  void add_our_fin(const happening& each) {
    put(side::client, each).fin = true;
    ++sent_;
    fin_unseen_ = true;
  }

  void add_fin_ack(const happening& each) {
    fin_unseen_ = false;
    if (each.alone) put(side::server, each);
  }

  void add_their_fin(const happening& each) {
    if (!each.alone) fin_unseen_ = false;
    segment& made = put(side::server, each);
    made.fin = true;
    ++received_;
    if (!each.answered) return;
    segment& last = put(side::client, each);
    last.sure = grade::derived;
  }

  void add_reset(const happening& each, side from) {
    segment& made = put(from, each);
    made.rst = true;
  }

  testimony seen_;
  wall::time_point last_data_;  // the server's
  std::vector<segment> made_;
  std::uint64_t sent_ = 0;      // the client's next number
  std::uint64_t received_ = 0;  // the server's
  bool answered_ = false;       // the server has sent something since we did
  bool acked_by_data_ = false;  // our FIN, by what the server still said
  bool fin_unseen_ = false;     // our FIN is on its way
};

}  // namespace

std::vector<segment> segments_of(const testimony& seen) { return reconstruction(seen).take(); }

}  // namespace synfin::trace

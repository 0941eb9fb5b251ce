#include "client/load/http2/session.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <new>

namespace synfin::load::http2 {
namespace {

/// More is not gathered before it was written: a request body may be large.
constexpr std::size_t most_gathered = std::size_t{64} * 1024;

constexpr std::uint32_t last_stream_id = (std::uint32_t{1} << 31) - 1;

/// nghttp2's calls fail here for want of memory alone: the arguments are ours.
void need(int outcome) {
  if (outcome != 0) throw std::bad_alloc();
}

/// A passing field is copied by nghttp2, any other read where it lies.
nghttp2_nv as_nv(const std::pair<std::string, std::string>& field, bool passing) noexcept {
  // nghttp2 takes pointers to mutable bytes, and leaves them alone.
  const auto bytes = [](const std::string& text) {
    return reinterpret_cast<std::uint8_t*>(const_cast<char*>(text.data()));
  };
  constexpr std::uint8_t where_they_lie = NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE;
  const auto flags = passing ? std::uint8_t{NGHTTP2_NV_FLAG_NONE} : where_they_lie;
  return {bytes(field.first), bytes(field.second), field.first.size(), field.second.size(), flags};
}

/// Three digits; 0 if they are not (nghttp2 has looked at them).
unsigned status_code(std::string_view digits) noexcept {
  unsigned code = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '9') return 0;
    code = code * 10 + static_cast<unsigned>(digit - '0');
  }
  return digits.size() == 3 ? code : 0;
}

}  // namespace

/// What nghttp2 calls while it reads and writes; an exception becomes its error.
struct session_callbacks {
  using stream = session::stream;

  static session& of(void* user) noexcept { return *static_cast<session*>(user); }

  /// The request that a frame belongs to; nullptr if it has ended already.
  static stream* find(nghttp2_session* wire, std::int32_t id) noexcept {
    auto* const at = static_cast<stream*>(nghttp2_session_get_stream_user_data(wire, id));
    return at != nullptr && at->id == id ? at : nullptr;  // another request may have the place by now
  }

  template <typename Action>
  static int guarded(Action act) noexcept {
    try {
      act();
      return 0;
    } catch (...) {
      return NGHTTP2_ERR_CALLBACK_FAILURE;
    }
  }

  static int on_begin_headers(nghttp2_session* wire, const nghttp2_frame* frame, void* user) noexcept {
    stream* const at = find(wire, frame->hd.stream_id);
    if (at != nullptr && at->first_byte == steady::time_point{}) at->first_byte = of(user).now_;
    return 0;
  }

  static int on_header(nghttp2_session* wire, const nghttp2_frame* frame, const std::uint8_t* name, std::size_t length,
                       const std::uint8_t* value, std::size_t value_length, std::uint8_t /*flags*/,
                       void* user) noexcept {
    if (length == 0) return 0;
    const std::string_view text{reinterpret_cast<const char*>(value), value_length};
    if (name[0] == ':') {  // of the pseudo-header fields a response has only :status
      if (stream* const at = find(wire, frame->hd.stream_id); at != nullptr) at->status = status_code(text);
    } else if (!of(user).checks_.empty()) {
      stream* const at = find(wire, frame->hd.stream_id);
      if (at != nullptr) of(user).check_field(*at, {reinterpret_cast<const char*>(name), length}, text);
    }
    return 0;
  }

  static int on_data(nghttp2_session* wire, std::uint8_t /*flags*/, std::int32_t id, const std::uint8_t* data,
                     std::size_t length, void* user) noexcept {
    stream* const at = find(wire, id);
    if (at == nullptr) return 0;
    at->body_bytes += length;
    session& mine = of(user);
    if (!mine.checks_.empty()) {
      mine.checks_[mine.place_of(*at)].body({reinterpret_cast<const char*>(data), length});
    }
    return 0;
  }

  static int on_frame(nghttp2_session* wire, const nghttp2_frame* frame, void* user) noexcept {
    session& mine = of(user);
    switch (frame->hd.type) {
      case NGHTTP2_HEADERS:
        if (!mine.checks_.empty()) mine.check_head(find(wire, frame->hd.stream_id));
        [[fallthrough]];
      case NGHTTP2_DATA: {
        if ((frame->hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return 0;
        stream* const at = find(wire, frame->hd.stream_id);
        return at == nullptr ? 0 : guarded([&] { mine.answered(*at); });
      }
      case NGHTTP2_RST_STREAM:
        if (stream* const at = find(wire, frame->hd.stream_id); at != nullptr) at->reset_by_peer = true;
        return 0;
      case NGHTTP2_SETTINGS: mine.settings_seen_ = true; return 0;
      case NGHTTP2_GOAWAY: return guarded([&] { mine.turned_away(); });
      default: return 0;
    }
  }

  static int on_close(nghttp2_session* wire, std::int32_t id, std::uint32_t code, void* user) noexcept {
    stream* const at = find(wire, id);
    return at == nullptr ? 0 : guarded([&] { of(user).closed(*at, code); });
  }

  static int before_send(nghttp2_session* wire, const nghttp2_frame* frame, void* user) noexcept {
    session& mine = of(user);
    if (frame->hd.type == NGHTTP2_GOAWAY && frame->goaway.error_code != NGHTTP2_NO_ERROR) {
      mine.problem_ = error::protocol;  // nghttp2 has found the peer to break the protocol, and ends the connection
    } else if (frame->hd.type == NGHTTP2_HEADERS) {
      if (stream* const at = find(wire, frame->hd.stream_id); at != nullptr) {
        at->started = true;
        at->starts_at = mine.made_;
      }
    }
    return 0;
  }

  static ssize_t read_body(nghttp2_session* wire, std::int32_t id, std::uint8_t* into, std::size_t room,
                           std::uint32_t* flags, nghttp2_data_source* /*source*/, void* /*user*/) noexcept {
    stream* const at = find(wire, id);
    if (at == nullptr) return NGHTTP2_ERR_TEMPORAL_CALLBACK_FAILURE;  // answered or given up: the stream is reset
    std::string_view& left = at->unsent_body;
    const std::size_t count = std::min(room, left.size());
    std::copy_n(left.begin(), count, into);
    left.remove_prefix(count);
    if (left.empty()) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(count);
  }

  static const nghttp2_session_callbacks& all() {
    static const auto made = [] {
      auto fresh = ::synfin::http2::make_callbacks();
      nghttp2_session_callbacks_set_on_begin_headers_callback(fresh.get(), on_begin_headers);
      nghttp2_session_callbacks_set_on_header_callback(fresh.get(), on_header);
      nghttp2_session_callbacks_set_on_data_chunk_recv_callback(fresh.get(), on_data);
      nghttp2_session_callbacks_set_on_frame_recv_callback(fresh.get(), on_frame);
      nghttp2_session_callbacks_set_on_stream_close_callback(fresh.get(), on_close);
      nghttp2_session_callbacks_set_before_frame_send_callback(fresh.get(), before_send);
      return fresh;
    }();
    return *made;
  }
};

session::session(std::size_t streams, const expected_answer* expected) : streams_(streams) {
  const auto options = ::synfin::http2::make_options();
  wire_ = ::synfin::http2::make_client(session_callbacks::all(), this, *options);
  free_.reserve(streams);
  for (stream& each : streams_) free_.push_back(&each);
  ended_.reserve(streams);
  checks_.reserve(expected == nullptr ? 0 : streams);
  for (std::size_t i = 0; expected != nullptr && i < streams; ++i) checks_.emplace_back(*expected);
  greet();
}

session::~session() = default;

void session::greet() {
  constexpr std::array<nghttp2_settings_entry, 2> ours{{
      {NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
      {NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, static_cast<std::uint32_t>(receive_window)},
  }};
  need(nghttp2_submit_settings(wire_.get(), NGHTTP2_FLAG_NONE, ours.data(), ours.size()));
  need(nghttp2_session_set_local_window_size(wire_.get(), NGHTTP2_FLAG_NONE, 0, receive_window));
}

std::size_t session::room() const noexcept {
  if (!reusable_) return 0;
  const std::size_t allowed =
      settings_seen_ ? nghttp2_session_get_remote_settings(wire_.get(), NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS)
                     : streams_unasked;
  // A peer that allows none at the moment gets one, which nghttp2 holds back: so there is something that can time out.
  const std::size_t most = std::min(streams_.size(), std::max<std::size_t>(allowed, 1));
  return most > count_ ? most - count_ : 0;
}

void session::submit(const prepared_request& request, bool /*last*/, steady::time_point due, steady::time_point now) {
  assert(!free_.empty() && !request.fields.empty());
  stream& taken = *free_.back();
  taken = {};
  taken.due = due;
  taken.sent = now;
  taken.unsent_body = request.body();
  fields_.clear();
  for (const auto& field : request.fields) fields_.push_back(as_nv(field, request.passing));
  if (request.passing && request.body_size != 0) taken.unsent_body = keep_body(taken, request.body());
  if (!checks_.empty()) checks_[place_of(taken)].expect(request.number, request.head);
  nghttp2_data_provider body{};
  body.read_callback = session_callbacks::read_body;
  const std::int32_t id = nghttp2_submit_request(wire_.get(), nullptr, fields_.data(), fields_.size(),
                                                 request.body_size == 0 ? nullptr : &body, &taken);
  if (id < 0) throw std::bad_alloc();
  free_.pop_back();
  taken.id = id;
  link(taken);
  // Stream ids are not used twice (RFC 9113 §5.1.1): after a billion requests it takes another connection.
  if (nghttp2_session_get_next_stream_id(wire_.get()) > last_stream_id) reusable_ = false;
}

std::size_t session::place_of(const stream& at) const noexcept {
  return static_cast<std::size_t>(&at - streams_.data());
}

/// Copies the body of a request that does not stay, for as long as its stream has the place.
std::string_view session::keep_body(const stream& whose, std::string_view body) {
  bodies_.resize(streams_.size());
  return bodies_[place_of(whose)] = body;
}

void session::check_field(const stream& at, std::string_view name, std::string_view value) noexcept {
  if (!at.head_over) checks_[place_of(at)].field(name, value);
}

/// A head has come whole: a final one, or an interim one, of which nothing counts.
void session::check_head(stream* at) noexcept {
  if (at == nullptr || at->head_over) return;
  answer_check& check = checks_[place_of(*at)];
  at->head_over = at->status >= 200;
  if (at->head_over) {
    check.head_complete(at->status);
  } else {
    check.begin();
  }
}

std::string_view session::output() {
  if (output_sent_ == output_.size()) {
    output_.clear();
    output_sent_ = 0;
  }
  gather();
  return std::string_view(output_).substr(output_sent_);
}

/// Puts behind what waits to be written whatever nghttp2 has to say by now.
void session::gather() {
  while (output_.size() - output_sent_ < most_gathered) {
    const std::uint8_t* bytes = nullptr;
    const ssize_t count = nghttp2_session_mem_send(wire_.get(), &bytes);
    if (count < 0) problem_ = error::protocol;
    if (count <= 0) return;
    output_.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
    made_ += static_cast<std::uint64_t>(count);
  }
}

void session::sent(std::size_t count) noexcept {
  output_sent_ += count;
  written_ += count;
}

session::progress session::receive(std::string_view bytes, steady::time_point now) {
  now_ = now;
  const ssize_t read =
      nghttp2_session_mem_recv(wire_.get(), reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  if (read < 0) problem_ = error::protocol;
  gather();  // what nghttp2 found wrong shows in what it wants to say
  return {bytes.size(), problem_};
}

session::progress session::receive_end(steady::time_point /*now*/) { return {}; }

std::span<const outcome> session::ended() noexcept {
  told_.clear();
  told_.swap(ended_);
  return told_;
}

void session::link(stream& taken) noexcept {
  taken.older = newest_;
  (newest_ != nullptr ? newest_->newer : oldest_) = &taken;
  newest_ = &taken;
  ++count_;
}

/// Takes a request out of those in flight. nghttp2 may still know its stream, and must not find it again.
void session::release(stream& gone) noexcept {
  (gone.older != nullptr ? gone.older->newer : oldest_) = gone.newer;
  (gone.newer != nullptr ? gone.newer->older : newest_) = gone.older;
  --count_;
  free_.push_back(&gone);
  nghttp2_session_set_stream_user_data(wire_.get(), gone.id, nullptr);
}

void session::end(stream& gone, outcome::kind what, std::string_view why) {
  ended_.push_back({what, {gone.status, gone.body_bytes, gone.due, gone.sent, gone.first_byte}, why});
  release(gone);
}

/// The peer has ended its side of a stream. If it did not want all of our body, it need not get it (RFC 9113 §8.1).
void session::answered(stream& done) {
  if (!done.unsent_body.empty()) {
    need(nghttp2_submit_rst_stream(wire_.get(), NGHTTP2_FLAG_NONE, done.id, NGHTTP2_NO_ERROR));
  }
  // nghttp2 takes any three digits for a status.
  const bool final_status = done.status >= 200;
  if (final_status && !checks_.empty()) return judge(done);
  end(done, final_status ? outcome::kind::answered : outcome::kind::malformed, final_status ? "" : "no such status");
}

/// Is the answer what was expected? Words are made once a session: only a run's first ones are told.
void session::judge(stream& done) {
  answer_check& check = checks_[place_of(done)];
  if (check.holds()) return end(done, outcome::kind::answered, "");
  if (fault_.empty()) fault_ = check.fault();
  end(done, outcome::kind::invalid, fault_);
}

/// A stream has ended without an answer to its end.
void session::closed(stream& gone, std::uint32_t code) {
  if (code == NGHTTP2_REFUSED_STREAM) {
    end(gone, outcome::kind::given_back, "REFUSED_STREAM");
  } else if (gone.reset_by_peer) {
    end(gone, outcome::kind::reset, nghttp2_http2_strerror(code));
  } else {
    end(gone, outcome::kind::malformed, nghttp2_http2_strerror(code));
  }
}

/// GOAWAY (RFC 9113 §6.8). nghttp2 closes the streams that the peer has not seen; what it has not yet written of will
/// not be.
void session::turned_away() {
  reusable_ = false;
  for (stream* each = oldest_; each != nullptr;) {
    stream& looked_at = *each;
    each = each->newer;
    if (!looked_at.started) end(looked_at, outcome::kind::given_back, "GOAWAY");
  }
}

std::optional<session::lost_request> session::abandon(bool late) {
  if (oldest_ == nullptr) return std::nullopt;
  stream& gone = *oldest_;
  // One that the peer has not allowed for too long was its turn, although nothing was written of it.
  const bool written = gone.started ? gone.starts_at < written_ : late && output_sent_ == output_.size();
  need(nghttp2_submit_rst_stream(wire_.get(), NGHTTP2_FLAG_NONE, gone.id, NGHTTP2_CANCEL));
  const lost_request lost{gone.due, gone.sent, written};
  release(gone);
  return lost;
}

void session::finish() { need(nghttp2_session_terminate_session(wire_.get(), NGHTTP2_NO_ERROR)); }

}  // namespace synfin::load::http2

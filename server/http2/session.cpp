#include "server/http2/session.hpp"

#include <array>
#include <span>
#include <utility>

#include "server/http2/events.hpp"

namespace synfin::server::http2 {

using http::status;

namespace {

/// Once so much waits to be written, no further frame is made. One more may come on top: 16 KiB of DATA.
constexpr std::size_t most_queued = std::size_t{48} * 1024;

/// What nghttp2 says of a header block in too many CONTINUATION frames, where it knows that limit; older ones have no
/// name for it.
constexpr std::ptrdiff_t too_many_continuations = -905;

constexpr std::int32_t no_rfc7540_priorities = 9;  // RFC 9218 §2.1; older nghttp2 knows it by its number only

}  // namespace

session::session(session_services& services, connection_facts facts)
    : services_(services),
      facts_(std::move(facts)),
      head_(services),
      frames_(synfin::http2::make_server(events::table(), this, events::options())) {
  const std::array<nghttp2_settings_entry, 3> settings{
      {{NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, services.limits.streams},
       {NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, static_cast<std::uint32_t>(services.limits.head)},
       {no_rfc7540_priorities, 1}}};
  nghttp2_submit_settings(frames_.get(), NGHTTP2_FLAG_NONE, settings.data(), settings.size());
  if (services.draining) announce_end();
  fill();
}

session::~session() {
  for (const auto& each : streams_) {
    if (each->parked) --services_.parked;
    if (each->answered) report(*each);
  }
  if (!out_.empty()) services_.buffers.give_back(std::move(out_));
}

void session::receive(std::string_view bytes) {
  if (finished_ || input_over_) return;
  const std::string_view paid = affordable(bytes);
  const auto used =
      nghttp2_session_mem_recv(frames_.get(), reinterpret_cast<const std::uint8_t*>(paid.data()), paid.size());
  if (used < 0 || ended_for_ != nullptr) give_up(used);
  fill();
}

void session::receive_end() {
  peer_ended_ = true;
  fill();
}

void session::sent(std::uint64_t count) {
  out_sent_ += static_cast<std::size_t>(count);
  if (out_sent_ < out_.size()) return;
  services_.buffers.give_back(std::exchange(out_, {}));
  out_sent_ = 0;
  fill();
}

bool session::has_room() const noexcept { return out_.size() < most_queued; }

/// Makes frames of what can be sent while there is room for them.
void session::fill() {
  if (finished_) return;
  if (out_.empty()) out_ = services_.buffers.take();
  std::ptrdiff_t size = 1;
  while (size > 0 && has_room()) {
    const std::uint8_t* bytes = nullptr;
    size = nghttp2_session_mem_send(frames_.get(), &bytes);
    if (size > 0) out_.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    if (ended_for_ != nullptr && !input_over_) {
      calm_down(*ended_for_);
      size = 1;
    }
  }
  if (out_.empty()) services_.buffers.give_back(std::exchange(out_, {}));
  const bool writes = size >= 0 && nghttp2_session_want_write(frames_.get()) != 0;
  const bool reads = size >= 0 && !peer_ended_ && nghttp2_session_want_read(frames_.get()) != 0;
  finished_ = !writes && !reads;
}

/// One more of `what`; false if that ends the connection.
bool session::spend(abuse what) {
  if (budgets_.spend(what, services_.now.steady_time)) return true;
  if (ended_for_ == nullptr) ended_for_ = &ended_for(what, services_.count);
  return false;
}

/// The last word to a peer that has overdone something.
void session::calm_down(counter& ended) {
  input_over_ = true;
  ended_for_ = &ended;
  ended.add();
  nghttp2_session_terminate_session(frames_.get(), NGHTTP2_ENHANCE_YOUR_CALM);
}

/// nghttp2 reads no further.
void session::give_up(std::ptrdiff_t problem) {
  if (ended_for_ != nullptr) return calm_down(*ended_for_);
  if (problem == too_many_continuations) return calm_down(services_.count.h2_continuations);
  if (problem == NGHTTP2_ERR_FLOODED) return calm_down(services_.count.h2_floods);
  input_over_ = true;
  const bool stranger = problem == NGHTTP2_ERR_BAD_CLIENT_MAGIC;
  nghttp2_session_terminate_session(frames_.get(), stranger ? NGHTTP2_PROTOCOL_ERROR : NGHTTP2_INTERNAL_ERROR);
}

/// `bytes` up to the frame that is one too many, if there is one.
std::string_view session::affordable(std::string_view bytes) {
  std::string_view rest = bytes;
  while (const auto frame = scanner_.next(rest)) {
    if (!pays_for(*frame)) return bytes.substr(0, bytes.size() - rest.size());
  }
  return bytes;
}

bool session::pays_for(const frame_head& frame) {
  constexpr std::uint32_t hardly_any = 64;  // bytes: it is the frame that costs
  switch (frame.type) {
    case NGHTTP2_HEADERS: return true;
    case NGHTTP2_DATA:
      return frame.length >= hardly_any || (frame.flags & NGHTTP2_FLAG_END_STREAM) != 0 || spend(abuse::empty_data);
    case NGHTTP2_RST_STREAM: return spend(abuse::resets);
    case NGHTTP2_SETTINGS: return spend(abuse::settings);
    case NGHTTP2_PING: return spend(abuse::pings);
    case NGHTTP2_WINDOW_UPDATE: return spend(abuse::window_updates);
    case NGHTTP2_CONTINUATION: return spend(abuse::continuations);
    case NGHTTP2_PRIORITY:
    case NGHTTP2_PRIORITY_UPDATE: return spend(abuse::priorities);
    default: return spend(abuse::other_frames);
  }
}

bool session::head_begins(const nghttp2_frame& frame) {
  const bool request = frame.headers.cat == NGHTTP2_HCAT_REQUEST;
  head_.begin(!request);
  head_of_ = frame.hd.stream_id;
  if (!request) return true;
  auto fresh = std::make_unique<stream>();
  fresh->id = frame.hd.stream_id;
  fresh->place = streams_.size();
  nghttp2_session_set_stream_user_data(frames_.get(), fresh->id, fresh.get());
  streams_.push_back(std::move(fresh));
  return true;
}

bool session::field_read(std::string_view name, std::string_view value) {
  if (head_.take(name, value)) return true;
  ended_for_ = &services_.count.h2_heads;
  return false;
}

bool session::frame_read(const nghttp2_frame& frame) {
  const bool last = (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) != 0;
  stream* const of = frame.hd.stream_id == 0 ? nullptr : find(frame.hd.stream_id);
  switch (frame.hd.type) {
    case NGHTTP2_HEADERS:
      if (of != nullptr && frame.headers.cat == NGHTTP2_HCAT_REQUEST) {
        of->request_over = last;
        begin(*of, head_.head());
      } else if (of != nullptr && last) {
        request_whole(*of);
      }
      head_.end();
      return true;
    case NGHTTP2_DATA:
      if (of != nullptr && last) request_whole(*of);
      // Padding alone carries no more than nothing at all.
      return last || frame.data.padlen == 0 || frame.hd.length > frame.data.padlen || spend(abuse::empty_data);
    case NGHTTP2_SETTINGS: settings_read(frame.settings); return true;
    case NGHTTP2_PRIORITY_UPDATE:
      update_read(*static_cast<const nghttp2_ext_priority_update*>(frame.ext.payload));
      return true;
    default: return true;
  }
}

void session::settings_read(const nghttp2_settings& frame) {
  for (const nghttp2_settings_entry& each : std::span(frame.iv, frame.niv)) {
    if (each.settings_id == no_rfc7540_priorities && each.value == 1) speaks_priorities_ = true;
  }
}

void session::update_read(const nghttp2_ext_priority_update& frame) {
  speaks_priorities_ = true;
  const bool too_late = frame.stream_id <= nghttp2_session_get_last_proc_stream_id(frames_.get());
  const auto wanted = parse_priority({reinterpret_cast<const char*>(frame.field_value), frame.field_value_len});
  if (!wanted) return;
  if (find(frame.stream_id) != nullptr) return tell_priority(frame.stream_id, *wanted);
  if (too_late) return;
  std::erase_if(early_updates_, [&](const early_update& each) { return each.id == frame.stream_id; });
  if (early_updates_.size() < services_.limits.streams) early_updates_.push_back({frame.stream_id, *wanted});
}

bool session::frame_refused() { return spend(abuse::forced_resets); }

void session::frame_written(const nghttp2_frame& frame) {
  constexpr std::size_t bytes_an_update = 512;
  if (frame.hd.type == NGHTTP2_RST_STREAM) {
    if (frame.hd.stream_id == head_of_) head_.end();
    spend(abuse::forced_resets);
  } else if (frame.hd.type == NGHTTP2_GOAWAY) {
    const std::uint32_t why = frame.goaway.error_code;
    if (why != NGHTTP2_NO_ERROR && ended_for_ == nullptr)
      (why == NGHTTP2_ENHANCE_YOUR_CALM ? services_.count.h2_floods : services_.count.h2_errors).add();
  } else if (frame.hd.type == NGHTTP2_DATA) {
    ++moved_;
    budgets_.earn(abuse::window_updates, static_cast<std::uint32_t>(2 + frame.hd.length / bytes_an_update));
  }
  const bool may_end = frame.hd.type == NGHTTP2_DATA || frame.hd.type == NGHTTP2_HEADERS;
  if (!may_end || (frame.hd.flags & NGHTTP2_FLAG_END_STREAM) == 0) return;
  stream* const of = find(frame.hd.stream_id);
  if (of == nullptr) return;
  of->answer_over = true;
  // The rest of the request is of no interest (RFC 9113 §8.1).
  if (!of->request_over) nghttp2_submit_rst_stream(frames_.get(), NGHTTP2_FLAG_NONE, of->id, NGHTTP2_NO_ERROR);
}

void session::stream_closed(std::int32_t id) {
  if (id == head_of_) head_.end();  // nghttp2 has refused the block, and says no more of it
  stream* const gone = find(id);
  if (gone == nullptr) return;
  if (gone->body_awaited) --bodies_awaited_;
  set_parked(*gone, false);
  if (gone->answered) report(*gone);
  const std::size_t place = gone->place;
  std::swap(streams_[place], streams_.back());
  streams_[place]->place = place;
  streams_.pop_back();
}

stream* session::find(std::int32_t id) const noexcept {
  return static_cast<stream*>(nghttp2_session_get_stream_user_data(frames_.get(), id));
}

/// The stream whose body has been awaited longest; null if none is.
stream* session::oldest_body() const noexcept {
  stream* oldest = nullptr;
  for (const auto& each : streams_) {
    if (each->body_awaited && (oldest == nullptr || each->id < oldest->id)) oldest = each.get();
  }
  return oldest;
}

patience session::waiting() const noexcept {
  if (head_.open()) return {awaited::head, begun_};
  if (bodies_awaited_ > 0) return {awaited::body, static_cast<std::uint64_t>(oldest_body()->id)};
  if (parked_ > 0 && parked_ == streams_.size()) return {awaited::work, begun_};
  if (!streams_.empty()) return {awaited::window, moved_};
  return {begun_ > 0 ? awaited::next_request : awaited::head, begun_};
}

void session::expire() {
  if (finished_ || input_over_) return;
  const awaited what = waiting().what;
  if (what == awaited::body) {
    stream& late = *oldest_body();
    late.answer = site::house_answer(status::request_timeout);
    answer(late);
  } else if (what == awaited::work) {
    for (const auto& each : streams_) answer_parked(*each, site::house_answer(status::service_unavailable));
  } else if (what == awaited::window) {
    calm_down(services_.count.h2_stalls);
  } else {
    input_over_ = true;
    nghttp2_session_terminate_session(frames_.get(), NGHTTP2_NO_ERROR);
  }
  fill();
}

void session::announce_end() {
  if (finished_ || std::exchange(announced_, true)) return;
  nghttp2_submit_shutdown_notice(frames_.get());
  fill();
}

void session::end_if_idle() {
  if (finished_ || head_.open() || std::exchange(last_id_told_, true)) return;
  nghttp2_submit_goaway(frames_.get(), NGHTTP2_FLAG_NONE, nghttp2_session_get_last_proc_stream_id(frames_.get()),
                        NGHTTP2_NO_ERROR, nullptr, 0);
  fill();
}

void session::report(const stream& done) const {
  static const request_texts none;
  const request_texts& asked = done.asked ? *done.asked : none;
  services_.listener.finished({facts_.peer, facts_.subject, asked.method, asked.target, done.asked ? "HTTP/2.0" : "",
                               asked.host, asked.referer, asked.user_agent, done.answer.status, done.body_sent,
                               !done.answer_over});
}

}  // namespace synfin::server::http2

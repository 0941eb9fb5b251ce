#include "server/http2/session.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <span>
#include <system_error>
#include <utility>

#include "server/http2/answer_fields.hpp"
#include "server/http2/events.hpp"
#include "server/reply.hpp"

namespace synfin::server::http2 {

using http::status;

namespace {

/// Once so much waits to be written, no further frame is made. One more may come on top: 16 KiB of DATA.
constexpr std::size_t most_queued = std::size_t{48} * 1024;

/// What nghttp2 says of a header block in too many CONTINUATION frames, where it knows that limit; older ones have no
/// name for it.
constexpr std::ptrdiff_t too_many_continuations = -905;

constexpr std::int32_t no_rfc7540_priorities = 9;  // RFC 9218 §2.1; older nghttp2 knows it by its number only

std::string_view value(const http::request_head& request, std::string_view name) noexcept {
  return http::find(request.fields, name).value_or(std::string_view{});
}

/// Appends `count` bytes of a file, or false if it is no longer that long.
bool append_file(std::string& out, int file, std::uint64_t offset, std::size_t count) {
  const std::size_t start = out.size();
  out.resize(start + count);
  std::size_t done = 0;
  while (done < count) {
    const ssize_t got = ::pread(file, out.data() + start + done, count - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    done += static_cast<std::size_t>(got);
  }
  return true;
}

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

void session::body_read(std::int32_t id, std::size_t count) {
  stream* const of = find(id);
  if (of == nullptr) return;
  of->body_taken += count;
  // The answer does not depend on the body: one that is too long is not waited for (RFC 9113 §8.1).
  if (of->body_awaited && of->body_taken > services_.limits.body) answer(*of);
}

void session::request_whole(stream& asked) {
  asked.request_over = true;
  if (asked.body_awaited) answer(asked);
}

/// A request's head is whole: answers it, or keeps the answer until the body has been read away.
void session::begin(stream& asked, const http::request_head& request) {
  asked.begun = true;
  ++begun_;
  budgets_.earn(abuse::window_updates, 2);
  budgets_.earn(abuse::priorities, 2);
  asked.head_only = request.method == http::method::head;
  if (services_.listener.wants_texts()) keep_texts(asked, request);
  set_priority(asked, request);
  const auto why = head_.refusal(request);
  asked.answer = why ? site::explain(*why) : reply(request, services_, facts_);
  if (asked.answer.awaits) asked.head = std::make_unique<http::kept_head>(request);
  if (why || asked.request_over || answers_at_once(request)) return answer(asked);
  if (http::find(request.fields, "expect")) {
    const nghttp2_nv go_on = lasting_field(":status", "100");
    nghttp2_submit_headers(frames_.get(), NGHTTP2_FLAG_NONE, asked.id, nullptr, &go_on, 1, nullptr);
  }
  asked.body_awaited = true;
  ++bodies_awaited_;
}

/// Is the body nothing to wait for, as a tunnel's bytes are not, nor what is declared too long?
bool session::answers_at_once(const http::request_head& request) const {
  if (request.method_text == "CONNECT") return true;
  const std::string_view length = value(request, "content-length");
  std::uint64_t declared = 0;
  const auto [end, problem] = std::from_chars(length.data(), length.data() + length.size(), declared);
  return problem == std::errc::result_out_of_range || declared > services_.limits.body;
}

/// A peer that has shown no knowledge of RFC 9218 gets its answers side by side; to any other, what it leaves unsaid
/// means one after the other, as it says there.
void session::set_priority(const stream& asked, const http::request_head& request) {
  priority wanted{.urgency = priority{}.urgency, .incremental = !speaks_priorities_};
  if (const auto field = http::find(request.fields, "priority")) {
    speaks_priorities_ = true;
    wanted = parse_priority(*field).value_or(priority{});
  }
  const auto early = std::ranges::find(early_updates_, asked.id, &early_update::id);
  if (early != early_updates_.end()) {
    wanted = early->wanted;  // an update outdoes the field (RFC 9218 §7)
    early_updates_.erase(early);
  }
  tell_priority(asked.id, wanted);
}

/// From here on nghttp2 goes by this alone: what it would read out of the head itself comes too late, and outdoes what
/// is to outdo it.
void session::tell_priority(std::int32_t id, const priority& wanted) {
  constexpr int ignore_the_peer = 1;
  const nghttp2_extpri told{wanted.urgency, wanted.incremental ? 1 : 0};
  nghttp2_session_change_extpri_stream_priority(frames_.get(), id, &told, ignore_the_peer);
}

void session::keep_texts(stream& asked, const http::request_head& request) const {
  asked.asked = std::make_unique<request_texts>();
  asked.asked->method = request.method_text;
  asked.asked->target = request.target;
  asked.asked->host = value(request, "host");
  asked.asked->referer = value(request, "referer");
  asked.asked->user_agent = value(request, "user-agent");
}

void session::answer(stream& asked) {
  if (std::exchange(asked.body_awaited, false)) --bodies_awaited_;
  // What it waits for may have come while the request's body did, and nobody tells twice.
  if (asked.answer.awaits && asked.answer.awaits->over()) asked.answer = reply(asked.head->head(), services_, facts_);
  if (asked.answer.awaits) return set_parked(asked, true);
  asked.answered = true;
  const bool bodiless = asked.head_only || asked.answer.bodiless();
  asked.body_length = bodiless ? 0 : asked.answer.body_length();
  const auto fields = answer_fields(asked.answer, services_.date, asked.texts);
  const nghttp2_data_provider body{{.ptr = &asked}, events::body()};
  nghttp2_submit_response(frames_.get(), asked.id, fields.data(), fields.size(),
                          asked.body_length > 0 ? &body : nullptr);
}

void session::set_parked(stream& asked, bool parked) noexcept {
  if (asked.parked == parked) return;
  asked.parked = parked;
  if (parked) {
    ++parked_;
    ++services_.parked;
  } else {
    --parked_;
    --services_.parked;
  }
}

void session::go_on() {
  if (finished_ || parked_ == 0) return;
  for (const auto& each : streams_) {
    if (each->parked && each->answer.awaits->over()) answer_parked(*each, reply(each->head->head(), services_, facts_));
  }
  fill();
}

void session::answer_parked(stream& asked, site::response what) {
  set_parked(asked, false);
  asked.answer = std::move(what);
  answer(asked);
}

/// Puts a DATA frame into what is pending. False if the file is not what it was: its stream ends, and no other.
bool session::append_data(stream& from, std::string_view frame_head, std::size_t count) {
  const std::size_t start = out_.size();
  if (!site::unchanged(from.answer)) {
    services_.count.files_shrunk.add();
    return false;
  }
  out_.append(frame_head);
  for (const std::uint64_t end = from.body_sent + count; from.body_sent < end;) {
    const site::body_piece piece = site::piece_at(from.answer, from.body_sent);
    const auto taken = static_cast<std::size_t>(std::min(piece.size(), end - from.body_sent));
    if (piece.length == 0) {
      out_.append(piece.bytes, 0, taken);
    } else if (!append_file(out_, piece.file, piece.offset, taken)) {
      out_.resize(start);
      services_.count.files_shrunk.add();
      return false;
    }
    from.body_sent += taken;
  }
  return true;
}

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
    late.answer = site::explain(status::request_timeout);
    answer(late);
  } else if (what == awaited::work) {
    for (const auto& each : streams_) answer_parked(*each, site::explain(status::service_unavailable));
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

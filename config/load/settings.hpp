#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/load/threshold.hpp"

namespace synfin::config {

using std::chrono::milliseconds;

/// Who ends a connection, and how.
enum class close_kind : std::uint8_t {
  fin,     ///< our FIN after the last answer
  half,    ///< our FIN right after the last request
  server,  ///< `Connection: close` in the last request: the server's FIN first
  rst      ///< reset by SO_LINGER {1, 0}
};

/// Which version of HTTP is spoken: `any` is the best that TLS agrees on, and 1.1 without TLS.
enum class http_choice : std::uint8_t { http1, http2, any };

/// A version of TLS that is spoken.
enum class tls_version : std::uint8_t { v1_2, v1_3 };

/// What a client is told of TLS.
struct tls_settings {
  bool insecure = false;         ///< take any certificate
  std::string ca_file;           ///< whom to trust; empty = the system's store
  std::string certificate_file;  ///< our own, with its key; empty = none
  std::string key_file;
  std::string name;  ///< asked for and verified instead of the URL's host; empty = that
  bool resume = true;
  tls_version oldest = tls_version::v1_2;  ///< that is offered; `newest` is not older
  tls_version newest = tls_version::v1_3;

  bool operator==(const tls_settings&) const = default;
};

/// How the requests of an open loop are spread: evenly, or as independent users would send them.
enum class arrivals_kind : std::uint8_t { uniform, poisson };

/// A stretch of a run over which the rate goes evenly from one figure to another, in requests a second.
struct rate_stage {
  double from = 0;
  double to = 0;
  milliseconds lasts{0};

  bool operator==(const rate_stage&) const = default;
};

/// When requests are sent. Without a rate, stages and a replay it is a closed loop: each connection asks again when it
/// was answered.
struct pacing_settings {
  double rate = 0;  ///< requests a second, of all threads and parts together; 0 = none
  arrivals_kind arrivals = arrivals_kind::uniform;
  std::vector<rate_stage> stages;  ///< `--ramp` and `--steps`, one after another; then `rate`, or the last one's end
  double replay_speed = 0;  ///< 1 = the recording's own timing, 2 = twice as fast; 0 = timing is not taken from it
  milliseconds warmup{0};   ///< what is sent in it is not counted
  std::size_t max_in_flight = 0;  ///< of an open loop, over all threads; 0 = what the connections take
  double connect_rate = 0;        ///< new connections a second, over all threads; 0 = at once

  bool open_loop() const noexcept { return rate > 0 || !stages.empty() || replay_speed > 0; }
  bool operator==(const pacing_settings&) const = default;
};

/// One request to ask for; what it leaves out the general flags say.
struct wanted_request {
  std::string url;
  std::string method;                                        ///< empty = that of `-X`
  std::vector<std::pair<std::string, std::string>> headers;  ///< after those of `-H`
  std::optional<std::string> body;                           ///< nullopt = that of `--body`
  std::uint64_t weight = 1;                                  ///< how often, beside the others
  std::optional<std::chrono::nanoseconds> at;                ///< in a recording: since its first request
  bool recorded = false;  ///< from a recording: braces in it are no templates, and `-H` takes the place of its fields

  bool operator==(const wanted_request&) const = default;
};

/// What answers must be; one that is not so is a failure of the class `validation`.
struct expectation_settings {
  std::vector<std::string> statuses;                         ///< `200`, `2xx`; empty = any
  std::vector<std::pair<std::string, std::string>> headers;  ///< a field of this name and value
  std::optional<std::uint64_t> length;                       ///< of the body
  std::string sha256;                                        ///< of the body, in lower-case hex; empty = any
  std::string root;  ///< a folder with the file of each path, of which the body must be the bytes; empty = none

  bool any() const noexcept {
    return !statuses.empty() || !headers.empty() || length || !sha256.empty() || !root.empty();
  }
  bool operator==(const expectation_settings&) const = default;
};

/// What is shown while a run goes on.
enum class progress_kind : std::uint8_t {
  display,  ///< drawn on standard error, when that is a terminal
  jsonl,    ///< one line of JSON a second on standard error
  off
};

/// Where a run's figures go besides the text on standard output. Paths; empty = nowhere.
struct report_settings {
  std::string json;  ///< `-` = standard output, in place of the text
  std::string html;
  std::string csv;   ///< of the intervals
  std::string hlog;  ///< HdrHistogram's log of interval histograms
  std::string junit;
  bool github = false;  ///< missed thresholds and the verdict as annotations of GitHub's
  progress_kind progress = progress_kind::display;
  std::string admin;  ///< where to listen for /metrics, /status.json and /healthz; empty = nowhere
  std::vector<threshold> thresholds;

  bool operator==(const report_settings&) const = default;
};

/// This process's share of a test that several make together.
struct part_settings {
  std::size_t number = 1;  ///< from 1 on
  std::size_t of = 1;
  std::optional<std::chrono::system_clock::time_point> start_at;  ///< nullopt = now

  bool operator==(const part_settings&) const = default;
};

/// All that `synfin-client load` can be told; plain values with their defaults.
struct load_settings {
  std::vector<std::string> urls;  ///< as given, then those that lists and recordings name, in order: for the reports
  std::vector<wanted_request> wanted;  ///< what is asked for; made of `urls` by settle() where nothing else is given
  std::string urls_file;               ///< one URL a line; empty = none
  std::vector<std::string> sitemaps;   ///< URLs to fetch or files to read before the run: their pages are asked for
  std::size_t connections = 50;
  std::size_t threads = 0;                ///< 0 = usable CPUs, at most one a connection
  std::optional<milliseconds> duration;   ///< neither this nor `requests`: 10 s
  std::optional<std::uint64_t> requests;  ///< stop after so many were sent
  pacing_settings pacing;
  part_settings part;
  bool keep_alive = true;
  std::uint64_t requests_per_connection_min = 0;  ///< 0 = no limit
  std::uint64_t requests_per_connection_max = 0;  ///< drawn evenly between min and max for each connection
  http_choice http = http_choice::any;
  std::size_t pipeline = 1;  ///< requests in flight a connection, over HTTP/1.1
  std::size_t streams = 1;   ///< and over HTTP/2
  close_kind close = close_kind::fin;
  std::vector<std::string> sources;  ///< local addresses to connect from, in turn; empty = the kernel's choice
  std::size_t tcp_info_every = 1;    ///< look at TCP_INFO at the end of each Nth connection; 0 = never
  std::string method = "GET";
  std::vector<std::pair<std::string, std::string>> headers;  ///< in the order given
  std::string body;
  milliseconds timeout{30'000};  ///< from a request's first byte sent to its answer's last
  milliseconds connect_timeout{5'000};
  expectation_settings expected;
  tls_settings tls;
  report_settings reports;
  std::string access_log;  ///< a recording, in the combined format or our JSON lines; empty = none
  std::string har;         ///< another, of a browser; empty = none
  std::string origin;      ///< a URL whose server is asked for what sitemaps and recordings name; empty = theirs

  bool operator==(const load_settings&) const = default;
};

/// Is there a wish that only HTTP/1.1 can fulfil?
inline bool needs_http1(const load_settings& s) noexcept {
  return s.pipeline > 1 || s.close == close_kind::half || s.close == close_kind::server;
}

/// May a connection to an `https://` URL, or to an `http://` one, come to speak HTTP/2?
inline bool may_speak_http2(const load_settings& s, bool secure) noexcept {
  return s.http == http_choice::http2 || (s.http == http_choice::any && secure && !needs_http1(s));
}

/// All that `synfin-client check` can be told.
struct check_settings {
  std::string url;
  milliseconds timeout{5'000};
  tls_settings tls;

  bool operator==(const check_settings&) const = default;
};

}  // namespace synfin::config

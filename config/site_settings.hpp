#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace synfin::config {

// Rules as they were written: texts, checked one by one. `place` is where (`synfin.toml:14:1`), for messages; empty if
// it was no file. What patterns and paths mean, and whether rules fit together, is judged by server/site/rules.
//
// A pattern is held against a path that starts with a slash. `*` stands for any bytes but a slash, `**` for any bytes;
// `/x/**` is the folder and all that is in it. A pattern without a slash is held against the last segment alone.

/// Answers with another address, or with 410.
struct redirect_rule {
  std::string from;          ///< a path, or a path that ends in `/**`: a prefix with a remainder
  std::string to;            ///< a path or an http(s) URL; a `**` at its end is the remainder. Empty for 410
  std::size_t status = 301;  ///< 301, 302, 303, 307, 308 or 410
  std::string host;          ///< only for requests to that name (or `*.name`); empty = all
  std::string place;

  bool operator==(const redirect_rule&) const = default;
};

/// Serves another path of the same host, unseen by the peer.
struct rewrite_rule {
  std::string from;  ///< as in redirect_rule
  std::string to;    ///< a path; a `**` at its end is the remainder
  std::string place;

  bool operator==(const rewrite_rule&) const = default;
};

/// Changes the fields of answers.
struct header_rule {
  std::vector<std::string> match{"/**"};
  std::vector<std::string> set;     ///< `Name: value`; takes the place of what stood there
  std::vector<std::string> remove;  ///< names
  std::string place;

  bool operator==(const header_rule&) const = default;
};

/// Chooses Cache-Control.
struct cache_rule {
  std::vector<std::string> match;
  std::string control;  ///< the field's value; empty = the field is not sent
  std::string place;

  bool operator==(const cache_rule&) const = default;
};

/// Lets pages of other origins read answers (WHATWG Fetch, CORS).
struct cors_rule {
  std::vector<std::string> match{"/**"};
  std::vector<std::string> origins;                 ///< `https://app.example`, or `*`
  std::vector<std::string> methods{"GET", "HEAD"};  ///< what a preflight allows
  std::vector<std::string> headers;                 ///< request fields that a preflight allows; `*` = all
  std::vector<std::string> expose;                  ///< answer fields that pages may read
  bool credentials = false;                         ///< not together with origins `*`
  std::chrono::milliseconds max_age{600'000};       ///< of a preflight's answer
  std::string place;

  bool operator==(const cors_rule&) const = default;
};

/// Asks for a name and a password (RFC 7617).
struct auth_rule {
  std::vector<std::string> match{"/**"};
  std::string realm = "restricted";
  std::string users;  ///< a file of `name:hash` lines, as htpasswd and mkpasswd make them
  std::string place;

  bool operator==(const auth_rule&) const = default;
};

/// Answers errors with a page of the site.
struct error_page_rule {
  std::vector<std::string> status;  ///< `404`, `5xx`
  std::vector<std::string> match{"/**"};
  std::string file;  ///< below the root, from a slash on
  std::string place;

  bool operator==(const error_page_rule&) const = default;
};

/// Of redirects, rewrites, cache, cors, auth and error pages the first that matches counts. Header rules all count, in
/// this order: a later one changes what an earlier one has set.
struct site_rules {
  std::vector<redirect_rule> redirects;
  std::vector<rewrite_rule> rewrites;
  std::vector<header_rule> headers;
  std::vector<cache_rule> cache;
  std::vector<cors_rule> cors;
  std::vector<auth_rule> auth;
  std::vector<error_page_rule> error_pages;

  bool operator==(const site_rules&) const = default;
};

/// Which symbolic links are followed.
enum class symlink_policy : std::uint8_t { never, beneath, always };

/// How one host's files are served.
struct site_settings {
  std::string root = ".";
  std::vector<std::string> index{"index.html"};
  std::string spa;                ///< the page of a single-page app, below the root; empty = none
  bool listing = false;           ///< folders without an index are listed
  bool clean_urls = false;        ///< `/about` gives about.html
  bool sidecars = true;           ///< FILE.br, FILE.zst and FILE.gz are FILE in that coding
  bool compress = true;           ///< what compresses well is compressed once, in the background
  bool fingerprints = true;       ///< names that hold a hash of the content are cached for ever
  bool security_headers = false;  ///< the preset
  symlink_policy symlinks = symlink_policy::beneath;
  site_rules rules;

  bool operator==(const site_settings&) const = default;
};

/// A virtual host. Its site is complete: what it left unsaid is as in the general site, and the general rules stand
/// among its own (behind them; header rules before them, so that in both ways its own win).
struct host_settings {
  std::vector<std::string> names;  ///< `example.org`, `*.example.org`
  site_settings site;
  std::string place;

  bool operator==(const host_settings&) const = default;
};

}  // namespace synfin::config

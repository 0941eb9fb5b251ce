#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "server/site/files/root_folder.hpp"
#include "server/site/host_table.hpp"
#include "server/site/resource.hpp"
#include "server/site/site_services.hpp"

namespace synfin::server::site {

/// What finding out a resource needs; all of it outlives the finding.
struct resolving {
  const host& of;
  const root_folder& root;
  const site_services& services;
  std::size_t memory_file;    ///< a file up to this size is kept in memory, bytes
  std::size_t most_inflated;  ///< what comes out of a compressed file, bytes
  moment now;
  std::function<void(std::string_view)>
      watch;                         ///< told of each folder (relative, with its slash) before it is looked into
  const resource* before = nullptr;  ///< what the same path led to last: its finished work is taken over
};

/// What `path` (decoded, normalised, with its leading slash) leads to by the host's settings: its file or the folder's
/// index, a clean URL's file, or the folder's listing, with the codings that there are.
std::expected<resource, dead_end> resolve(const resolving& by, std::string_view path);

/// The same for the file at `relative` itself, whatever rewrites, indexes and clean URLs say: the page of a
/// single-page app, or one for errors.
std::expected<resource, dead_end> resolve_file(const resolving& by, std::string_view relative);

}  // namespace synfin::server::site

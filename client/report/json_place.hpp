#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace synfin::load {

/// No figure is larger, so that sums and shares of them stay numbers.
inline constexpr double most_number = 1e15;

/// A place in a JSON document that somebody else wrote, with its path for messages. What is not there leaves a variable
/// as it was; the first thing that is wrong anywhere is kept in `problem`, and nothing after it counts. The document
/// and `problem` must outlive it.
class json_place {
 public:
  json_place(const nlohmann::json& document, std::string& problem) : value_(&document), problem_(&problem) {}

  /// A member or an element; one that is missing, or null, is a place where nothing is.
  json_place operator[](std::string_view key) const;
  json_place operator[](std::size_t index) const;

  /// The same for a member that must be there.
  json_place need(std::string_view key) const;

  bool there() const noexcept { return value_ != nullptr && !value_->is_null(); }

  /// How many elements; 0 where nothing is, and for what is no array, which is a problem.
  std::size_t elements() const;

  /// Calls `take(name, place)` for each member of an object, in any order.
  template <typename Take>
  void each_member(Take take) const {
    if (!is(nlohmann::json::value_t::object, "an object")) return;
    for (const auto& [name, value] : value_->items()) take(name, (*this)[name]);
  }

  void read(bool& into) const;
  void read(std::string& into) const;
  void read(double& into) const;  ///< from 0 to `most_number`
  void read(std::uint64_t& into) const;
  void read(std::int64_t& into) const;  ///< from -`most_number` to `most_number`

  /// One of a few names, which stand in the order of the enum.
  template <typename Enum, std::size_t Count>
  void read(Enum& into, const std::array<std::string_view, Count>& names) const {
    std::string given;
    read(given);
    for (std::size_t i = 0; i < Count && there(); ++i) {
      if (names[i] != given) continue;
      into = static_cast<Enum>(i);
      return;
    }
    if (there()) complain("is none of the values that are known");
  }

  /// Keeps `path: what`, if nothing was wrong before.
  void complain(std::string_view what) const;

 private:
  json_place(const nlohmann::json* value, std::string path, std::string* problem)
      : value_(value), path_(std::move(path)), problem_(problem) {}
  bool is(nlohmann::json::value_t type, std::string_view wanted) const;

  const nlohmann::json* value_;
  std::string path_;
  std::string* problem_;
};

}  // namespace synfin::load

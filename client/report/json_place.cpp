#include "client/report/json_place.hpp"

#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace synfin::load {

using json = nlohmann::json;

json_place json_place::operator[](std::string_view key) const {
  const json* found = nullptr;
  if (is(json::value_t::object, "an object")) {
    const auto member = value_->find(key);
    if (member != value_->end()) found = &*member;
  }
  return {found, path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key), problem_};
}

json_place json_place::operator[](std::size_t index) const {
  return {index < elements() ? &(*value_)[index] : nullptr, fmt::format("{}[{}]", path_, index), problem_};
}

json_place json_place::need(std::string_view key) const {
  json_place found = (*this)[key];
  if (!found.there()) found.complain("is missing");
  return found;
}

std::size_t json_place::elements() const { return is(json::value_t::array, "an array") ? value_->size() : 0; }

void json_place::read(bool& into) const {
  if (is(json::value_t::boolean, "true or false")) into = value_->get<bool>();
}

void json_place::read(std::string& into) const {
  if (is(json::value_t::string, "a text")) into = value_->get_ref<const std::string&>();
}

void json_place::read(double& into) const {
  if (!there()) return;
  if (!value_->is_number() || value_->get<double>() < 0 || value_->get<double>() > most_number) {
    complain("is not a number from 0 to 1e15");
  } else {
    into = value_->get<double>();
  }
}

void json_place::read(std::uint64_t& into) const {
  if (is(json::value_t::number_unsigned, "a whole number from 0 on")) into = value_->get<std::uint64_t>();
}

void json_place::read(std::int64_t& into) const {
  if (!there()) return;
  if (!value_->is_number_integer() || std::abs(value_->get<double>()) > most_number) {
    complain("is not a whole number from -1e15 to 1e15");
  } else {
    into = value_->get<std::int64_t>();
  }
}

bool json_place::is(json::value_t type, std::string_view wanted) const {
  if (!there()) return false;
  if (value_->type() == type) return true;
  complain(fmt::format("is not {}", wanted));
  return false;
}

void json_place::complain(std::string_view what) const {
  if (problem_->empty()) *problem_ = fmt::format("{} {}", path_.empty() ? "the document" : path_, what);
}

}  // namespace synfin::load

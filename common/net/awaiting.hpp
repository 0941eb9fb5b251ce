#pragma once

#include <asio/awaitable.hpp>
#include <asio/io_context.hpp>
#include <asio/use_awaitable.hpp>
#include <asio/version.hpp>
#if ASIO_VERSION >= 102400
#include <asio/as_tuple.hpp>
#else
#include <asio/experimental/as_tuple.hpp>
#endif

namespace synfin::net {

#if ASIO_VERSION >= 102400
using asio::as_tuple_t;
#else
using asio::experimental::as_tuple_t;
#endif

using executor = asio::io_context::executor_type;

/// What our coroutines return: bound to the one executor type we have, so that nothing is type-erased.
template <typename Value = void>
using awaitable = asio::awaitable<Value, executor>;

/// Completion token: suspend the coroutine, give the result as a tuple whose first member is the std::error_code.
inline constexpr as_tuple_t<asio::use_awaitable_t<executor>> awaiting{asio::use_awaitable_t<executor>{}};

}  // namespace synfin::net

// LuaBridge: every Lua call that can longjmp, behind functions that cannot.
//
// A state runs one script in a sandbox. Swift fills a writer (lb_put_*), then calls; the script
// calls back through one host function, which fills the writer too and returns. Only after it has
// returned does the bridge touch Lua again, so an error never jumps over a Swift frame.
#ifndef LUABRIDGE_H
#define LUABRIDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// One Lua state with its sandbox, its limits and its writer. Used by one thread at a time.
typedef struct lb_state lb_state;

/// What a value is.
enum { LB_NIL, LB_BOOLEAN, LB_INTEGER, LB_NUMBER, LB_TEXT, LB_TABLE, LB_OBJECT };

/// A value given by the script, in a flat array.
///
/// Text lives until the host function returns. A table's pairs are `count` keys and values,
/// alternating, from index `integer` of the same array, sorted: numbers, then text.
typedef struct lb_value {
  /// One of LB_NIL ... LB_OBJECT.
  int32_t kind;
  /// Bytes of a text, pairs of a table, class of an object.
  int32_t count;
  union {
    /// Boolean (0 or 1), integer, first index of a table, handle of an object.
    int64_t integer;
    double number;
    const char *_Nullable text;
  };
} lb_value;

/// Answers a method: 0 after putting results, anything else after lb_fail.
typedef int32_t (*lb_host)(
    void *_Nullable host, int32_t method, const lb_value *values, int32_t count, lb_state *state);

/// Limits of a sandbox.
typedef struct lb_limits {
  /// Bytes the script may hold.
  size_t memory;
  /// Processor milliseconds of one callback.
  int32_t milliseconds;
  /// Virtual-machine instructions of one callback; 0 for no bound.
  int64_t instructions;
  /// Whether find, match, gmatch and gsub take patterns.
  bool patterns;
} lb_limits;

/// Why a script ended.
enum {
  LB_ERROR_SYNTAX = 1,
  LB_ERROR_SCRIPT,
  LB_ERROR_TIME,
  LB_ERROR_INSTRUCTIONS,
  LB_ERROR_MEMORY
};

/// The last error; the texts live until the next call into the state.
typedef struct lb_error {
  int32_t kind;
  /// Line in `file`, 0 when unknown.
  int32_t line;
  const char *file;
  const char *message;
  const char *callback;
  const char *stack;
} lb_error;

/// Members of a class of objects.
enum { LB_MEMBER_METHOD, LB_MEMBER_FIELD };

/// Methods the bridge itself asks of the host. Those of the caller start at LB_METHOD_FIRST.
enum {
  /// (class, name): a member that does not exist was used; the host answers with lb_fail.
  LB_METHOD_UNKNOWN,
  /// (table): the script calls strategy { ... }.
  LB_METHOD_STRATEGY,
  /// (name): the script declares S.name = function, for names that start with on_ and "score".
  LB_METHOD_DECLARE,
  /// (text): print.
  LB_METHOD_PRINT,
  /// (m, n or nothing): math.random.
  LB_METHOD_RANDOM,
  /// (name): a global that does not exist was read; the host answers with lb_fail.
  LB_METHOD_GLOBAL,
  LB_METHOD_FIRST = 16
};

/// A state ready to load one script, or NULL when memory is short or the Lua library is not 5.4.
lb_state *_Nullable lb_create(lb_limits limits, lb_host host);
/// Frees a state.
void lb_destroy(lb_state *_Nullable state);
/// Sets the pointer handed to the host function.
void lb_set_host(lb_state *state, void *_Nullable host);

/// Keeps a text for keys and frequent values; the ids count from 0. Returns -1 without memory.
int32_t lb_intern(lb_state *state, const char *text, size_t length);

/// Defines a class of objects; class 0 is the first argument of callbacks. With `indexed`,
/// object[k] asks method `indexed`.
bool lb_define_class(lb_state *state, int32_t class_id, const char *name, int32_t indexed);
/// Adds a method or a field that asks the host.
bool lb_define_member(
    lb_state *state, int32_t class_id, const char *name, int32_t kind, int32_t method);
/// Adds the one value in the writer as a constant.
bool lb_define_constant(lb_state *state, int32_t class_id, const char *name, size_t length);

/// Loads text (never bytecode) and runs it; false leaves an error.
bool lb_load(lb_state *state, const char *name, const char *text, size_t length);
/// Whether the strategy has this callback.
bool lb_has_callback(lb_state *state, const char *name);
/// S.params as values; NULL leaves an error. The first value is the table, or nil.
const lb_value *_Nullable lb_params(lb_state *state, int32_t *count);

/// Empties the writer.
void lb_begin(lb_state *state);
void lb_put_nil(lb_state *state);
void lb_put_boolean(lb_state *state, bool value);
void lb_put_integer(lb_state *state, int64_t value);
void lb_put_number(lb_state *state, double value);
/// Copies the text.
void lb_put_text(lb_state *state, const char *_Nullable text, size_t length);
/// Puts a kept text.
void lb_put_interned(lb_state *state, int32_t id);
/// Puts the object of a class with a handle; equal handles give the same object.
void lb_put_object(lb_state *state, int32_t class_id, int64_t handle);
/// The key, a kept text, of the value that follows; without keys values count from 1.
void lb_put_key(lb_state *state, int32_t id);
/// Opens a table with about this many list entries and keys.
void lb_put_table(lb_state *state, int32_t list, int32_t keys);
/// Closes the innermost table.
void lb_put_end(lb_state *state);
/// Answers a host call with an error of the script; the line is added.
int32_t lb_fail(lb_state *state, const char *_Nullable message, size_t length);

/// Calls a callback (a kept name) with the writer's content: keys fill its reused event table,
/// values without keys are arguments. False leaves an error, and the state must not be used again.
bool lb_call(lb_state *state, int32_t callback);
/// The error of the last call that failed.
lb_error lb_last_error(const lb_state *state);
/// Bytes the script holds.
size_t lb_memory_used(const lb_state *state);

#pragma clang assume_nonnull end

#endif

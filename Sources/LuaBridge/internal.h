// What the files of the bridge share. Nothing here is seen by Swift.
#ifndef LUABRIDGE_INTERNAL_H
#define LUABRIDGE_INTERNAL_H

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <signal.h>

#include "LuaBridge.h"

enum { LB_MESSAGE_SIZE = 2048, LB_STACK_SIZE = 4096, LB_NAME_SIZE = LUA_IDSIZE, LB_DEPTH = 16 };
enum { LB_MAX_VALUES = 2048, LB_MAX_TEXT = 65536 };

/// What a node of the writer says.
enum {
  LB_NODE_VALUE,
  LB_NODE_INTERNED,
  LB_NODE_KEY,
  LB_NODE_BEGIN,
  LB_NODE_END
};

typedef struct lb_node {
  int32_t op;
  int32_t list;
  lb_value value;
} lb_node;

/// What was written last into the reused table of a callback.
enum { LB_EVENT_NODES = 48, LB_CALLBACKS = 64 };
typedef struct lb_written {
  int count;
  lb_node nodes[LB_EVENT_NODES];
} lb_written;

struct lb_state {
  lua_State *L;
  lua_State *volatile running;
  lb_host host;
  void *host_data;
  lb_limits limits;
  size_t used;

  volatile sig_atomic_t overtime;
  int64_t budget;
  int doomed;
  bool refused, loading, recorded;
  int refused_line;

  lb_node *nodes;
  int node_count, node_space;
  char *arena;
  size_t arena_count, arena_space;
  bool writer_failed;
  lb_written written[LB_CALLBACKS];

  lb_value *values;
  int value_count, value_space;

  char file[LB_NAME_SIZE];
  const char *callback;
  char message[LB_MESSAGE_SIZE];
  char stack[LB_STACK_SIZE];
  char coroutine_stack[LB_STACK_SIZE];
  lb_error error;

  int strategy, callbacks, context, protected_set, interned, classes, objects, events;
  int interned_count;
  lua_CFunction find, match, gmatch, gsub, format, rep, concat, insert, remove, move, unpack;
};

/// The state of a thread: kept in its extra space, copied to every coroutine.
static inline lb_state *lb_of(lua_State *L) { return *(lb_state **)lua_getextraspace(L); }

// errors.c
int lb_message_handler(lua_State *L);
void lb_record(lb_state *state, lua_State *L, int kind, const char *message);
void lb_record_coroutine(lb_state *state, lua_State *co);
void lb_finish_error(lb_state *state, int status);
int lb_current_line(lua_State *L);
int lb_raise(lua_State *L, const char *format, ...);
int lb_raise_text(lua_State *L, const char *message, size_t length);

// limits.c
void *lb_allocate(void *data, void *block, size_t old_size, size_t new_size);
void lb_hook(lua_State *L, lua_Debug *debug);
int lb_protected(lb_state *state, int arguments, int results);
void lb_keep_limit(lua_State *L, int status);
void lb_check_time(lua_State *L);
void lb_charge(lua_State *L);

// values.c
void lb_read(lua_State *L, int first, int last, const char *call);
int lb_push_all(lua_State *L, lb_state *state);
void lb_fill_event(lua_State *L, lb_state *state, int interned, int callback);
int lb_ask(lua_State *L, int method, int first, int last, const char *call);

// order.c
int lb_next(lua_State *L);
int lb_pairs(lua_State *L);
int lb_key_before(const lb_value *left, const lb_value *right);

// objects.c
void lb_push_object(lua_State *L, lb_state *state, int class_id, int64_t handle);

// protection.c
void lb_copy_library(lua_State *L, const char *name, lua_CFunction open);
lua_CFunction lb_function_of(lua_State *L, int library, const char *name);
bool lb_push_backing(lua_State *L, int index);
void lb_protect(lua_State *L, const char *name);
void lb_text_of(lua_State *L, int index);

// sandbox.c and its parts
void lb_open_sandbox(lua_State *L);
void lb_open_calls(lua_State *L, int globals);
void lb_open_text(lua_State *L, int library);
void lb_open_tables(lua_State *L, int library);
int lb_strategy(lua_State *L);

#endif

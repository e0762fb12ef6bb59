// Creating a state, loading a script, calling its callbacks.
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int never(lua_State *L) {
  fprintf(stderr, "LuaBridge: an error outside every protected call: %s\n", lua_tostring(L, -1));
  abort();
}

/// Makes weak tables impossible: gives the library's own "__mode" another spelling, so that a
/// metatable's field of that name, whenever it is added, says nothing to the collector.
static int forget_weakness(lua_State *L) {
  lua_pushliteral(L, "__mode");
  char *name = (char *)(uintptr_t)lua_tostring(L, -1);
  memcpy(name, "\x01\xfe\x02\xfd\x03\xfc", 6);
  lua_newtable(L);
  lua_newtable(L);
  lua_pushliteral(L, "k");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_newtable(L);
  lua_pushinteger(L, 1);
  lua_rawset(L, -3);
  lua_gc(L, LUA_GCCOLLECT);
  lua_pushnil(L);
  if (lua_next(L, -2) == 0) return luaL_error(L, "weak tables could not be switched off");
  return 0;
}

static int keep_table(lua_State *L) {
  lua_newtable(L);
  return luaL_ref(L, LUA_REGISTRYINDEX);
}

static int set_up(lua_State *L) {
  lb_state *state = lb_of(L);
  luaL_checkversion(L);
  forget_weakness(L);
  state->protected_set = keep_table(L);
  state->interned = keep_table(L);
  state->classes = keep_table(L);
  state->objects = keep_table(L);
  state->events = keep_table(L);
  state->callbacks = keep_table(L);
  lb_open_sandbox(L);
  return 0;
}

lb_state *lb_create(lb_limits limits, lb_host host) {
  lb_state *state = calloc(1, sizeof *state);
  if (state == NULL) return NULL;
  state->limits = limits;
  state->host = host;
  state->strategy = LUA_NOREF;
  state->context = LUA_NOREF;
  state->callback = "the file itself";
  state->L = lua_newstate(lb_allocate, state);
  if (state->L == NULL) {
    free(state);
    return NULL;
  }
  lua_atpanic(state->L, never);
  *(lb_state **)lua_getextraspace(state->L) = state;
  lua_pushcfunction(state->L, lb_message_handler);
  lua_pushcfunction(state->L, set_up);
  if (lb_protected(state, 0, 0) == LUA_OK) return state;
  lb_destroy(state);
  return NULL;
}

void lb_destroy(lb_state *state) {
  if (state == NULL) return;
  lua_close(state->L);
  free(state->nodes);
  free(state->arena);
  free(state->values);
  free(state);
}

void lb_set_host(lb_state *state, void *host) { state->host_data = host; }

size_t lb_memory_used(const lb_state *state) { return state->used; }

lb_error lb_last_error(const lb_state *state) { return state->error; }

static int intern(lua_State *L) {
  lb_state *state = lb_of(L);
  lua_rawgeti(L, LUA_REGISTRYINDEX, state->interned);
  lua_insert(L, -2);
  lua_rawseti(L, -2, ++state->interned_count);
  return 0;
}

int32_t lb_intern(lb_state *state, const char *text, size_t length) {
  lua_pushcfunction(state->L, intern);
  lua_pushlstring(state->L, text, length);
  return lb_protected(state, 1, 0) == LUA_OK ? state->interned_count - 1 : -1;
}

/// S.name = value: callbacks are declared to the host while the file is read. They are kept apart,
/// so that each assignment comes here.
static int assign_strategy(lua_State *L) {
  if (lua_type(L, 2) == LUA_TSTRING) {
    const char *name = lua_tostring(L, 2);
    if (strncmp(name, "on_", 3) == 0 || strcmp(name, "score") == 0) {
      if (!lb_of(L)->loading) {
        return lb_raise(L, "declare %s while the file is read, not later", name);
      }
      lb_ask(L, LB_METHOD_DECLARE, 2, 2, name);
      if (!lua_isfunction(L, 3)) return lb_raise(L, "%s must be a function", name);
      lua_rawgeti(L, LUA_REGISTRYINDEX, lb_of(L)->callbacks);
      lua_insert(L, 2);
      lua_settop(L, 4);
      lua_rawset(L, 2);
      return 0;
    }
  }
  lua_settop(L, 3);
  lua_rawset(L, 1);
  return 0;
}

/// strategy { name = ..., api = 1 }: the table that a script returns.
int lb_strategy(lua_State *L) {
  lb_state *state = lb_of(L);
  luaL_checktype(L, 1, LUA_TTABLE);
  if (state->strategy != LUA_NOREF) return lb_raise(L, "strategy was called twice");
  lb_ask(L, LB_METHOD_STRATEGY, 1, 1, "strategy");
  lua_newtable(L);
  lua_createtable(L, 0, 3);
  lua_pushcfunction(L, assign_strategy);
  lua_setfield(L, -2, "__newindex");
  lua_rawgeti(L, LUA_REGISTRYINDEX, state->callbacks);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_rawgeti(L, LUA_REGISTRYINDEX, state->protected_set);
  lua_pushvalue(L, -2);
  lua_pushvalue(L, -1);
  lua_rawset(L, -3);
  lua_pop(L, 1);
  lua_pushvalue(L, -1);
  state->strategy = luaL_ref(L, LUA_REGISTRYINDEX);
  return 1;
}

typedef struct {
  const char *text;
  size_t length;
} source;

/// Compiles and runs the file; it must return the table that strategy made.
static int load(lua_State *L) {
  lb_state *state = lb_of(L);
  const source *file = lua_touserdata(L, 1);
  char name[LB_NAME_SIZE + 1];
  snprintf(name, sizeof name, "=%s", state->file);
  if (luaL_loadbufferx(L, file->text, file->length, name, "t") != LUA_OK) {
    lb_record(state, L, LB_ERROR_SYNTAX, lua_tostring(L, -1));
    return lua_error(L);
  }
  lua_call(L, 0, 1);
  lua_rawgeti(L, LUA_REGISTRYINDEX, state->strategy);
  if (state->strategy != LUA_NOREF && lua_rawequal(L, -1, -2)) return 0;
  if (lua_isnil(L, -2)) {
    return luaL_error(L, "the script returns nothing; end it with 'return S', "
                         "where 'local S = strategy { name = \"...\", api = 1 }'");
  }
  return luaL_error(L, "the script must return the table that strategy { ... } gave, not %s",
                    luaL_typename(L, -2));
}

bool lb_load(lb_state *state, const char *name, const char *text, size_t length) {
  source file = {text, length};
  snprintf(state->file, sizeof state->file, "%s", name);
  state->callback = "the file itself";
  state->loading = true;
  lua_pushcfunction(state->L, load);
  lua_pushlightuserdata(state->L, &file);
  bool loaded = lb_protected(state, 1, 0) == LUA_OK;
  state->loading = false;
  return loaded;
}

static int read_params(lua_State *L) {
  lb_state *state = lb_of(L);
  lua_rawgeti(L, LUA_REGISTRYINDEX, state->strategy);
  lua_getfield(L, -1, "params");
  int top = lua_gettop(L);
  lb_read(L, top, top, "S.params");
  return 0;
}

const lb_value *lb_params(lb_state *state, int32_t *count) {
  lua_pushcfunction(state->L, read_params);
  if (lb_protected(state, 0, 0) != LUA_OK) return NULL;
  *count = state->value_count;
  return state->values;
}

static int has_callback(lua_State *L) {
  lb_state *state = lb_of(L);
  lua_rawgeti(L, LUA_REGISTRYINDEX, state->callbacks);
  lua_insert(L, 1);
  lua_rawget(L, 1);
  lua_pushboolean(L, lua_isfunction(L, -1));
  return 1;
}

bool lb_has_callback(lb_state *state, const char *name) {
  lua_pushcfunction(state->L, has_callback);
  lua_pushstring(state->L, name);
  if (lb_protected(state, 1, 1) != LUA_OK) return false;
  bool found = lua_toboolean(state->L, -1);
  lua_settop(state->L, 1);
  return found;
}

/// Pushes the reused table of a callback, filled; the kept texts lie at `interned`.
static void push_event(lua_State *L, lb_state *state, lua_Integer callback, int interned) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, state->events);
  if (lua_rawgeti(L, -1, callback) != LUA_TTABLE) {
    lua_pop(L, 1);
    lua_createtable(L, 0, 16);
    lua_pushvalue(L, -1);
    lua_rawseti(L, -3, callback);
  }
  lua_remove(L, -2);
  lb_fill_event(L, state, interned, (int)callback);
}

static void push_context(lua_State *L, lb_state *state) {
  if (state->context == LUA_NOREF) {
    lb_push_object(L, state, 0, 0);
    state->context = luaL_ref(L, LUA_REGISTRYINDEX);
  }
  lua_rawgeti(L, LUA_REGISTRYINDEX, state->context);
}

/// Calls S.<callback>(ctx, what the writer holds).
static int dispatch(lua_State *L) {
  lb_state *state = lb_of(L);
  lua_Integer callback = lua_tointeger(L, 1) + 1;
  lua_rawgeti(L, LUA_REGISTRYINDEX, state->callbacks);
  lua_rawgeti(L, LUA_REGISTRYINDEX, state->interned);
  lua_rawgeti(L, 3, callback);
  state->callback = lua_tostring(L, 4);
  lua_rawget(L, 2);
  push_context(L, state);
  int arguments = 1;
  if (state->node_count > 0 && state->nodes[0].op == LB_NODE_KEY) {
    push_event(L, state, callback, 3);
    arguments += 1;
  } else {
    arguments += lb_push_all(L, state);
  }
  lua_call(L, arguments, 0);
  return 0;
}

bool lb_call(lb_state *state, int32_t callback) {
  lua_pushcfunction(state->L, dispatch);
  lua_pushinteger(state->L, callback);
  return lb_protected(state, 1, 0) == LUA_OK;
}

// Values across the bridge: the script's arguments into a flat array, the writer onto the stack.
#include "internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int add_values(lua_State *L, lb_state *state, int count, const char *call) {
  int first = state->value_count;
  if (first + count > LB_MAX_VALUES) lb_raise(L, "%s: a table with too many entries", call);
  if (first + count > state->value_space) {
    int space = 2 * (first + count);
    lb_value *values = realloc(state->values, (size_t)space * sizeof *values);
    if (values == NULL) lb_raise(L, "%s: not enough memory", call);
    state->values = values;
    state->value_space = space;
  }
  state->value_count += count;
  return first;
}

static void check_number(lua_State *L, double number, const char *call, const char *what) {
  if (isfinite(number)) return;
  const char *kind = isnan(number) ? "NaN (not a number)" : "infinite";
  lb_raise(L, "%s: %s is %s", call, what, kind);
}

static lb_value read_text(lua_State *L, int index, const char *call, const char *what) {
  size_t length;
  const char *text = lua_tolstring(L, index, &length);
  if (length > LB_MAX_TEXT) lb_raise(L, "%s: %s is longer than 64 KiB", call, what);
  lb_value value = {.kind = LB_TEXT, .count = (int32_t)length, .text = text};
  return value;
}

static lb_value read_object(lua_State *L, int index, const char *call, const char *what) {
  if (!luaL_getmetafield(L, index, "__class")) {
    lb_raise(L, "%s: %s is a %s", call, what, luaL_typename(L, index));
  }
  lb_value value = {.kind = LB_OBJECT, .count = (int32_t)lua_tointeger(L, -1)};
  value.integer = *(int64_t *)lua_touserdata(L, index);
  lua_pop(L, 1);
  return value;
}

static lb_value read_table(lua_State *L, int index, const char *call, int depth);

static lb_value read_value(
    lua_State *L, int index, const char *call, const char *what, int depth) {
  lb_value value = {.kind = LB_NIL};
  switch (lua_type(L, index)) {
    case LUA_TNIL: break;
    case LUA_TBOOLEAN:
      value.kind = LB_BOOLEAN;
      value.integer = lua_toboolean(L, index);
      break;
    case LUA_TNUMBER:
      if (lua_isinteger(L, index)) {
        value.kind = LB_INTEGER;
        value.integer = lua_tointeger(L, index);
      } else {
        value.kind = LB_NUMBER;
        value.number = lua_tonumber(L, index);
        check_number(L, value.number, call, what);
      }
      break;
    case LUA_TSTRING: return read_text(L, index, call, what);
    case LUA_TTABLE: return read_table(L, index, call, depth);
    case LUA_TUSERDATA: return read_object(L, index, call, what);
    default: lb_raise(L, "%s: %s is a %s", call, what, luaL_typename(L, index));
  }
  return value;
}

static void sort_pairs(lb_value *pairs, int count) {
  for (int i = 1; i < count; i++) {
    lb_value key = pairs[2 * i], value = pairs[2 * i + 1];
    int at = i;
    for (; at > 0 && lb_key_before(&key, &pairs[2 * at - 2]); at--) {
      pairs[2 * at] = pairs[2 * at - 2];
      pairs[2 * at + 1] = pairs[2 * at - 1];
    }
    pairs[2 * at] = key;
    pairs[2 * at + 1] = value;
  }
}

/// Reads a table: first its pairs side by side, then, after them, the tables in it.
static lb_value read_table(lua_State *L, int index, const char *call, int depth) {
  lb_state *state = lb_of(L);
  if (depth > LB_DEPTH) lb_raise(L, "%s: a table nested too deeply, or in itself", call);
  luaL_checkstack(L, 4, call);
  int table = lua_absindex(L, index), count = 0;
  for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) count++;
  int first = add_values(L, state, 2 * count, call), at = first;
  for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) {
    int type = lua_type(L, -2);
    if (type != LUA_TSTRING && type != LUA_TNUMBER) {
      lb_raise(L, "%s: a %s cannot be a key here", call, lua_typename(L, type));
    }
    const char *name = type == LUA_TSTRING ? lua_tostring(L, -2) : "an entry of a list";
    state->values[at++] = read_value(L, -2, call, "a key", depth);
    lb_value value = read_value(L, -1, call, name, depth + 1);
    state->values[at++] = value;
  }
  sort_pairs(state->values + first, count);
  lb_value value = {.kind = LB_TABLE, .count = count, .integer = first};
  return value;
}

/// Reads the values from `first` to `last` of the stack into state->values.
void lb_read(lua_State *L, int first, int last, const char *call) {
  lb_state *state = lb_of(L);
  int count = last >= first ? last - first + 1 : 0;
  state->value_count = 0;
  add_values(L, state, count, call);
  for (int i = 0; i < count; i++) {
    char what[32] = "an argument";
    lb_value value = read_value(L, first + i, call, what, 1);
    state->values[i] = value;
  }
}

/// Asks the host; its answer is pushed, its error raised. The number of results.
int lb_ask(lua_State *L, int method, int first, int last, const char *call) {
  lb_state *state = lb_of(L);
  lb_read(L, first, last, call);
  lb_begin(state);
  int count = last >= first ? last - first + 1 : 0;
  int32_t failed = state->host(state->host_data, method, state->values, count, state);
  if (state->writer_failed) lb_raise(L, "%s: not enough memory", call);
  if (failed != 0) {
    const lb_value *message = &state->nodes[0].value;
    lb_raise_text(L, state->arena + message->integer, (size_t)message->count);
  }
  return lb_push_all(L, state);
}

/// Where the writer's nodes go: the stack, and the place of the kept texts on it.
typedef struct {
  lua_State *L;
  lb_state *state;
  int interned;
} pusher;

static void push_value(const pusher *to, const lb_node *node) {
  lua_State *L = to->L;
  const lb_value *value = &node->value;
  if (node->op != LB_NODE_VALUE) {
    lua_rawgeti(L, to->interned, value->integer + 1);
    return;
  }
  switch (value->kind) {
    case LB_BOOLEAN: lua_pushboolean(L, (int)value->integer); break;
    case LB_INTEGER: lua_pushinteger(L, value->integer); break;
    case LB_NUMBER: lua_pushnumber(L, value->number); break;
    case LB_TEXT:
      lua_pushlstring(L, to->state->arena + value->integer, (size_t)value->count);
      break;
    case LB_OBJECT: lb_push_object(L, to->state, value->count, value->integer); break;
    default: lua_pushnil(L);
  }
}

static int push_node(const pusher *to, int at);

/// Pushes the pairs and entries from `at` into a table on the stack; the node after them.
static int fill_table(const pusher *to, int table, int at) {
  lua_State *L = to->L;
  const lb_state *state = to->state;
  lua_Integer next = 1;
  luaL_checkstack(L, 8, "a result");
  while (at < state->node_count && state->nodes[at].op != LB_NODE_END) {
    if (state->nodes[at].op == LB_NODE_KEY) {
      push_value(to, &state->nodes[at]);
      at = push_node(to, at + 1);
      lua_rawset(L, table);
    } else {
      at = push_node(to, at);
      lua_rawseti(L, table, next++);
    }
  }
  return at + 1;
}

static int push_node(const pusher *to, int at) {
  const lb_node *node = &to->state->nodes[at];
  if (node->op != LB_NODE_BEGIN) {
    push_value(to, node);
    return at + 1;
  }
  lua_createtable(to->L, node->list, node->value.count);
  return fill_table(to, lua_gettop(to->L), at + 1);
}

/// Pushes the writer's values; how many.
int lb_push_all(lua_State *L, lb_state *state) {
  if (state->node_count == 0) return 0;
  if (state->node_count == 1 && state->nodes[0].op == LB_NODE_VALUE) {
    push_value(&(pusher){L, state, 0}, &state->nodes[0]);
    return 1;
  }
  lua_rawgeti(L, LUA_REGISTRYINDEX, state->interned);
  pusher to = {L, state, lua_gettop(L)};
  for (int at = 0; at < state->node_count;) {
    luaL_checkstack(L, 8, "results");
    at = push_node(&to, at);
  }
  lua_remove(L, to.interned);
  return lua_gettop(L) - to.interned + 1;
}

/// Whether the writer holds keys with plain values alone, few enough to be remembered.
static bool is_flat(const lb_state *state) {
  if (state->node_count > LB_EVENT_NODES) return false;
  for (int at = 0; at < state->node_count; at++) {
    const lb_node *node = &state->nodes[at];
    if (node->op == LB_NODE_BEGIN || node->op == LB_NODE_END) return false;
    if (node->op == LB_NODE_VALUE && node->value.kind == LB_TEXT) return false;
  }
  return true;
}

/// Whether two nodes are the same kept text or truth. Numbers change with every event.
static bool is_same(const lb_node *a, const lb_node *b) {
  if (a->op != b->op || a->value.integer != b->value.integer) return false;
  return a->op != LB_NODE_VALUE || (a->value.kind == b->value.kind && a->value.kind == LB_BOOLEAN);
}

/// Writes the writer's keys into the reused table of a callback, which is on top; the kept texts
/// lie at `interned`. Texts and truths that stand there from the event before are left alone.
void lb_fill_event(lua_State *L, lb_state *state, int interned, int callback) {
  pusher to = {L, state, interned};
  int table = lua_gettop(L);
  lb_written *before = &state->written[callback % LB_CALLBACKS];
  if (callback >= LB_CALLBACKS || !is_flat(state)) {
    before->count = 0;
    fill_table(&to, table, 0);
    return;
  }
  bool is_known = before->count == state->node_count;
  before->count = 0;
  luaL_checkstack(L, 8, "an event");
  for (int at = 0; at + 1 < state->node_count; at += 2) {
    const lb_node *key = &state->nodes[at], *value = key + 1;
    lb_node *old = &before->nodes[at];
    if (is_known && is_same(key, old) && is_same(value, old + 1)) continue;
    push_value(&to, key);
    push_value(&to, value);
    lua_rawset(L, table);
    old[0] = *key;
    old[1] = *value;
  }
  before->count = state->node_count;
}

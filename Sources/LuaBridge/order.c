// pairs and next in one order for every run: numbers ascending, then text by bytes, then false
// and true. Other keys (tables, functions) have no order that two runs agree on: an error.
#include "internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int before_mixed(int64_t whole, double number) {
  if (number >= 0x1p63) return 1;
  if (number < -0x1p63) return 0;
  return whole <= (int64_t)floor(number);
}

static int number_before(const lb_value *left, const lb_value *right) {
  if (left->kind == LB_INTEGER && right->kind == LB_INTEGER) return left->integer < right->integer;
  if (left->kind == LB_NUMBER && right->kind == LB_NUMBER) return left->number < right->number;
  if (left->kind == LB_INTEGER) return before_mixed(left->integer, right->number);
  return !before_mixed(right->integer, left->number);
}

static int text_before(const lb_value *left, const lb_value *right) {
  size_t common = (size_t)(left->count < right->count ? left->count : right->count);
  int order = memcmp(left->text, right->text, common);
  return order != 0 ? order < 0 : left->count < right->count;
}

static int rank(const lb_value *key) {
  return key->kind == LB_TEXT ? 1 : key->kind == LB_BOOLEAN ? 2 : 0;
}

/// Whether one key is visited before another.
int lb_key_before(const lb_value *left, const lb_value *right) {
  int a = rank(left), b = rank(right);
  if (a != b) return a < b;
  if (a == 1) return text_before(left, right);
  return a == 2 ? left->integer < right->integer : number_before(left, right);
}

static lb_value read_key(lua_State *L, int index) {
  lb_value key = {.kind = LB_NIL};
  size_t length;
  switch (lua_type(L, index)) {
    case LUA_TNUMBER:
      key.kind = lua_isinteger(L, index) ? LB_INTEGER : LB_NUMBER;
      if (key.kind == LB_INTEGER) key.integer = lua_tointeger(L, index);
      else key.number = lua_tonumber(L, index);
      break;
    case LUA_TSTRING:
      key.kind = LB_TEXT;
      key.text = lua_tolstring(L, index, &length);
      key.count = (int32_t)length;
      break;
    case LUA_TBOOLEAN:
      key.kind = LB_BOOLEAN;
      key.integer = lua_toboolean(L, index);
      break;
    default:
      lb_raise(
          L, "pairs and next: a key that is a %s has no order; keep such keys in a list as well",
          luaL_typename(L, index));
  }
  return key;
}

static void push_key(lua_State *L, const lb_value *key) {
  switch (key->kind) {
    case LB_INTEGER: lua_pushinteger(L, key->integer); break;
    case LB_NUMBER: lua_pushnumber(L, key->number); break;
    case LB_BOOLEAN: lua_pushboolean(L, (int)key->integer); break;
    default: lua_pushlstring(L, key->text, (size_t)key->count);
  }
}

static int compare(const void *left, const void *right) {
  return lb_key_before(left, right) ? -1 : lb_key_before(right, left);
}

static void merge(lb_value *from, lb_value *to, size_t low, size_t middle, size_t high) {
  size_t a = low, b = middle;
  for (size_t at = low; at < high; at++) {
    bool right = a == middle || (b < high && compare(&from[b], &from[a]) < 0);
    to[at] = right ? from[b++] : from[a++];
  }
}

/// Merge sort between the two halves of a block; where the sorted keys lie.
static lb_value *sort_keys(lb_value *keys, size_t count) {
  lb_value *from = keys, *to = keys + count;
  for (size_t width = 1; width < count; width *= 2) {
    for (size_t low = 0; low < count; low += 2 * width) {
      size_t middle = low + width < count ? low + width : count;
      size_t high = middle + width < count ? middle + width : count;
      merge(from, to, low, middle, high);
    }
    lb_value *swap = from;
    from = to;
    to = swap;
  }
  return from;
}

enum { UNSORTED_KEYS = 1000000 };

static bool is_sorted(const lb_value *keys, size_t count) {
  for (size_t i = 1; i < count; i++) {
    if (!lb_key_before(&keys[i - 1], &keys[i])) return false;
  }
  return true;
}

/// Pushes a list of the table's keys in order; how many.
static size_t push_keys(lua_State *L, int table) {
  size_t count = 0;
  for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) count++;
  lb_value *keys = lua_newuserdatauv(L, (2 * count + 1) * sizeof *keys, 0);
  size_t at = 0;
  for (lua_pushnil(L); lua_next(L, table) != 0; lua_pop(L, 1)) keys[at++] = read_key(L, -2);
  lb_value *sorted = keys;
  if (!is_sorted(keys, count)) {
    if (count > UNSORTED_KEYS) lb_raise(L, "pairs: more than %d keys to sort", UNSORTED_KEYS);
    sorted = sort_keys(keys, count);
  }
  lua_createtable(L, (int)count, 0);
  for (size_t i = 0; i < count; i++) {
    push_key(L, &sorted[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_remove(L, -2);
  return count;
}

/// Upvalues: table, keys, position, count. Keys removed meanwhile are passed over.
static int step(lua_State *L) {
  lua_Integer at = lua_tointeger(L, lua_upvalueindex(3));
  lua_Integer count = lua_tointeger(L, lua_upvalueindex(4));
  while (at < count) {
    lua_settop(L, 0);
    lua_rawgeti(L, lua_upvalueindex(2), ++at);
    lua_pushvalue(L, 1);
    if (lua_rawget(L, lua_upvalueindex(1)) == LUA_TNIL) continue;
    lua_pushinteger(L, at);
    lua_replace(L, lua_upvalueindex(3));
    return 2;
  }
  lua_pushinteger(L, count);
  lua_replace(L, lua_upvalueindex(3));
  lua_pushnil(L);
  return 1;
}

int lb_pairs(lua_State *L) {
  lb_check_time(L);
  luaL_checkany(L, 1);
  if (luaL_getmetafield(L, 1, "__pairs") != LUA_TNIL) {
    lua_pushvalue(L, 1);
    lua_call(L, 1, 3);
    return 3;
  }
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  if (lb_push_backing(L, 1)) lua_replace(L, 1);
  lua_pushvalue(L, 1);
  size_t count = push_keys(L, 1);
  lua_pushinteger(L, 0);
  lua_pushinteger(L, (lua_Integer)count);
  lua_pushcclosure(L, step, 4);
  lua_pushvalue(L, 1);
  lua_pushnil(L);
  return 3;
}

/// The smallest key above the given one, and its value. Linear in the size of the table.
int lb_next(lua_State *L) {
  lb_check_time(L);
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  if (lb_push_backing(L, 1)) lua_replace(L, 1);
  bool first = lua_isnil(L, 2), found = false;
  lb_value after = {.kind = LB_NIL}, best = {.kind = LB_NIL};
  if (!first) after = read_key(L, 2);
  for (lua_pushnil(L); lua_next(L, 1) != 0; lua_pop(L, 1)) {
    lb_value key = read_key(L, -2);
    if (!first && !lb_key_before(&after, &key)) continue;
    if (found && !lb_key_before(&key, &best)) continue;
    best = key;
    found = true;
  }
  if (!found) {
    lua_pushnil(L);
    return 1;
  }
  push_key(L, &best);
  lua_pushvalue(L, -1);
  lua_rawget(L, 1);
  return 2;
}

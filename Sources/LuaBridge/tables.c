// table: every loop whose length a script chooses is bounded; sort is stable and the same in
// every run (Lua's own picks its pivots by the clock).
#include "internal.h"

enum { TABLE_STEPS = 1000000, SORT_LENGTH = 200000, INDIRECT_STEPS = 100 };
enum { SORT_BYTES = 200000000 };

/// The table's length; a length that a metamethod invents is refused.
static lua_Integer length_of(lua_State *L, int index, const char *call) {
  luaL_checktype(L, index, LUA_TTABLE);
  if (luaL_getmetafield(L, index, "__len") != LUA_TNIL) {
    lb_raise(L, "table.%s: a table with __len is refused", call);
  }
  return (lua_Integer)lua_rawlen(L, index);
}

/// Whether reading or writing an entry can do more than that: one access may follow two thousand
/// tables, or call a function.
static bool is_indirect(lua_State *L, int index) {
  return luaL_getmetafield(L, index, "__index") != LUA_TNIL ||
         luaL_getmetafield(L, index, "__newindex") != LUA_TNIL;
}

/// Refuses too many steps over the table at `index`.
static void check_steps(
    lua_State *L, int index, lua_Integer first, lua_Integer last, const char *call) {
  lb_check_time(L);
  if (last < first) return;
  lua_Unsigned steps = (lua_Unsigned)last - (lua_Unsigned)first;
  if (steps >= TABLE_STEPS) lb_raise(L, "table.%s: more than %d entries", call, (int)TABLE_STEPS);
  if (steps < INDIRECT_STEPS) return;
  int top = lua_gettop(L);
  if (is_indirect(L, index)) {
    lb_raise(
        L, "table.%s: more than %d entries of a table with __index or __newindex", call,
        (int)INDIRECT_STEPS);
  }
  lua_settop(L, top);
}

static int concat(lua_State *L) {
  lua_Integer length = length_of(L, 1, "concat");
  check_steps(L, 1, luaL_optinteger(L, 3, 1), luaL_optinteger(L, 4, length), "concat");
  return lb_of(L)->concat(L);
}

static int insert(lua_State *L) {
  lua_Integer length = length_of(L, 1, "insert");
  if (lua_gettop(L) == 3) check_steps(L, 1, luaL_checkinteger(L, 2), length, "insert");
  return lb_of(L)->insert(L);
}

static int remove_entry(lua_State *L) {
  lua_Integer length = length_of(L, 1, "remove");
  check_steps(L, 1, luaL_optinteger(L, 2, length), length, "remove");
  return lb_of(L)->remove(L);
}

static int move(lua_State *L) {
  check_steps(L, 1, luaL_checkinteger(L, 2), luaL_checkinteger(L, 3), "move");
  if (lua_istable(L, 5)) {
    check_steps(L, 5, luaL_checkinteger(L, 2), luaL_checkinteger(L, 3), "move");
  }
  return lb_of(L)->move(L);
}

static int unpack(lua_State *L) {
  lua_Integer first = luaL_optinteger(L, 2, 1);
  lua_Integer last = lua_isnoneornil(L, 3) ? luaL_len(L, 1) : luaL_checkinteger(L, 3);
  if (last >= first && (lua_Unsigned)last - (lua_Unsigned)first >= 250000) {
    return lb_raise(L, "table.unpack: more than 250000 values");
  }
  check_steps(L, 1, first, last, "unpack");
  lua_settop(L, 1);
  lua_pushinteger(L, first);
  lua_pushinteger(L, last);
  return lb_of(L)->unpack(L);
}

/// Counts the bytes that comparing two texts may look at.
static void count_bytes(lua_State *L, size_t *bytes) {
  if (lua_type(L, -1) != LUA_TSTRING || lua_type(L, -2) != LUA_TSTRING) return;
  size_t left = (size_t)lua_rawlen(L, -1), right = (size_t)lua_rawlen(L, -2);
  *bytes += left < right ? left : right;
  if (*bytes > SORT_BYTES) lb_raise(L, "table.sort: the texts are too long to sort");
}

/// Whether the value on top comes before the one under it. Pops both.
static bool top_before(lua_State *L, bool by_function, size_t *bytes) {
  bool before;
  lb_check_time(L);
  count_bytes(L, bytes);
  if (by_function) {
    lua_pushvalue(L, 2);
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -4);
    lua_call(L, 2, 1);
    before = lua_toboolean(L, -1);
    lua_pop(L, 1);
  } else {
    before = lua_compare(L, -1, -2, LUA_OPLT);
  }
  lua_pop(L, 2);
  return before;
}

/// Merges two sorted halves of table `from` into table `to`; equal entries keep their order.
static void merge(
    lua_State *L, int from, int to, lua_Integer low, lua_Integer middle, lua_Integer high,
    bool by_function, size_t *bytes) {
  lua_Integer a = low, b = middle;
  for (lua_Integer at = low; at < high; at++) {
    bool right = a == middle;
    if (!right && b < high) {
      lua_rawgeti(L, from, a);
      lua_rawgeti(L, from, b);
      right = top_before(L, by_function, bytes);
    }
    lua_rawgeti(L, from, right ? b++ : a++);
    lua_rawseti(L, to, at);
  }
}

static void merge_all(lua_State *L, lua_Integer count, bool by_function) {
  int from = 3, to = 4;
  size_t bytes = 0;
  for (lua_Integer width = 1; width < count; width *= 2) {
    for (lua_Integer low = 1; low <= count; low += 2 * width) {
      lua_Integer middle = low + width <= count ? low + width : count + 1;
      lua_Integer high = middle + width <= count ? middle + width : count + 1;
      merge(L, from, to, low, middle, high, by_function, &bytes);
    }
    int swap = from;
    from = to;
    to = swap;
  }
  for (lua_Integer i = 1; i <= count; i++) {
    lua_rawgeti(L, from, i);
    lua_seti(L, 1, i);
  }
}

/// A stable merge sort. Works on a copy, so a comparison that fails leaves the table as it was.
static int sort(lua_State *L) {
  lua_Integer count = length_of(L, 1, "sort");
  if (count > SORT_LENGTH) return lb_raise(L, "table.sort: more than %d entries", SORT_LENGTH);
  check_steps(L, 1, 1, count, "sort");
  bool by_function = !lua_isnoneornil(L, 2);
  if (by_function) luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_settop(L, 2);
  if (count < 2) return 0;
  lua_createtable(L, (int)count, 0);
  lua_createtable(L, (int)count, 0);
  luaL_checkstack(L, 8, "table.sort");
  for (lua_Integer i = 1; i <= count; i++) {
    lua_geti(L, 1, i);
    lua_rawseti(L, 3, i);
  }
  merge_all(L, count, by_function);
  return 0;
}

/// Replaces the functions of the table library by bounded ones.
void lb_open_tables(lua_State *L, int library) {
  static const luaL_Reg functions[] = {{"concat", concat}, {"insert", insert},
                                       {"remove", remove_entry}, {"move", move},
                                       {"unpack", unpack}, {"sort", sort}, {NULL, NULL}};
  lb_state *state = lb_of(L);
  state->concat = lb_function_of(L, library, "concat");
  state->insert = lb_function_of(L, library, "insert");
  state->remove = lb_function_of(L, library, "remove");
  state->move = lb_function_of(L, library, "move");
  state->unpack = lb_function_of(L, library, "unpack");
  luaL_setfuncs(L, functions, 0);
}

// Libraries to take apart, read-only tables, and texts without addresses.
#include "internal.h"

/// Opens a library of Lua and copies its fields into a new table on top.
void lb_copy_library(lua_State *L, const char *name, lua_CFunction open) {
  luaL_requiref(L, name, open, 0);
  lua_newtable(L);
  for (lua_pushnil(L); lua_next(L, -3) != 0;) {
    lua_pushvalue(L, -2);
    lua_insert(L, -2);
    lua_rawset(L, -4);
  }
  lua_remove(L, -2);
}

/// A C function of a library.
lua_CFunction lb_function_of(lua_State *L, int library, const char *name) {
  lua_getfield(L, library, name);
  lua_CFunction function = lua_tocfunction(L, -1);
  lua_pop(L, 1);
  return function;
}

/// Pushes the table behind a protected one; false, and nothing, for any other value.
bool lb_push_backing(lua_State *L, int index) {
  index = lua_absindex(L, index);
  lua_rawgeti(L, LUA_REGISTRYINDEX, lb_of(L)->protected_set);
  lua_pushvalue(L, index);
  int type = lua_rawget(L, -2);
  lua_remove(L, -2);
  if (type == LUA_TTABLE) return true;
  lua_pop(L, 1);
  return false;
}

/// Upvalues: name of the table, the table behind.
static int refuse_assignment(lua_State *L) {
  const char *table = lua_tostring(L, lua_upvalueindex(1));
  if (lua_type(L, 2) != LUA_TSTRING) return lb_raise(L, "%s is read-only", table);
  const char *name = lua_tostring(L, 2);
  if (table[0] != '_') return lb_raise(L, "%s is read-only: %s.%s", table, table, name);
  lua_pushvalue(L, 2);
  if (lua_rawget(L, lua_upvalueindex(2)) != LUA_TNIL) {
    return lb_raise(L, "the global '%s' is read-only", name);
  }
  return lb_raise(L, "new global '%s': globals are read-only, write 'local %s'", name, name);
}

/// Replaces the table on top by a read-only one that reads through to it.
void lb_protect(lua_State *L, const char *name) {
  lua_newtable(L);
  lua_createtable(L, 0, 3);
  lua_pushvalue(L, -3);
  lua_setfield(L, -2, "__index");
  lua_pushstring(L, name);
  lua_pushvalue(L, -4);
  lua_pushcclosure(L, refuse_assignment, 2);
  lua_setfield(L, -2, "__newindex");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_setmetatable(L, -2);
  lua_rawgeti(L, LUA_REGISTRYINDEX, lb_of(L)->protected_set);
  lua_pushvalue(L, -2);
  lua_pushvalue(L, -4);
  lua_rawset(L, -3);
  lua_pop(L, 1);
  lua_replace(L, -2);
}

/// Pushes a value as text; tables, functions, coroutines and userdata give their kind alone.
void lb_text_of(lua_State *L, int index) {
  index = lua_absindex(L, index);
  if (luaL_callmeta(L, index, "__tostring")) {
    if (!lua_isstring(L, -1)) lb_raise(L, "'__tostring' must return a string");
    return;
  }
  switch (lua_type(L, index)) {
    case LUA_TNUMBER:
    case LUA_TSTRING:
      lua_pushvalue(L, index);
      lua_tolstring(L, -1, NULL);
      break;
    case LUA_TBOOLEAN: lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false"); break;
    default: lua_pushstring(L, luaL_typename(L, index));
  }
}

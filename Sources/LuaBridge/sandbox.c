// What a script finds: the globals, put together and closed.
#include "internal.h"

static int to_text(lua_State *L) {
  luaL_checkany(L, 1);
  lb_text_of(L, 1);
  return 1;
}

static int print(lua_State *L) {
  int count = lua_gettop(L);
  lua_pushliteral(L, "");
  for (int i = 1; i <= count; i++) {
    if (i > 1) lua_pushliteral(L, "\t");
    lb_text_of(L, i);
    lua_concat(L, i > 1 ? 3 : 2);
    if (lua_rawlen(L, -1) > LB_MAX_TEXT) return lb_raise(L, "print: longer than 64 KiB");
  }
  lb_ask(L, LB_METHOD_PRINT, count + 1, count + 1, "print");
  return 0;
}

static int random_number(lua_State *L) {
  return lb_ask(L, LB_METHOD_RANDOM, 1, lua_gettop(L), "math.random");
}

static void refuse_field(lua_State *L, const char *field, const char *why) {
  lua_pushstring(L, field);
  if (lua_rawget(L, 2) != LUA_TNIL) lb_raise(L, "setmetatable: %s is refused, %s", field, why);
  lua_pop(L, 1);
}

static int set_metatable(lua_State *L) {
  int type = lua_type(L, 2);
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_argexpected(L, type == LUA_TNIL || type == LUA_TTABLE, 2, "nil or table");
  if (luaL_getmetafield(L, 1, "__metatable") != LUA_TNIL) {
    return lb_raise(L, "cannot change a protected metatable");
  }
  if (type == LUA_TTABLE) {
    refuse_field(L, "__gc", "a script must not see the collector");
    refuse_field(L, "__mode", "a script must not see the collector");
  }
  lua_settop(L, 2);
  lua_setmetatable(L, 1);
  return 1;
}

static int raw_get(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checkany(L, 2);
  lua_settop(L, 2);
  if (lb_push_backing(L, 1)) lua_replace(L, 1);
  lua_rawget(L, 1);
  return 1;
}

static int raw_set(lua_State *L) {
  luaL_checktype(L, 1, LUA_TTABLE);
  luaL_checkany(L, 3);
  lua_settop(L, 3);
  if (lb_push_backing(L, 1)) return lb_raise(L, "rawset: this table is read-only");
  lua_rawset(L, 1);
  return 1;
}

static int undefined_global(lua_State *L) {
  if (lua_type(L, 2) != LUA_TSTRING) return lb_raise(L, "undefined global");
  lb_ask(L, LB_METHOD_GLOBAL, 2, 2, "a global");
  return lb_raise(L, "undefined global '%s'", lua_tostring(L, 2));
}

static void remove_fields(lua_State *L, const char *const *names) {
  for (; *names != NULL; names++) {
    lua_pushnil(L);
    lua_setfield(L, -2, *names);
  }
}

static void put_functions(lua_State *L) {
  static const luaL_Reg functions[] = {
      {"tostring", to_text},         {"print", print},     {"setmetatable", set_metatable},
      {"rawget", raw_get},           {"rawset", raw_set},  {"pairs", lb_pairs},
      {"next", lb_next},             {"strategy", lb_strategy}, {NULL, NULL}};
  luaL_setfuncs(L, functions, 0);
}

static void open_string(lua_State *L, int globals) {
  static const char *const hidden[] = {"dump", NULL};
  lb_copy_library(L, LUA_STRLIBNAME, luaopen_string);
  remove_fields(L, hidden);
  lb_open_text(L, lua_gettop(L));
  lua_pushliteral(L, "");
  lua_getmetatable(L, -1);
  lua_pushvalue(L, -3);
  lua_setfield(L, -2, "__index");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_pop(L, 2);
  lb_protect(L, "string");
  lua_setfield(L, globals, "string");
}

static void open_libraries(lua_State *L, int globals) {
  static const char *const hidden[] = {"randomseed", NULL};
  open_string(L, globals);
  lb_copy_library(L, LUA_TABLIBNAME, luaopen_table);
  lb_open_tables(L, lua_gettop(L));
  lb_protect(L, "table");
  lua_setfield(L, globals, "table");
  lb_copy_library(L, LUA_MATHLIBNAME, luaopen_math);
  remove_fields(L, hidden);
  lua_pushcfunction(L, random_number);
  lua_setfield(L, -2, "random");
  lb_protect(L, "math");
  lua_setfield(L, globals, "math");
  lb_copy_library(L, LUA_UTF8LIBNAME, luaopen_utf8);
  lb_protect(L, "utf8");
  lua_setfield(L, globals, "utf8");
}

/// Builds the globals and leaves them, read-only, in the registry's place for globals.
void lb_open_sandbox(lua_State *L) {
  static const char *const hidden[] = {"load", "loadfile", "dofile", "collectgarbage",
                                       "warn", "_G", NULL};
  lb_copy_library(L, LUA_GNAME, luaopen_base);
  remove_fields(L, hidden);
  int globals = lua_gettop(L);
  put_functions(L);
  open_libraries(L, globals);
  lb_open_calls(L, globals);
  lua_createtable(L, 0, 1);
  lua_pushcfunction(L, undefined_global);
  lua_setfield(L, -2, "__index");
  lua_setmetatable(L, globals);
  lua_pushvalue(L, globals);
  lb_protect(L, "_G");
  lua_pushvalue(L, -1);
  lua_setfield(L, globals, "_G");
  lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
  lua_settop(L, globals - 1);
}

// Objects: ctx, accounts, indicators. A class is a table of members; a member is a method (a
// function), a field (an integer: ask the host) or a constant (kept in a box).
#include "internal.h"

static int call_method(lua_State *L) {
  int class_id = (int)lua_tointeger(L, lua_upvalueindex(2));
  const char *name = lua_tostring(L, lua_upvalueindex(3));
  bool own = lua_type(L, 1) == LUA_TUSERDATA && luaL_getmetafield(L, 1, "__class");
  if (!own || lua_tointeger(L, -1) != class_id) {
    return lb_raise(L, "%s is a method: call it with a colon, object:%s(...)", name, name);
  }
  lua_pop(L, 1);
  int method = (int)lua_tointeger(L, lua_upvalueindex(1));
  return lb_ask(L, method, class_id == 0 ? 2 : 1, lua_gettop(L), name);
}

static int unknown_member(lua_State *L) {
  lua_settop(L, 2);
  luaL_getmetafield(L, 1, "__class");
  lua_replace(L, 1);
  luaL_tolstring(L, 2, NULL);
  lua_replace(L, 2);
  lb_ask(L, LB_METHOD_UNKNOWN, 1, 2, "a member");
  return lb_raise(L, "unknown name '%s'", lua_tostring(L, 2));
}

/// Upvalues: members, name of the class, method for object[k] or 0.
static int index_object(lua_State *L) {
  lua_settop(L, 2);
  int indexed = (int)lua_tointeger(L, lua_upvalueindex(3));
  if (indexed != 0 && lua_type(L, 2) == LUA_TNUMBER) return lb_ask(L, indexed, 1, 2, "an index");
  lua_pushvalue(L, 2);
  int type = lua_rawget(L, lua_upvalueindex(1));
  if (type == LUA_TFUNCTION) return 1;
  if (type == LUA_TNUMBER) return lb_ask(L, (int)lua_tointeger(L, 3), 1, 1, lua_tostring(L, 2));
  if (type == LUA_TTABLE) {
    lua_rawgeti(L, 3, 1);
    return 1;
  }
  if (lua_type(L, 2) != LUA_TSTRING) {
    return lb_raise(L, "a %s is no name of %s", luaL_typename(L, 2),
                    lua_tostring(L, lua_upvalueindex(2)));
  }
  return unknown_member(L);
}

static int assign_object(lua_State *L) {
  return lb_raise(
      L, "%s is read-only; keep values of your own in a local variable",
      lua_tostring(L, lua_upvalueindex(1)));
}

/// define(class, name, indexed)
static int define_class(lua_State *L) {
  lb_state *state = lb_of(L);
  lua_rawgeti(L, LUA_REGISTRYINDEX, state->classes);
  lua_createtable(L, 0, 8);
  lua_newtable(L);
  lua_pushvalue(L, -1);
  lua_setfield(L, -3, "members");
  lua_pushvalue(L, 2);
  lua_pushvalue(L, 3);
  lua_pushcclosure(L, index_object, 3);
  lua_setfield(L, -2, "__index");
  lua_pushvalue(L, 2);
  lua_pushcclosure(L, assign_object, 1);
  lua_setfield(L, -2, "__newindex");
  lua_pushvalue(L, 1);
  lua_setfield(L, -2, "__class");
  lua_pushvalue(L, 2);
  lua_setfield(L, -2, "__name");
  lua_pushboolean(L, 0);
  lua_setfield(L, -2, "__metatable");
  lua_rawseti(L, -2, lua_tointeger(L, 1));
  lua_rawgeti(L, LUA_REGISTRYINDEX, state->objects);
  lua_newtable(L);
  lua_rawseti(L, -2, lua_tointeger(L, 1));
  return 0;
}

static void push_members(lua_State *L, lua_Integer class_id) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, lb_of(L)->classes);
  lua_rawgeti(L, -1, class_id);
  lua_getfield(L, -1, "members");
  lua_replace(L, -3);
  lua_pop(L, 1);
}

/// define(class, name, kind, method)
static int define_member(lua_State *L) {
  push_members(L, lua_tointeger(L, 1));
  lua_pushvalue(L, 2);
  lua_pushvalue(L, 4);
  if (lua_tointeger(L, 3) == LB_MEMBER_METHOD) {
    lua_pushvalue(L, 1);
    lua_pushvalue(L, 2);
    lua_pushcclosure(L, call_method, 3);
  }
  lua_rawset(L, -3);
  return 0;
}

/// define(class, name): the value is the writer's.
static int define_constant(lua_State *L) {
  push_members(L, lua_tointeger(L, 1));
  lua_pushvalue(L, 2);
  lua_createtable(L, 1, 0);
  lb_push_all(L, lb_of(L));
  lua_rawseti(L, -2, 1);
  lua_rawset(L, -3);
  return 0;
}

bool lb_define_class(lb_state *state, int32_t class_id, const char *name, int32_t indexed) {
  lua_State *L = state->L;
  lua_pushcfunction(L, define_class);
  lua_pushinteger(L, class_id);
  lua_pushstring(L, name);
  lua_pushinteger(L, indexed);
  return lb_protected(state, 3, 0) == LUA_OK;
}

bool lb_define_member(
    lb_state *state, int32_t class_id, const char *name, int32_t kind, int32_t method) {
  lua_State *L = state->L;
  lua_pushcfunction(L, define_member);
  lua_pushinteger(L, class_id);
  lua_pushstring(L, name);
  lua_pushinteger(L, kind);
  lua_pushinteger(L, method);
  return lb_protected(state, 4, 0) == LUA_OK;
}

bool lb_define_constant(lb_state *state, int32_t class_id, const char *name, size_t length) {
  lua_State *L = state->L;
  lua_pushcfunction(L, define_constant);
  lua_pushinteger(L, class_id);
  lua_pushlstring(L, name, length);
  return lb_protected(state, 2, 0) == LUA_OK;
}

/// Pushes the one object of a class with this handle.
void lb_push_object(lua_State *L, lb_state *state, int class_id, int64_t handle) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, state->objects);
  lua_rawgeti(L, -1, class_id);
  if (lua_rawgeti(L, -1, handle) == LUA_TNIL) {
    lua_pop(L, 1);
    int64_t *object = lua_newuserdatauv(L, sizeof *object, 0);
    *object = handle;
    lua_rawgeti(L, LUA_REGISTRYINDEX, state->classes);
    lua_rawgeti(L, -1, class_id);
    lua_setmetatable(L, -3);
    lua_pop(L, 1);
    lua_pushvalue(L, -1);
    lua_rawseti(L, -3, handle);
  }
  lua_replace(L, -3);
  lua_pop(L, 1);
}

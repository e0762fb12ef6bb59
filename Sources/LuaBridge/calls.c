// pcall, xpcall and coroutines: as in Lua, but the end by a limit passes through them, and the
// bridge knows which coroutine runs.
#include "internal.h"

static int finish_pcall(lua_State *L, int status, lua_KContext extra) {
  if (status != LUA_OK && status != LUA_YIELD) {
    lb_keep_limit(L, status);
    lua_pushboolean(L, 0);
    lua_pushvalue(L, -2);
    return 2;
  }
  return lua_gettop(L) - (int)extra;
}

static int protected_call(lua_State *L) {
  luaL_checkany(L, 1);
  lua_pushboolean(L, 1);
  lua_insert(L, 1);
  int status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 0, 0, finish_pcall);
  return finish_pcall(L, status, 0);
}

/// The handler runs after the failed call has been left: an endless one meets the hook.
static int finish_handled(lua_State *L, int status, lua_KContext extra) {
  if (status == LUA_OK || status == LUA_YIELD) return lua_gettop(L) - (int)extra;
  lb_keep_limit(L, status);
  lua_pushvalue(L, 2);
  lua_insert(L, -2);
  int handled = lua_pcallk(L, 1, 1, 0, 0, NULL);
  if (handled != LUA_OK) lb_keep_limit(L, handled);
  lua_pushboolean(L, 0);
  lua_insert(L, -2);
  return 2;
}

static int handled_call(lua_State *L) {
  int count = lua_gettop(L);
  luaL_checktype(L, 2, LUA_TFUNCTION);
  lua_pushboolean(L, 1);
  lua_pushvalue(L, 1);
  lua_rotate(L, 3, 2);
  int status = lua_pcallk(L, count - 2, LUA_MULTRET, 0, 2, finish_handled);
  return finish_handled(L, status, 2);
}

/// Resumes with arguments on top of L; results on top of L, or -1 and the error on top.
static int resume(lua_State *L, lua_State *co, int arguments, int *status) {
  lb_state *state = lb_of(L);
  int results = 0;
  *status = LUA_ERRRUN;
  if (!lua_checkstack(co, arguments)) {
    lua_pushliteral(L, "too many arguments to resume");
    return -1;
  }
  lb_charge(L);
  lua_xmove(L, co, arguments);
  lua_State *resumer = state->running;
  state->running = co;
  *status = lua_resume(co, L, arguments, &results);
  state->running = resumer;
  if (*status != LUA_OK && *status != LUA_YIELD) {
    lb_record_coroutine(state, co);
    lua_xmove(co, L, 1);
    return -1;
  }
  if (!lua_checkstack(L, results + 1)) {
    lua_pop(co, results);
    lua_pushliteral(L, "too many results to resume");
    return -1;
  }
  lua_xmove(co, L, results);
  return results;
}

static lua_State *coroutine_at(lua_State *L) {
  lua_State *co = lua_tothread(L, 1);
  luaL_argexpected(L, co != NULL, 1, "coroutine");
  return co;
}

static int resume_coroutine(lua_State *L) {
  lua_State *co = coroutine_at(L);
  int status;
  int results = resume(L, co, lua_gettop(L) - 1, &status);
  if (results < 0) lb_keep_limit(L, status);
  lua_pushboolean(L, results >= 0);
  lua_insert(L, results >= 0 ? -(results + 1) : -2);
  return results >= 0 ? results + 1 : 2;
}

static int reset(lua_State *L, lua_State *co) {
  lb_state *state = lb_of(L);
  lua_State *closer = state->running;
  state->running = co;
  int status = lua_resetthread(co);
  state->running = closer;
  return status;
}

static int resume_wrapped(lua_State *L) {
  lua_State *co = lua_tothread(L, lua_upvalueindex(1));
  int status;
  int results = resume(L, co, lua_gettop(L), &status);
  if (results >= 0) return results;
  lb_keep_limit(L, status);
  int left = lua_status(co);
  if (left != LUA_OK && left != LUA_YIELD && reset(L, co) != LUA_OK) {
    lua_pop(L, 1);
    lua_xmove(co, L, 1);
    lb_keep_limit(L, LUA_ERRRUN);
  }
  return lua_error(L);
}

static int wrap(lua_State *L) {
  luaL_checktype(L, 1, LUA_TFUNCTION);
  lua_State *co = lua_newthread(L);
  lua_pushvalue(L, 1);
  lua_xmove(L, co, 1);
  lua_pushcclosure(L, resume_wrapped, 1);
  return 1;
}

static bool can_close(lua_State *L, lua_State *co) {
  lua_Debug frame;
  if (L == co) return false;
  return lua_status(co) != LUA_OK || !lua_getstack(co, 0, &frame);
}

static int close_coroutine(lua_State *L) {
  lua_State *co = coroutine_at(L);
  if (!can_close(L, co)) return luaL_error(L, "cannot close a running coroutine");
  if (reset(L, co) == LUA_OK) {
    lua_pushboolean(L, 1);
    return 1;
  }
  lua_xmove(co, L, 1);
  lb_keep_limit(L, LUA_ERRRUN);
  lua_pushboolean(L, 0);
  lua_insert(L, -2);
  return 2;
}

/// Puts pcall, xpcall and the coroutine library into the globals.
void lb_open_calls(lua_State *L, int globals) {
  static const luaL_Reg functions[] = {
      {"resume", resume_coroutine}, {"wrap", wrap}, {"close", close_coroutine}, {NULL, NULL}};
  lua_pushcfunction(L, protected_call);
  lua_setfield(L, globals, "pcall");
  lua_pushcfunction(L, handled_call);
  lua_setfield(L, globals, "xpcall");
  lb_copy_library(L, LUA_COLIBNAME, luaopen_coroutine);
  luaL_setfuncs(L, functions, 0);
  lb_protect(L, "coroutine");
  lua_setfield(L, globals, "coroutine");
}

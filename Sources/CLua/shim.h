// Lua 5.4 of the system. Only LuaBridge (C) includes it: a Lua error is a longjmp,
// and no Swift frame may lie between the error and the call that catches it.
#include <lua.h>
#include <lauxlib.h>
#include <lualib.h>

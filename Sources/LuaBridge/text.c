// string: patterns, format and rep within bounds. Everything else is Lua's own.
#define _GNU_SOURCE
#include "internal.h"

#include <stdlib.h>
#include <string.h>

enum { REP_BYTES = 16 << 20 };
static const double MATCH_STEPS = 1e7;

static size_t after_class(const char *pattern, size_t length, size_t at) {
  if (at < length && pattern[at] == '^') at++;
  do {
    if (at < length && pattern[at++] == '%') at++;
  } while (at < length && pattern[at] != ']');
  return at + 1;
}

/// The most steps a match may take: a factor of subject + 1 for the starts and for every mark
/// that can give back, 2 for every optional character.
static double match_steps(const char *pattern, size_t length, size_t subject, bool anchors) {
  double factor = (double)subject + 1, steps = factor;
  size_t at = 0;
  if (anchors && length > 0 && pattern[0] == '^') {
    steps = 1;
    at = 1;
  }
  while (at < length) {
    char mark = pattern[at++];
    if (mark == '[') {
      at = after_class(pattern, length, at);
    } else if (mark == '%' && at < length) {
      char kind = pattern[at++];
      if (kind == 'b' || (kind >= '0' && kind <= '9')) steps *= factor;
      if (kind == 'b') at += 2;
    } else if (mark == '*' || mark == '+' || mark == '-') {
      steps *= factor;
    } else if (mark == '?') {
      steps *= 2;
    }
  }
  // Each step may look at every part of the pattern; the bound allows for sixteen.
  return steps * (length > 16 ? (double)length / 16 : 1);
}

static void check_pattern(lua_State *L, const char *call, bool anchors) {
  size_t subject, length;
  lb_check_time(L);
  luaL_checklstring(L, 1, &subject);
  const char *pattern = luaL_checklstring(L, 2, &length);
  if (!lb_of(L)->limits.patterns) {
    lb_raise(L, "%s: patterns are not available in the strict sandbox", call);
  }
  if (match_steps(pattern, length, subject, anchors) <= MATCH_STEPS) return;
  lb_raise(
      L, "%s: this pattern may take too long on a text of %d bytes; anchor it with ^, use fewer "
      "of * + -, or split the text", call, (int)subject);
}

static int find_plain(lua_State *L) {
  size_t subject, length;
  const char *text = luaL_checklstring(L, 1, &subject);
  const char *wanted = luaL_checklstring(L, 2, &length);
  lua_Integer start = luaL_optinteger(L, 3, 1);
  if (start < 0) start = -start > (lua_Integer)subject ? 1 : (lua_Integer)subject + start + 1;
  if (start == 0) start = 1;
  if (start > (lua_Integer)subject + 1) {
    lua_pushnil(L);
    return 1;
  }
  const char *from = text + start - 1;
  const char *found = memmem(from, subject - (size_t)(start - 1), wanted, length);
  if (found == NULL) {
    lua_pushnil(L);
    return 1;
  }
  lua_pushinteger(L, found - text + 1);
  lua_pushinteger(L, found - text + (lua_Integer)length);
  return 2;
}

static int find(lua_State *L) {
  size_t length;
  lb_check_time(L);
  const char *pattern = luaL_checklstring(L, 2, &length);
  bool special = false;
  for (size_t i = 0; i < length && !special; i++) {
    special = pattern[i] != 0 && strchr("^$*+?.([%-", pattern[i]) != NULL;
  }
  if (!special || lua_toboolean(L, 4)) return find_plain(L);
  check_pattern(L, "string.find", true);
  return lb_of(L)->find(L);
}

static int match(lua_State *L) {
  check_pattern(L, "string.match", true);
  return lb_of(L)->match(L);
}

static int gmatch(lua_State *L) {
  check_pattern(L, "string.gmatch", false);
  return lb_of(L)->gmatch(L);
}

/// Calls the function behind it, unless the callback is over its time: gsub calls it in a loop of
/// C, and what it calls may be C, too.
static int call_timed(lua_State *L) {
  lb_check_time(L);
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_insert(L, 1);
  lua_call(L, lua_gettop(L) - 1, 1);
  return 1;
}

static int gsub(lua_State *L) {
  check_pattern(L, "string.gsub", true);
  if (lua_iscfunction(L, 3)) {
    lua_pushvalue(L, 3);
    lua_pushcclosure(L, call_timed, 1);
    lua_replace(L, 3);
  }
  return lb_of(L)->gsub(L);
}

static int rep(lua_State *L) {
  size_t length, separator;
  lb_check_time(L);
  luaL_checklstring(L, 1, &length);
  lua_Integer count = luaL_checkinteger(L, 2);
  luaL_optlstring(L, 3, "", &separator);
  if (count <= 0 || length + separator == 0) {
    lua_pushliteral(L, "");
    return 1;
  }
  if ((lua_Unsigned)count > REP_BYTES / (length + separator)) {
    return lb_raise(L, "string.rep: the result is longer than 16 MiB");
  }
  return lb_of(L)->rep(L);
}

/// Replaces what format would print with an address by the kind alone.
static int format(lua_State *L) {
  size_t length;
  lb_check_time(L);
  const char *text = luaL_checklstring(L, 1, &length);
  int argument = 1, count = lua_gettop(L);
  for (size_t at = 0; at < length; at++) {
    if (text[at] != '%') continue;
    if (++at < length && text[at] == '%') continue;
    while (at < length && strchr("-+ #0123456789.", text[at]) != NULL && text[at] != 0) at++;
    if (at >= length) break;
    if (text[at] == 'p') return lb_raise(L, "string.format: %%p is refused, it shows an address");
    if (++argument > count || text[at] != 's') continue;
    lb_text_of(L, argument);
    lua_replace(L, argument);
  }
  return lb_of(L)->format(L);
}

/// Replaces the functions of the string library that a script could misuse.
void lb_open_text(lua_State *L, int library) {
  static const luaL_Reg functions[] = {{"find", find}, {"match", match},   {"gmatch", gmatch},
                                       {"gsub", gsub}, {"format", format}, {"rep", rep},
                                       {NULL, NULL}};
  lb_state *state = lb_of(L);
  state->find = lb_function_of(L, library, "find");
  state->match = lb_function_of(L, library, "match");
  state->gmatch = lb_function_of(L, library, "gmatch");
  state->gsub = lb_function_of(L, library, "gsub");
  state->format = lb_function_of(L, library, "format");
  state->rep = lb_function_of(L, library, "rep");
  luaL_setfuncs(L, functions, 0);
}

// Errors as text: file, line, message and stack, written without touching the Lua heap.
#include "internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The line of the innermost frame of the script, 0 when there is none.
int lb_current_line(lua_State *L) {
  lua_Debug frame;
  for (int level = 0; lua_getstack(L, level, &frame); level++) {
    lua_getinfo(L, "l", &frame);
    if (frame.currentline > 0) return frame.currentline;
  }
  return 0;
}

/// Raises an error at the script's line, whatever C frames lie above it.
int lb_raise(lua_State *L, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  int line = lb_current_line(L);
  if (line > 0) lua_pushfstring(L, "%s:%d: ", lb_of(L)->file, line);
  lua_pushvfstring(L, format, arguments);
  va_end(arguments);
  if (line > 0) lua_concat(L, 2);
  return lua_error(L);
}

/// As lb_raise, for a text of known length.
int lb_raise_text(lua_State *L, const char *message, size_t length) {
  int line = lb_current_line(L);
  lua_pushfstring(L, "%s:%d: ", lb_of(L)->file, line);
  lua_pushlstring(L, message, length);
  lua_concat(L, 2);
  return lua_error(L);
}

static int write_frame(lua_State *L, lua_Debug *frame, char *text, size_t space) {
  lua_getinfo(L, "Sln", frame);
  if (frame->currentline <= 0) {
    if (frame->name == NULL) return 0;
    return snprintf(text, space, "in '%s'\n", frame->name);
  }
  if (frame->name != NULL) {
    return snprintf(
        text, space, "%s:%d: in '%s'\n", frame->short_src, frame->currentline, frame->name);
  }
  if (strcmp(frame->what, "main") == 0) {
    return snprintf(
        text, space, "%s:%d: in the main chunk\n", frame->short_src, frame->currentline);
  }
  return snprintf(
      text, space, "%s:%d: in the function of line %d\n", frame->short_src, frame->currentline,
      frame->linedefined);
}

/// Writes the innermost 24 frames.
static void write_stack(lua_State *L, char *text, size_t space) {
  lua_Debug frame;
  size_t used = 0;
  text[0] = 0;
  for (int level = 0; level < 24 && lua_getstack(L, level, &frame); level++) {
    int written = write_frame(L, &frame, text + used, space - used);
    if (written < 0 || (size_t)written >= space - used) break;
    used += (size_t)written;
  }
}

/// Keeps the stack of a coroutine that failed, for the error's stack should it reach the top.
void lb_record_coroutine(lb_state *state, lua_State *co) {
  write_stack(co, state->coroutine_stack, sizeof state->coroutine_stack);
}

static const char *split_position(lb_state *state, const char *message, int *line) {
  size_t length = strlen(state->file);
  if (strncmp(message, state->file, length) != 0 || message[length] != ':') return message;
  char *end = NULL;
  long found = strtol(message + length + 1, &end, 10);
  if (end == message + length + 1 || *end != ':') return message;
  *line = (int)found;
  return end[1] == ' ' ? end + 2 : end + 1;
}

/// Fills the state's error from a message and the stack of `L`. The first record is kept, but a
/// limit met while an error unwinds takes its place.
void lb_record(lb_state *state, lua_State *L, int kind, const char *message) {
  if (state->recorded && kind == LB_ERROR_SCRIPT) return;
  state->recorded = true;
  int line = 0;
  const char *rest = split_position(state, message, &line);
  if (line == 0) line = lb_current_line(L);
  snprintf(state->message, sizeof state->message, "%s", rest);
  write_stack(L, state->stack, sizeof state->stack);
  size_t used = strlen(state->stack);
  if (L == state->L && state->coroutine_stack[0] != 0) {
    snprintf(
        state->stack + used, sizeof state->stack - used, "in a coroutine:\n%s",
        state->coroutine_stack);
  }
  state->error.kind = kind;
  state->error.line = line;
}

static const char *message_of(lua_State *L, char *space, size_t size) {
  int type = lua_type(L, 1);
  if (type == LUA_TSTRING) return lua_tostring(L, 1);
  if (type == LUA_TNUMBER) {
    snprintf(space, size, "%.14g", (double)lua_tonumber(L, 1));
    return space;
  }
  if (type == LUA_TTABLE && lua_getmetatable(L, 1) == 0) {
    lua_pushliteral(L, "message");
    if (lua_rawget(L, 1) == LUA_TSTRING) return lua_tostring(L, -1);
  }
  snprintf(space, size, "the error value is a %s, not a text", lua_typename(L, type));
  return space;
}

/// The message handler of every protected call of the bridge.
int lb_message_handler(lua_State *L) {
  char space[96];
  lb_record(lb_of(L), L, LB_ERROR_SCRIPT, message_of(L, space, sizeof space));
  return 1;
}

/// Completes the error after a failed call; pops its value.
void lb_finish_error(lb_state *state, int status) {
  lua_State *L = state->L;
  if (status == LUA_ERRMEM && !state->doomed) state->doomed = LB_ERROR_MEMORY;
  if (state->doomed == LB_ERROR_MEMORY) {
    state->error.kind = LB_ERROR_MEMORY;
    state->error.line = state->refused_line;
    snprintf(
        state->message, sizeof state->message,
        "not enough memory: the script holds more than its %zu MiB", state->limits.memory >> 20);
    if (!state->recorded) state->stack[0] = 0;
  } else if (!state->recorded) {
    const char *text = lua_type(L, -1) == LUA_TSTRING ? lua_tostring(L, -1) : "error in an error";
    lb_record(state, L, status == LUA_ERRSYNTAX ? LB_ERROR_SYNTAX : LB_ERROR_SCRIPT, text);
  }
  if (status == LUA_ERRSYNTAX) state->error.kind = LB_ERROR_SYNTAX;
  if (state->doomed && !state->error.kind) state->error.kind = state->doomed;
  lua_settop(L, 1);
  state->error.file = state->file;
  state->error.message = state->message;
  state->error.callback = state->callback;
  state->error.stack = state->stack;
}

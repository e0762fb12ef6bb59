// The writer: what Swift puts before a call or answers to one. It never touches Lua.
#include "internal.h"

#include <stdlib.h>
#include <string.h>

static lb_node *add_node(lb_state *state, int32_t op) {
  static _Thread_local lb_node spare;
  if (state->node_count == state->node_space) {
    int space = state->node_space == 0 ? 64 : 2 * state->node_space;
    lb_node *nodes = realloc(state->nodes, (size_t)space * sizeof *nodes);
    if (nodes == NULL) {
      state->writer_failed = true;
      return &spare;
    }
    state->nodes = nodes;
    state->node_space = space;
  }
  lb_node *node = &state->nodes[state->node_count++];
  node->op = op;
  node->list = 0;
  return node;
}

static void put(lb_state *state, int32_t op, lb_value value) { add_node(state, op)->value = value; }

void lb_begin(lb_state *state) {
  state->node_count = 0;
  state->arena_count = 0;
  state->writer_failed = false;
}

void lb_put_nil(lb_state *state) { put(state, LB_NODE_VALUE, (lb_value){.kind = LB_NIL}); }

void lb_put_boolean(lb_state *state, bool value) {
  put(state, LB_NODE_VALUE, (lb_value){.kind = LB_BOOLEAN, .integer = value});
}

void lb_put_integer(lb_state *state, int64_t value) {
  put(state, LB_NODE_VALUE, (lb_value){.kind = LB_INTEGER, .integer = value});
}

void lb_put_number(lb_state *state, double value) {
  put(state, LB_NODE_VALUE, (lb_value){.kind = LB_NUMBER, .number = value});
}

void lb_put_text(lb_state *state, const char *text, size_t length) {
  size_t needed = state->arena_count + length + 1;
  if (needed > state->arena_space) {
    char *arena = realloc(state->arena, 2 * needed);
    if (arena == NULL) {
      state->writer_failed = true;
      return;
    }
    state->arena = arena;
    state->arena_space = 2 * needed;
  }
  if (length > 0) memcpy(state->arena + state->arena_count, text, length);
  lb_value value = {.kind = LB_TEXT, .count = (int32_t)length};
  value.integer = (int64_t)state->arena_count;
  state->arena_count += length;
  put(state, LB_NODE_VALUE, value);
}

void lb_put_interned(lb_state *state, int32_t id) {
  put(state, LB_NODE_INTERNED, (lb_value){.kind = LB_TEXT, .integer = id});
}

void lb_put_object(lb_state *state, int32_t class_id, int64_t handle) {
  put(state, LB_NODE_VALUE, (lb_value){.kind = LB_OBJECT, .count = class_id, .integer = handle});
}

void lb_put_key(lb_state *state, int32_t id) {
  put(state, LB_NODE_KEY, (lb_value){.kind = LB_TEXT, .integer = id});
}

void lb_put_table(lb_state *state, int32_t list, int32_t keys) {
  lb_node *node = add_node(state, LB_NODE_BEGIN);
  node->list = list;
  node->value = (lb_value){.kind = LB_TABLE, .count = keys};
}

void lb_put_end(lb_state *state) { put(state, LB_NODE_END, (lb_value){.kind = LB_NIL}); }

int32_t lb_fail(lb_state *state, const char *message, size_t length) {
  lb_begin(state);
  lb_put_text(state, message, length);
  return 1;
}

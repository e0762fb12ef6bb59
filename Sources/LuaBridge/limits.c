// Limits of a script: memory by the allocator, time by a signal, instructions by a hook.
//
// The timer counts the processor time of the thread, ticks twenty times a second at most and
// belongs to the thread, not to the state: its handler touches only the state that runs on this
// very thread. Until a callback is over its time no hook is set, so the guard costs two stores a
// callback.
// One call of C that no hook interrupts is met where it comes back (lb_check_time); for what does
// not come back within its grace, the process is asked to end by SIGXCPU, with a message.
#define _GNU_SOURCE
#include "internal.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { TICK_MILLISECONDS = 50, HOOK_INSTRUCTIONS = 1000 };
enum { GRACE_MILLISECONDS = 500, LAST_MILLISECONDS = 600 };

static _Thread_local struct {
  lb_state *volatile state;
  volatile uint64_t serial;
  volatile uint64_t seen;
  volatile int age;
  bool timed;
  timer_t timer;
} watch __attribute__((tls_model("initial-exec")));

static pthread_once_t watch_once = PTHREAD_ONCE_INIT;
static pthread_key_t watch_key;

static int watch_signal(void) { return SIGRTMIN + 9; }

static void say(const char *text) {
  for (size_t left = strlen(text); left > 0;) {
    ssize_t written = write(STDERR_FILENO, text, left);
    if (written <= 0) return;
    text += written;
    left -= (size_t)written;
  }
}

/// What a callback cannot be stopped in ends the process, by what a signal handler may do: a
/// message, and SIGXCPU with each tick, for which a thread of the program may wait and clean up.
/// Where that does not help, exit code 1.
static void end_process(const lb_state *state, int over) {
  if (over >= LAST_MILLISECONDS) _exit(1);
  if (over == 0) {
    say("error: ");
    say(state->file);
    say(": ");
    say(state->callback);
    say(" stays in one call that cannot be interrupted, beyond its processor time\n");
  }
  kill(getpid(), SIGXCPU);
}

/// The next tick, once. Setting the hook walks the calls of a script, which in a deep recursion may
/// take longer than a tick: the time to the next one begins when it is done, or nothing else would
/// ever run.
static void wind_timer(void) {
  struct itimerspec once;
  memset(&once, 0, sizeof once);
  once.it_value.tv_nsec = TICK_MILLISECONDS * 1000000L;
  timer_settime(watch.timer, 0, &once, NULL);
}

static void look_at_time(void) {
  lb_state *state = watch.state;
  if (state == NULL) return;
  if (watch.seen != watch.serial) {
    watch.seen = watch.serial;
    watch.age = 0;
    return;
  }
  watch.age += TICK_MILLISECONDS;
  if (watch.age < state->limits.milliseconds) return;
  int over = watch.age - state->limits.milliseconds - GRACE_MILLISECONDS;
  if (over >= 0) end_process(state, over - over % TICK_MILLISECONDS);
  state->overtime = 1;
  lua_sethook(state->running, lb_hook, LUA_MASKCOUNT, 1);
}

static void on_tick(int signal) {
  (void)signal;
  look_at_time();
  wind_timer();
}

static void forget_timer(void *timer) { timer_delete((timer_t)timer); }

static void install_handler(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_tick;
  action.sa_flags = SA_RESTART;
  sigaction(watch_signal(), &action, NULL);
  pthread_key_create(&watch_key, forget_timer);
}

static void start_timer(void) {
  pthread_once(&watch_once, install_handler);
  struct sigevent event;
  memset(&event, 0, sizeof event);
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = watch_signal();
#ifdef sigev_notify_thread_id
  event.sigev_notify_thread_id = (pid_t)syscall(SYS_gettid);
#else
  event._sigev_un._tid = (pid_t)syscall(SYS_gettid);
#endif
  if (timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &watch.timer) != 0) return;
  wind_timer();
  pthread_setspecific(watch_key, (void *)watch.timer);
  // Worker threads of a run-time library often block every signal; this one must come through.
  sigset_t tick;
  sigemptyset(&tick);
  sigaddset(&tick, watch_signal());
  pthread_sigmask(SIG_UNBLOCK, &tick, NULL);
  watch.timed = true;
}

/// Runs the function and arguments on the stack under all limits; the Lua status.
int lb_protected(lb_state *state, int arguments, int results) {
  if (!watch.timed) start_timer();
  lb_state *outer = watch.state;
  state->running = state->L;
  state->overtime = 0;
  state->refused = false;
  state->recorded = false;
  state->coroutine_stack[0] = 0;
  state->budget = state->limits.instructions;
  if (state->budget > 0) lua_sethook(state->L, lb_hook, LUA_MASKCOUNT, HOOK_INSTRUCTIONS);
  watch.serial += 1;
  watch.state = state;
  int status = lua_pcallk(state->L, arguments, results, 1, 0, NULL);
  watch.state = outer;
  if (state->overtime) lua_sethook(state->L, NULL, 0, 0);
  if (status != LUA_OK) lb_finish_error(state, status);
  return status;
}

static void end_by(lua_State *L, lb_state *state, int kind, const char *message) {
  state->doomed = kind;
  lb_record(state, L, kind, message);
  lua_sethook(L, lb_hook, LUA_MASKCOUNT, 1);
  lb_raise(L, "%s", message);
}

static const char overtime_message[] =
    "the script used its whole processor time for one callback; does a loop never end?";

/// Ends the run where the callback is over its time: for calls of C that take long, or that a loop
/// of C makes again and again.
void lb_check_time(lua_State *L) {
  lb_state *state = lb_of(L);
  if (state->doomed) lb_raise(L, "%s", state->message);
  if (state->overtime) end_by(L, state, LB_ERROR_TIME, overtime_message);
}

/// Takes a piece of C's work from the budget of instructions: resuming a coroutine starts its
/// count anew, so it is counted as a whole step of the hook.
void lb_charge(lua_State *L) {
  lb_state *state = lb_of(L);
  if (state->limits.instructions > 0) state->budget -= HOOK_INSTRUCTIONS;
}

/// The count hook: ends the run when the callback is over its time or its instructions.
void lb_hook(lua_State *L, lua_Debug *debug) {
  (void)debug;
  lb_state *state = lb_of(L);
  lb_check_time(L);
  if (state->limits.instructions == 0) {
    lua_sethook(L, NULL, 0, 0);
    return;
  }
  state->budget -= HOOK_INSTRUCTIONS;
  if (state->budget < 0) {
    end_by(
        L, state, LB_ERROR_INSTRUCTIONS,
        "the script used all instructions of one callback; do less in it, or run without strict");
  }
}

/// The allocator: counts, and refuses beyond the cap.
void *lb_allocate(void *data, void *block, size_t old_size, size_t new_size) {
  lb_state *state = data;
  if (block == NULL) old_size = 0;
  if (new_size == 0) {
    free(block);
    state->used -= old_size;
    return NULL;
  }
  if (new_size > old_size && new_size - old_size > state->limits.memory - state->used) {
    state->refused = true;
    if (state->running != NULL) state->refused_line = lb_current_line(state->running);
    return NULL;
  }
  void *moved = realloc(block, new_size);
  if (moved != NULL) state->used = state->used - old_size + new_size;
  return moved;
}

static bool ran_out(lua_State *L, const lb_state *state, int status) {
  if (status == LUA_ERRMEM) return true;
  if (!state->refused || lua_type(L, -1) != LUA_TSTRING) return false;
  const char *message = lua_tostring(L, -1);
  return strstr(message, "not enough memory") != NULL;
}

/// After a caught error, its value on top: raises it again when a limit was the cause.
void lb_keep_limit(lua_State *L, int status) {
  lb_state *state = lb_of(L);
  if (!state->doomed && ran_out(L, state, status)) state->doomed = LB_ERROR_MEMORY;
  if (!state->doomed) return;
  lua_sethook(L, lb_hook, LUA_MASKCOUNT, 1);
  lua_error(L);
}

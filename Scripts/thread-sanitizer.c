// What the thread sanitiser has to know of Swift's runtime, which is not compiled with it: a lock that had to be waited
// for was taken behind its last release, and a task that was resumed goes on behind the call that resumed it. Without
// this, the sanitiser reports every use of a `Mutex` that had to wait, and what a continuation hands over.
//
// `Scripts/sanitize` compiles it, and loads it before the runtime.

#include <dlfcn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

static void acquire(void *address) {
  if (__tsan_acquire) __tsan_acquire(address);
}

static void release(void *address) {
  if (__tsan_release) __tsan_release(address);
}

#define SWIFT_CALL __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *self

// `_MutexHandle` of the module Synchronization. Where nobody waits, the lock is an atomic operation in the caller, which
// the sanitiser sees.

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

typedef SWIFT_CALL void (*Lock)(uint32_t thread, SELF);
typedef SWIFT_CALL bool (*TryLock)(SELF);
typedef SWIFT_CALL void (*Unlock)(SELF);

SWIFT_CALL void lockSlowly(uint32_t thread, SELF) __asm__(LOCK);
SWIFT_CALL void lockSlowly(uint32_t thread, SELF) {
  ((Lock)dlsym(RTLD_NEXT, LOCK))(thread, self);
  acquire(self);
}

SWIFT_CALL bool tryLockSlowly(SELF) __asm__(TRY_LOCK);
SWIFT_CALL bool tryLockSlowly(SELF) {
  bool isLocked = ((TryLock)dlsym(RTLD_NEXT, TRY_LOCK))(self);
  if (isLocked) acquire(self);
  return isLocked;
}

SWIFT_CALL void unlockSlowly(SELF) __asm__(UNLOCK);
SWIFT_CALL void unlockSlowly(SELF) {
  release(self);
  ((Unlock)dlsym(RTLD_NEXT, UNLOCK))(self);
}

// What a task that waits for a continuation reads was written before the continuation was resumed. The runtime tells
// the sanitiser so, except where the continuation was resumed before its task waited: then it calls, at once and on the
// same thread, the function that is the second word of the continuation's context. Here this becomes one that says it.

typedef __attribute__((swiftasynccall)) void (*Resume)(__attribute__((swift_async_context)) void *context);
typedef __attribute__((swiftasynccall)) void (*Await)(void *context);

extern void *swift_task_getCurrent(void) SWIFT_CALL;

// How the task that waited last on this thread goes on.
static _Thread_local void *waiting;
static _Thread_local Resume resume;

__attribute__((swiftasynccall)) static void resumed(__attribute__((swift_async_context)) void *context) {
  if (context != waiting) abort();
  acquire(swift_task_getCurrent());
  __attribute__((musttail)) return resume(context);
}

__attribute__((swiftasynccall)) void swift_continuation_await(void *context) {
  waiting = context;
  resume = ((Resume *)context)[1];
  ((Resume *)context)[1] = resumed;
  __attribute__((musttail)) return ((Await)dlsym(RTLD_NEXT, "swift_continuation_await"))(context);
}

// What the thread sanitiser has to know of Swift's runtime, which is not compiled with it: a lock that had to be waited
// for was taken behind its last release, and a task that was resumed goes on behind the call that resumed it. Without
// this, the sanitiser reports every use of a `Mutex` that had to wait, and what a continuation hands over.
//
// `Scripts/sanitize` compiles it, and loads it before the runtime.

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

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
// the sanitiser so, except where the continuation was resumed before its task waited. So the function that the task
// goes on with, which is the second word of the continuation's context, becomes one that says it first.

#define PLACES 4096

typedef __attribute__((swiftasynccall)) void (*Resume)(__attribute__((swift_async_context)) void *context);
typedef __attribute__((swiftasynccall)) void (*Await)(void *context);

extern void *swift_task_getCurrent(void) SWIFT_CALL;

// Where tasks that wait go on, by their contexts.
static struct {
  _Atomic(void *) context;
  Resume resume;
} places[PLACES];

static uintptr_t place(void *context) { return (uintptr_t)context / 16; }

__attribute__((swiftasynccall)) static void resumed(__attribute__((swift_async_context)) void *context) {
  acquire(swift_task_getCurrent());
  uintptr_t index = place(context);
  while (atomic_load(&places[index % PLACES].context) != context) index += 1;
  Resume resume = places[index % PLACES].resume;
  atomic_store(&places[index % PLACES].context, NULL);
  __attribute__((musttail)) return resume(context);
}

__attribute__((swiftasynccall)) void swift_continuation_await(void *context) {
  Resume *resume = (Resume *)context + 1;
  uintptr_t index = place(context);
  for (void *none = NULL; !atomic_compare_exchange_strong(&places[index % PLACES].context, &none, context); none = NULL)
    index += 1;
  places[index % PLACES].resume = *resume;
  *resume = resumed;
  __attribute__((musttail)) return ((Await)dlsym(RTLD_NEXT, "swift_continuation_await"))(context);
}

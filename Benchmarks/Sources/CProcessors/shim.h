#ifdef __linux__
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

/// Keeps the thread on a processor, of the first 64, and has it run only while nobody else wants that. By the system's
/// numbers, because the library shows its names for them only with the GNU extensions.
///
/// Returns whether that was granted.
static inline int benchmark_idle_on(int processor) {
  const int idle_policy = 5;
  const int priority = 0;
  uint64_t mask = (uint64_t)1 << (processor & 63);
  return syscall(SYS_sched_setscheduler, 0, idle_policy, &priority) == 0 &&
         syscall(SYS_sched_setaffinity, 0, sizeof mask, &mask) == 0;
}
#endif

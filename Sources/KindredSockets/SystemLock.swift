#if canImport(Glibc)
  package import Glibc
#elseif canImport(Musl)
  package import Musl
#elseif canImport(Darwin)
  package import Darwin
#endif

/// The system's mutex.
///
/// `Mutex` spins before it sleeps, and hands itself over to the thread that waits. That suits what is held for a few
/// instructions; here a system call may be made inside, whose thread may lose the processor to one that spins for it.
package struct SystemLock: ~Copyable, @unchecked Sendable {
  // At an address of its own, as the system requires. Unchecked, because that is what it is for.
  @usableFromInline let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  package init() {
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Runs the closure with the lock.
  @inlinable @inline(__always)
  package borrowing func withLock<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}

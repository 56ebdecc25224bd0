#if canImport(Glibc)
  package import Glibc
#elseif canImport(Musl)
  package import Musl
#elseif canImport(Darwin)
  package import Darwin
#endif

/// The system's mutex.
///
/// `Mutex` spins before it sleeps, and hands the lock over to the waiting thread. That is good for very short critical
/// sections. This lock is held during system calls, where a spinning thread may take the holder's processor.
package struct SystemLock: ~Copyable, @unchecked Sendable {
  // At a fixed address, as the system requires. Unchecked, because a lock is safe to share.
  @usableFromInline let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  package init() {
    mutex.initialize(to: pthread_mutex_t())
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  /// Runs the closure while holding the lock.
  @inlinable @inline(__always)
  package borrowing func withLock<Result>(_ body: () -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body()
  }
}

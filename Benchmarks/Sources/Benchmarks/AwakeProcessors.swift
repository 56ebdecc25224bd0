import Foundation
import Synchronization

#if os(Linux)
  import CProcessors
#endif

/// Keeps the processors from sleeping while the closure runs.
///
/// The processor of a virtual machine that has slept is slow for up to a tenth of a second, by half as much again, and what
/// comes to it first pays for it, which is all of a case that takes less than that. So a thread on each processor turns in a
/// circle, of the kind that the system lets run only where nobody else wants to. Elsewhere than on Linux nothing is done.
enum AwakeProcessors {
  static func during<Result>(_ body: () async throws -> Result) async rethrows -> Result {
    #if os(Linux)
      let isOver = Flag()
      for processor in 0..<min(64, ProcessInfo.processInfo.activeProcessorCount) {
        Thread.detachNewThread {
          // One that could take time from others must not turn.
          guard benchmark_idle_on(Int32(processor)) == 1 else { return }
          while !isOver.value.load(ordering: .relaxed) {}
        }
      }
      defer { isOver.value.store(true, ordering: .relaxed) }
    #endif
    return try await body()
  }

  private final class Flag: Sendable {
    let value = Atomic<Bool>(false)
  }
}

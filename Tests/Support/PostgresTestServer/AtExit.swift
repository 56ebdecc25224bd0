import Foundation
import Synchronization

/// The processes and folders to stop and remove when the tests end.
enum AtExit {
  private static let closures = Mutex<[@Sendable () -> Void]>([])

  private static let registration: Void = {
    atexit {
      let closures = AtExit.closures.withLock { closures in
        defer { closures = [] }
        return closures
      }
      for closure in closures.reversed() { closure() }
    }
  }()

  static func run(_ closure: @escaping @Sendable () -> Void) {
    _ = registration
    closures.withLock { $0.append(closure) }
  }
}

/// Waits until a condition is true. Only used in a separate thread or at the start of a test.
@discardableResult
func wait(upTo seconds: Double = 30, until condition: () -> Bool) -> Bool {
  let end = ContinuousClock.now + .seconds(seconds)
  while ContinuousClock.now < end {
    if condition() { return true }
    usleep(5_000)
  }
  return condition()
}

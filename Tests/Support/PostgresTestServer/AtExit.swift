import Foundation
import Synchronization

/// What is to be stopped and removed when the tests are over.
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

/// Waits, in a thread of its own or at the start of a test, until something has come to pass.
@discardableResult
func wait(upTo seconds: Double = 30, until condition: () -> Bool) -> Bool {
  let end = ContinuousClock.now + .seconds(seconds)
  while ContinuousClock.now < end {
    if condition() { return true }
    usleep(5_000)
  }
  return condition()
}

import Foundation
import Synchronization

/// How many tests ran on each backend; said at the end of the run.
enum BackendCount {
  private static let counts = Mutex<[Backend: Int]>([:])

  private static let saying: Void = {
    _ = atexit {
      let counts = BackendCount.counts.withLock { $0 }
      let text = Backend.allCases.map { "\(counts[$0, default: 0]) on \($0.rawValue)" }.joined(separator: ", ")
      print("Behaviour tests that ran to their end: \(text).")
    }
  }()

  static func note(_ backend: Backend) {
    _ = saying
    counts.withLock { $0[backend, default: 0] += 1 }
  }
}

import Foundation
import Measuring
import Synchronization

/// Runs the closure on so many threads at once, with the thread's number, and adds up what it gives.
func sum(onThreads count: Int, _ body: @escaping @Sendable (Int) throws -> Int) throws -> Int {
  let results = Results()
  let group = DispatchGroup()
  for number in 0..<count {
    group.enter()
    Thread {
      let result = Result { try body(number) }
      results.all.withLock { $0.append(result) }
      group.leave()
    }.start()
  }
  group.wait()
  return try results.all.withLock { try $0.reduce(0) { $0 + (try $1.get()) } }
}

private final class Results: Sendable {
  let all = Mutex<[Result<Int, any Error>]>([])
}

/// The steps of one of several threads or tasks that share them out.
func share(_ number: Int, of count: Int, steps: Int) -> Range<Int> {
  steps * number / count..<steps * (number + 1) / count
}

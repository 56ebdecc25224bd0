import KindredCore
import Synchronization

/// A resource that counts how many of its kind exist.
final class Token: Sendable {
  let number: Int

  init(_ number: Int) { self.number = number }
}

/// Makes tokens, fails where it is told to, and counts.
final class TokenMaker: Sendable {
  struct Refusal: Error {}

  private struct State {
    var made = 0
    var disposed: [Int] = []
    var failures = 0
  }

  private let state = Mutex(State())

  func make() throws -> Token {
    try state.withLock { state in
      if state.failures > 0 {
        state.failures -= 1
        throw Refusal()
      }
      state.made += 1
      return Token(state.made)
    }
  }

  func dispose(_ token: Token) { state.withLock { $0.disposed.append(token.number) } }

  func failNext(_ count: Int) { state.withLock { $0.failures = count } }

  var made: Int { state.withLock { $0.made } }
  var disposed: [Int] { state.withLock { $0.disposed.sorted() } }

  func pool(limit: Int, timeout: Duration = .seconds(60)) -> LeasePool<Token> {
    LeasePool(name: "token", limit: limit, timeout: timeout, make: make, dispose: dispose)
  }
}

/// Values noted by several tasks, in the order in which they were.
final class Notes<Value: Sendable>: Sendable {
  private let values = Mutex<[Value]>([])

  func add(_ value: Value) { values.withLock { $0.append(value) } }

  var all: [Value] { values.withLock { $0 } }
}

/// A door that tasks wait at until somebody opens it.
final class Gate: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  init() { (stream, continuation) = AsyncStream.makeStream() }

  func open() { continuation.finish() }

  func wait() async { for await _ in stream {} }
}

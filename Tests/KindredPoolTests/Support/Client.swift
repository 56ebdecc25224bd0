import KindredCore
import Synchronization

/// A task that was put in line, and what came of it.
final class Client: Sendable {
  enum Outcome: Sendable { case waiting, leased(FakeResource), failed }

  let number: Int
  let use: LeaseUse
  private let outcome = Mutex(Outcome.waiting)
  private let task = Mutex<Task<Void, Never>?>(nil)

  init(_ number: Int, _ use: LeaseUse) {
    self.number = number
    self.use = use
  }

  func start(_ pool: ResourcePool) {
    let started = Task.detached {
      do {
        let resource = try await pool.fake(self.use)
        self.outcome.withLock { $0 = .leased(resource) }
      } catch {
        self.outcome.withLock { $0 = .failed }
      }
    }
    task.withLock { $0 = started }
  }

  func cancel() { task.withLock { $0?.cancel() } }

  var state: Outcome { outcome.withLock { $0 } }
  var isWaiting: Bool { if case .waiting = state { true } else { false } }
  var lease: FakeResource? { if case .leased(let resource) = state { resource } else { nil } }
}

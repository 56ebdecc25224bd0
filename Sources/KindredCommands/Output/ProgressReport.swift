import KindredMigrations
import Synchronization

/// Prints what a migrator does, a line for each migration.
final class ProgressReport: Sendable {
  private struct State {
    var steps = (done: 0, total: 0)
    var waitsFor: String?
  }

  private let isQuiet: Bool
  private let state = Mutex(State())

  init(isQuiet: Bool) { self.isQuiet = isQuiet }

  func report(_ event: MigrationEvent) {
    if isQuiet { return }
    switch event {
    case .waiting(let holder, let migration):
      let text = "waiting for \(holder)" + (migration.map { ", \($0)" } ?? "")
      // It is reported again and again while it waits.
      let isNew = state.withLock { state in
        defer { state.waitsFor = text }
        return state.waitsFor != text
      }
      if isNew { Console.note(text) }
    case .began(let id, let isForwards, let done, let total):
      state.withLock { $0.steps = (done, total) }
      if done > 0 { Console.note("\(isForwards ? "Applying" : "Undoing") \(id), from step \(done + 1) of \(total)") }
    case .step: break
    case .retrying(let id, let attempt): Console.note("  \(id) waits for a lock of the database (attempt \(attempt))")
    case .rows(let id, let done, let total, let left):
      let percent = total > 0 ? min(100, done * 100 / total) : 100
      Console.note(
        "  \(id)  \(done)/\(total) rows  \(percent) %" + (left.map { "  \(Self.text($0)) left" } ?? ""))
    case .finished(let id, let isForwards, let time):
      let total = state.withLock { $0.steps.total }
      Console.print(
        "  \(isForwards ? "applied" : "undone ")  \(id)  \(Console.count(total, "step"))  \(Self.text(time))")
    case .recorded(let id): Console.print("  recorded \(id)")
    case .warning(let id, let text): Console.note("warning: \(id): \(text)")
    }
  }

  /// A duration for people.
  static func text(_ duration: Duration) -> String {
    let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    if seconds < 60 { return "\((seconds * 100).rounded() / 100) s" }
    return "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
  }
}

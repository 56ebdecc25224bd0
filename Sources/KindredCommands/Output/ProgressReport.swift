import KindredMigrations
import Synchronization

/// Prints what a migrator does, a line for each migration.
final class ProgressReport: Sendable {
  private struct State {
    var steps = (done: 0, total: 0)
    var waitsFor: String?
    /// How much of a backfill was last printed.
    var percent: Int?
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
    case .step: state.withLock { $0.percent = nil }
    case .retrying(let id, let attempt): Console.note("  \(id) waits for a lock of the database (attempt \(attempt))")
    case .rows(let id, let rows):
      // A long backfill has thousands of batches.
      let isNew = state.withLock { state in
        defer { state.percent = rows.percent }
        return state.percent != rows.percent
      }
      if isNew { Console.note("  \(id)  \(Self.text(rows))") }
    case .finished(let id, let isForwards, let time):
      let total = state.withLock { $0.steps.total }
      Console.print(
        "  \(isForwards ? "applied" : "undone ")  \(id)  \(Console.count(total, "step"))  \(Self.text(time))")
    case .recorded(let id): Console.print("  recorded \(id)")
    case .warning(let id, let text): Console.note("warning: \(id): \(text)")
    }
  }

  /// `backfill entry  120,000/1,000,000  12 %  2 min left`
  static func text(_ rows: RowProgress) -> String {
    let left = rows.timeLeft.map { "  \(roughly($0)) left" } ?? ""
    return "backfill \(rows.table)  \(grouped(rows.done))/\(grouped(rows.total))  \(rows.percent) %\(left)"
  }

  /// A number with a comma after each three digits.
  private static func grouped(_ number: Int) -> String {
    var text = "\(number)"
    var place = text.count - 3
    while place > 0 {
      text.insert(",", at: text.index(text.startIndex, offsetBy: place))
      place -= 3
    }
    return text
  }

  /// A duration that is only estimated.
  private static func roughly(_ duration: Duration) -> String {
    let seconds = max(1, duration.components.seconds)
    if seconds < 60 { return "\(seconds) s" }
    let minutes = (seconds + 30) / 60
    return minutes < 60 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
  }

  /// A duration for people.
  static func text(_ duration: Duration) -> String {
    let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    if seconds < 60 { return "\((seconds * 100).rounded() / 100) s" }
    return "\(Int(seconds) / 60) min \(Int(seconds) % 60) s"
  }
}

import Synchronization

/// How many rows a statement is likely to give, by what it gave before.
///
/// An array that grows row by row is moved each time it is full, which for results that do not fit into the processor's
/// cache costs a tenth of the reading. A statement that gave about as many rows twice will do so again, so that there is
/// room for them from the start.
struct RowEstimate: ~Copyable {
  /// Results of fewer rows are not worth the room.
  private static let least = 8

  private let last = Atomic<Int>(0)
  private let likely = Atomic<Int>(0)

  /// The number of rows to make room for; 0 when nothing is known.
  var room: Int {
    let likely = likely.load(ordering: .relaxed)
    // An eighth more, for tables that grow.
    return likely + likely / 8
  }

  /// Notes what a run gave. Nothing is written while that stays about the same, so that tasks that run the same statement
  /// do not wait for each other's memory.
  func note(_ rows: Int) {
    let rows = rows < Self.least ? 0 : rows
    let last = last.load(ordering: .relaxed)
    if rows >= last - last / 4 && rows <= last + last / 8 {
      if likely.load(ordering: .relaxed) != last { likely.store(last, ordering: .relaxed) }
    } else {
      likely.store(min(last, rows), ordering: .relaxed)
      self.last.store(rows, ordering: .relaxed)
    }
  }
}

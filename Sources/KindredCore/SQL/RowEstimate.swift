import Synchronization

/// Estimates how many rows a statement returns, from its previous runs.
///
/// A growing array is reallocated and moved each time that it is full, which takes a tenth of the reading time for
/// results larger than the processor's cache. If two runs returned about the same number of rows, the next one reserves
/// that capacity.
struct RowEstimate: ~Copyable {
  /// Smaller results do not need a reservation.
  private static let least = 8

  private let last = Atomic<Int>(0)
  private let likely = Atomic<Int>(0)

  /// The capacity to reserve; 0 if there is no estimate.
  var room: Int {
    let likely = likely.load(ordering: .relaxed)
    // One eighth more, for tables that grow.
    return likely + likely / 8
  }

  /// Records the number of rows of a run. It writes nothing while that is about the same, which avoids contention
  /// between tasks that run the same statement.
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

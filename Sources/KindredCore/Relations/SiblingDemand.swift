public import Synchronization

/// Records whether a foreign key of a stream's rows is followed. If so, reading ahead collects the siblings' keys.
@usableFromInline
final class SiblingDemand: Sendable {
  @usableFromInline let isNoted = Atomic<Bool>(false)

  /// Counts the statements for the rows, if they are counted.
  let watch = SharedReference<ResultWatch>()

  func note() { isNoted.store(true, ordering: .relaxed) }
}

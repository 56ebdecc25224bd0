public import Synchronization

/// Whether somebody follows a foreign key of the rows of a stream, so that reading ahead would tell its siblings' keys.
@usableFromInline
final class SiblingDemand: Sendable {
  @usableFromInline let isNoted = Atomic<Bool>(false)

  func note() { isNoted.store(true, ordering: .relaxed) }
}

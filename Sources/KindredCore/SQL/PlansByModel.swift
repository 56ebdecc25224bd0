import Synchronization

/// The plans of one kind of statement that a model alone decides. They are found without a lock and without a hash,
/// because nothing is asked for more often, and kept for good: there are no more of them than models.
final class PlansByModel: Sendable {
  /// As many models as few programs have; those of larger ones are in ``others``.
  private static let placeCount = 256

  private typealias Place = AtomicLazyReference<StatementPlan>

  /// Unchecked, because what it points to is made and freed with the object, and atomic in between.
  private struct Places: @unchecked Sendable {
    let start = UnsafeMutablePointer<Place>.allocate(capacity: PlansByModel.placeCount)
  }

  private let places = Places()
  private let others = Mutex<[ObjectIdentifier: StatementPlan]>([:])

  init() {
    for index in 0..<Self.placeCount { (places.start + index).initialize(to: Place()) }
  }

  deinit {
    places.start.deinitialize(count: Self.placeCount)
    places.start.deallocate()
  }

  /// The plan of a model, made the first time.
  func plan(of schema: ModelSchema, _ make: () throws -> StatementPlan) rethrows -> StatementPlan {
    guard schema.number < Self.placeCount else {
      if let plan = others.withLock({ $0[ObjectIdentifier(schema)] }) { return plan }
      let plan = try make()
      others.withLock { $0[ObjectIdentifier(schema)] = plan }
      return plan
    }
    if let plan = places.start[schema.number].load() { return plan }
    // Another task may have been faster; then its plan is the one whose statements are prepared.
    return places.start[schema.number].storeIfNil(try make())
  }
}

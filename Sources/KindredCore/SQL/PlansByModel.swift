import Synchronization

/// The plans of one kind of statement that a model alone decides. They are found without a lock and without a hash,
/// because nothing is asked for more often, and kept for good: there are no more of them than models.
final class PlansByModel: Sendable {
  /// A place for the plan of one model. It is an object, because the size of what is inside is only known at run time
  /// where it stands in an array.
  private final class Place: Sendable {
    let plan = SharedReference<StatementPlan>()
  }

  /// As many as few programs have models; the plans of further ones are in ``others``.
  private let places = (0..<128).map { _ in Place() }
  private let others = Mutex<[ObjectIdentifier: StatementPlan]>([:])

  /// The plan of a model, made the first time.
  func plan(of schema: ModelSchema, _ make: () throws -> StatementPlan) rethrows -> StatementPlan {
    guard schema.number < places.count else {
      if let plan = others.withLock({ $0[ObjectIdentifier(schema)] }) { return plan }
      let plan = try make()
      others.withLock { $0[ObjectIdentifier(schema)] = plan }
      return plan
    }
    let place = places[schema.number]
    if let plan = place.plan.load() { return plan }
    // Another task may have been faster; then its plan is the one whose statements are prepared.
    return place.plan.storeIfNil(try make())
  }
}

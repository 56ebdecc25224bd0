import Synchronization

/// The plans of a kind of statement that depends on the model only. They are the most frequently used plans, so they
/// are found without a lock or a hash, and never evicted: there are at most as many as models.
final class PlansByModel: Sendable {
  /// The place for one model's plan. It is a class, because the size of its atomic is only known at run time, which
  /// makes arrays of it slow.
  private final class Place: Sendable {
    let plan = SharedReference<StatementPlan>()
  }

  /// The places of the first models by number; the plans of further models are in ``others``. Unretained: retaining
  /// them would make processors contend for the same counter.
  private let places: [UncountedReference<Place>]
  private let keptPlaces: [Place]
  private let others = Mutex<[ObjectIdentifier: StatementPlan]>([:])

  init() {
    keptPlaces = (0..<128).map { _ in Place() }
    places = keptPlaces.map { UncountedReference($0) }
  }

  /// The plan of a model, which lives as long as this object; nil before it is added.
  @inline(__always)
  func plan(of schema: ModelSchema) -> UncountedReference<StatementPlan>? {
    guard schema.number < places.count else {
      return others.withLock { $0[ObjectIdentifier(schema)] }.map { UncountedReference($0) }
    }
    return places[schema.number].with { $0.plan.loadUncounted() }
  }

  /// Adds the plan of a model.
  ///
  /// - Returns: The plan that is stored now. Another task may have added one first; then that one is used, as its
  ///   statements are already prepared.
  func keep(_ plan: StatementPlan, of schema: ModelSchema) -> UncountedReference<StatementPlan> {
    let kept =
      if schema.number < places.count {
        places[schema.number].with { $0.plan.storeIfNil(plan) }
      } else {
        others.withLock { others in
          let kept = others[ObjectIdentifier(schema)] ?? plan
          others[ObjectIdentifier(schema)] = kept
          return kept
        }
      }
    return UncountedReference(kept)
  }
}

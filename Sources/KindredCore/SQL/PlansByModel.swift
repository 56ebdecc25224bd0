import Synchronization

/// The plans of one kind of statement that a model alone decides. They are found without a lock and without a hash,
/// because nothing is asked for more often, and kept for good: there are no more of them than models.
final class PlansByModel: Sendable {
  /// A place for the plan of one model. It is an object, because the size of what is inside is only known at run time
  /// where it stands in an array.
  private final class Place: Sendable {
    let plan = SharedReference<StatementPlan>()
  }

  /// As many as few programs have models; the plans of further ones are in ``others``. Nobody counts who looks into one:
  /// tasks on several processors would wait for each other.
  private let places: [UncountedReference<Place>]
  private let keptPlaces: [Place]
  private let others = Mutex<[ObjectIdentifier: StatementPlan]>([:])

  init() {
    keptPlaces = (0..<128).map { _ in Place() }
    places = keptPlaces.map { UncountedReference($0) }
  }

  /// The plan of a model, which lives as long as this object; nil before it was made.
  @inline(__always)
  func plan(of schema: ModelSchema) -> UncountedReference<StatementPlan>? {
    guard schema.number < places.count else {
      return others.withLock { $0[ObjectIdentifier(schema)] }.map { UncountedReference($0) }
    }
    return places[schema.number].with { $0.plan.loadUncounted() }
  }

  /// Keeps the plan of a model.
  ///
  /// - Returns: The one that is there now. Another task may have been faster; then its plan is the one whose statements
  ///   are prepared.
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

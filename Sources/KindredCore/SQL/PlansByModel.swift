import Synchronization

/// The plans of one kind of statement that a model alone decides. They are found without a lock and without a hash,
/// because nothing is asked for more often, and kept for good: there are no more of them than models.
///
/// Unchecked, because of the unmanaged places: they are made with the object, released with it, and can be shared.
final class PlansByModel: @unchecked Sendable {
  /// A place for the plan of one model. It is an object, because the size of what is inside is only known at run time
  /// where it stands in an array.
  private final class Place: Sendable {
    let plan = SharedReference<StatementPlan>()
  }

  /// As many as few programs have models; the plans of further ones are in ``others``. Nobody counts who looks into one:
  /// tasks on several processors would wait for each other.
  private let places: [Unmanaged<Place>] = (0..<128).map { _ in .passRetained(Place()) }
  private let others = Mutex<[ObjectIdentifier: StatementPlan]>([:])

  deinit { for place in places { place.release() } }

  /// The plan of a model, which lives as long as this object; nil before it was made.
  @inline(__always)
  func plan(of schema: ModelSchema) -> Unmanaged<StatementPlan>? {
    guard schema.number < places.count else {
      return others.withLock { $0[ObjectIdentifier(schema)] }.map { .passUnretained($0) }
    }
    return places[schema.number]._withUnsafeGuaranteedRef { $0.plan.loadUncounted() }
  }

  /// Keeps the plan of a model.
  ///
  /// - Returns: The one that is there now. Another task may have been faster; then its plan is the one whose statements
  ///   are prepared.
  func keep(_ plan: StatementPlan, of schema: ModelSchema) -> Unmanaged<StatementPlan> {
    let kept =
      if schema.number < places.count {
        places[schema.number]._withUnsafeGuaranteedRef { $0.plan.storeIfNil(plan) }
      } else {
        others.withLock { others in
          let kept = others[ObjectIdentifier(schema)] ?? plan
          others[ObjectIdentifier(schema)] = kept
          return kept
        }
      }
    return .passUnretained(kept)
  }
}

import Synchronization

/// The plans of inserts that leave nothing to the database but the key, by the model alone: the rest are found by their
/// shapes. There are no more of them than models, which live as long as the process.
final class InsertPlans: Sendable {
  private let withKey = Mutex<[ObjectIdentifier: StatementPlan]>([:])
  private let withoutKey = Mutex<[ObjectIdentifier: StatementPlan]>([:])

  /// The plan that inserts one object of a shape.
  func plan(_ schema: ModelSchema, _ shape: InsertShape, on database: Database) throws -> StatementPlan {
    guard shape.omitted.isEmpty else { return try build(schema, shape, database) }
    return shape.withKey
      ? try plan(schema, shape, database, in: withKey) : try plan(schema, shape, database, in: withoutKey)
  }

  private func plan(
    _ schema: ModelSchema, _ shape: InsertShape, _ database: Database,
    in plans: borrowing Mutex<[ObjectIdentifier: StatementPlan]>
  ) throws -> StatementPlan {
    if let plan = plans.withLock({ $0[ObjectIdentifier(schema)] }) { return plan }
    let plan = try build(schema, shape, database)
    plans.withLock { $0[ObjectIdentifier(schema)] = plan }
    return plan
  }

  private func build(_ schema: ModelSchema, _ shape: InsertShape, _ database: Database) throws -> StatementPlan {
    let kind = PlanKey.Kind.insert(withKey: shape.withKey, omitting: shape.omitted)
    return try database.plans.plan(for: PlanKey(kind: kind, query: Query(schema: schema)))
  }
}

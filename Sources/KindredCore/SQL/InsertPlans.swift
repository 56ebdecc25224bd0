/// The plans of inserts in which the database generates at most the key, looked up by model. All other inserts are
/// looked up by shape.
final class InsertPlans: Sendable {
  private let withKey = PlansByModel()
  private let withoutKey = PlansByModel()

  /// The plan that inserts one object, given its shape.
  func plan(_ schema: ModelSchema, _ shape: InsertShape, on database: Database) throws -> StatementPlan {
    guard shape.omitted.isEmpty else { return try build(schema, shape, database) }
    return try plan(schema, withKey: shape.withKey, on: database)
  }

  /// The plan that inserts one object with all its fields, with or without the key.
  func plan(_ schema: ModelSchema, withKey: Bool, on database: Database) throws -> StatementPlan {
    let plans = withKey ? self.withKey : withoutKey
    if let plan = plans.plan(of: schema) { return plan.object }
    let plan = try build(schema, InsertShape(withKey: withKey, omitted: []), database)
    return plans.keep(plan, of: schema).object
  }

  private func build(_ schema: ModelSchema, _ shape: InsertShape, _ database: Database) throws -> StatementPlan {
    let kind = PlanKey.Kind.insert(withKey: shape.withKey, omitting: shape.omitted)
    return try database.plans.plan(for: PlanKey(kind: kind, query: Query(schema: schema)))
  }
}

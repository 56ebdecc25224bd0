/// What happens to an inserted row that would violate a unique constraint.
enum InsertConflict: Sendable, Hashable {
  /// The row is skipped.
  case ignore
  /// The existing row is updated; fields are given by index.
  case update([Int], target: [Int])

  /// The index of a column of the model itself.
  static func index<M: Model>(of column: BareColumn, _ model: M.Type) throws(KindredError) -> Int {
    guard column.path.isRoot, column.path.depth == 0, let index = M.schema.index(of: column.field) else {
      throw KindredError(.invalidQuery, "Only columns of \(M.schema.name) itself can be inserted or updated here.") {
        $0.model = M.schema.name
      }
    }
    return index
  }

  /// The indices of columns of the model itself.
  static func indices<M: Model>(of columns: [BareColumn], _ model: M.Type) throws(KindredError) -> [Int] {
    var indices: [Int] = []
    for column in columns { indices.append(try index(of: column, model)) }
    return indices
  }

  /// - Throws: ``KindredError/Code/invalidQuery`` when the columns are not valid for the database's conflict clause.
  static func updating(_ updated: [Int], conflictOf unique: [Int], in schema: ModelSchema) throws -> InsertConflict {
    func refuse(_ reason: String) -> KindredError {
      KindredError(.invalidQuery, reason) {
        $0.model = schema.name
        $0.table = schema.table
      }
    }
    if updated.isEmpty { throw refuse("Name the columns to update; ignoreConflicts updates none.") }
    if unique.isEmpty { throw KindredError.noTerms("onConflictOf", schema) }
    if updated.contains(schema.keyIndex) { throw refuse("The key of a row cannot be updated.") }
    guard uniqueSets(of: schema).contains(Set(unique)) else {
      let names = unique.map { schema.fields[$0].name }.joined(separator: ", ")
      throw refuse(
        "No unique constraint of \(schema.name) has exactly these columns: \(names). Declare one, or name another.")
    }
    var seen: Set<Int> = []
    return .update(updated.filter { seen.insert($0).inserted }, target: unique)
  }

  /// The sets of fields with a unique constraint, by index.
  static func uniqueSets(of schema: ModelSchema) -> [Set<Int>] {
    func indices(_ names: [String]) -> Set<Int> {
      Set(names.compactMap { name in schema.field(named: name).flatMap(schema.index) })
    }
    var sets = schema.fields.indices.filter { schema.fields[$0].options.isUnique }.map { Set([$0]) }
    sets.append([schema.keyIndex])
    sets += schema.uniqueTogether.map(indices)
    for constraint in schema.constraints {
      if case .unique(let fields) = constraint.kind { sets.append(indices(fields)) }
    }
    for index in schema.indexes where index.isUnique && index.condition == nil {
      if let fields = index.fields { sets.append(indices(fields)) }
    }
    return sets
  }
}

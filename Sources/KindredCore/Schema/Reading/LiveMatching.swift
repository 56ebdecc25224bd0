/// Gives the parts of a table that was read the names and expressions of a wanted table that says the same.
struct LiveMatching {
  private let live: TableState
  /// The same with keys of 64 bits.
  private let wide: TableState
  private let builder: SchemaBuilder
  private var constraints: [ConstraintState: ConstraintState] = [:]
  private var indexes: [IndexState: IndexState] = [:]
  /// The unique indexes that stand for unique constraints.
  private var uniques: [IndexState: ConstraintState] = [:]
  private var columns: [String: ColumnState] = [:]
  private var comment: String??

  init(_ live: TableState, wide: TableState, builder: SchemaBuilder) {
    self.live = live
    self.wide = wide
    self.builder = builder
  }

  mutating func match(_ wanted: TableState, printed: [PrintedExpression: String]) {
    let normal = builder.dialect.rules.reader.normalised(wanted)
    for column in live.columns where columns[column.name] == nil {
      let found = normal.column(column.name)
      if found == column || found == wide.column(column.name) { columns[column.name] = wanted.column(column.name) }
    }
    if comment == nil, normal.comment == live.comment { comment = .some(wanted.comment) }
    func text(_ expression: NamedExpression, isCondition: Bool) -> NamedExpression {
      printed[PrintedExpression(expression, isCondition: isCondition)].map { NamedExpression(.sql($0)) } ?? expression
    }
    func print(_ constraint: ConstraintState) -> ConstraintState.Kind {
      guard case .check(let condition) = constraint.kind else { return constraint.kind }
      return .check(text(condition, isCondition: true))
    }
    func print(_ index: IndexState) -> IndexState {
      var index = index
      index.name = nil
      index.elements = index.elements.map {
        IndexElement(text($0.expression, isCondition: false), descending: $0.isDescending, nulls: $0.nulls)
      }
      index.condition = index.condition.map { text($0, isCondition: true) }
      return index
    }
    let wantedConstraints = zip(normal.constraints, wanted.constraints).map { (kind: print($0), state: $1) }
    for constraint in live.constraints where constraints[constraint] == nil {
      let same = wantedConstraints.filter { $0.kind == constraint.kind }.map(\.state)
      constraints[constraint] = Self.named(same, constraint.name, \.name).map {
        ConstraintState($0.name == nil ? nil : constraint.name, $0.kind)
      }
    }
    let wantedIndexes = zip(normal.indexes, wanted.indexes).map { (form: print($0), state: $1) }
    for index in live.indexes where indexes[index] == nil {
      let same = wantedIndexes.filter { $0.form == print(index) }.map(\.state)
      indexes[index] = Self.named(same, index.name, \.name).map {
        var found = $0
        found.name = $0.name == nil ? nil : index.name
        return found
      }
    }
    guard builder.dialect.rules.reader.uniqueIndexesAreConstraints else { return }
    for index in live.indexes where indexes[index] == nil && uniques[index] == nil {
      guard let columns = index.uniqueColumns else { continue }
      let taken = Set(constraints.values).union(uniques.values)
      let same = wantedConstraints.filter { $0.kind == .unique(columns: columns) && !taken.contains($0.state) }
      uniques[index] = Self.named(same.map(\.state), index.name, \.name).map {
        ConstraintState($0.name == nil ? nil : index.name, $0.kind)
      }
    }
  }

  /// Of parts that say the same, the one with the same name, one with a derived name, or any.
  private static func named<Part>(_ parts: [Part], _ name: String?, _ path: KeyPath<Part, String?>) -> Part? {
    parts.first { $0[keyPath: path] == name } ?? parts.first { $0[keyPath: path] == nil } ?? parts.first
  }

  /// The names of the indexes that the wanted table does not have.
  var unknownIndexes: [String] {
    live.indexes.filter { indexes[$0] == nil && uniques[$0] == nil }.compactMap(\.name)
  }

  /// The names of parts that have none in the wanted table and another one here than would be derived, by the derived
  /// ones.
  func actualNames() -> [String: String] {
    var names: [String: String] = [:]
    for constraint in live.constraints {
      guard let name = constraint.name, let found = constraints[constraint], found.name == nil else { continue }
      let derived = builder.name(of: found, in: live)
      if derived != name { names[derived] = name }
    }
    for index in live.indexes {
      guard let name = index.name, let found = indexes[index], found.name == nil,
        let derived = try? builder.name(of: found, in: live), derived != name
      else { continue }
      names[derived] = name
    }
    for (index, constraint) in uniques {
      if let name = index.name { names[builder.name(of: constraint, in: live)] = name }
    }
    return names
  }

  /// The table, in which other names that Kindred would derive are derived ones.
  func result() -> TableState {
    var table = live
    if let comment { table.comment = comment }
    table.columns = live.columns.map { columns[$0.name] ?? $0 }
    table.constraints = live.constraints.map { constraint in
      if let found = constraints[constraint] { return found }
      let unnamed = ConstraintState(nil, constraint.kind)
      return builder.name(of: unnamed, in: live) == constraint.name ? unnamed : constraint
    }
    table.constraints += live.indexes.compactMap { uniques[$0] }
    table.indexes = live.indexes.filter { uniques[$0] == nil }.map { index in
      if let found = indexes[index] { return found }
      var unnamed = index
      unnamed.name = nil
      return (try? builder.name(of: unnamed, in: live)) == index.name ? unnamed : index
    }
    return table
  }
}

extension Database {
  /// The schema as the database has it.
  ///
  /// A database prints checks and indexed expressions in its own words, and it does not know which names Kindred derived.
  /// Where a wanted schema means the same, it is given as that schema says it:
  ///
  /// ```swift
  /// let wanted = try SchemaState(of: BlogModels.all)
  /// let live = try await database.schemaState(like: wanted)
  /// let isUpToDate = try live.changes(to: wanted, on: database.dialect).isEmpty
  /// ```
  ///
  /// - Parameter wanted: The schemas to compare with, the most important first.
  public func schemaState(like wanted: SchemaState...) async throws -> SchemaState {
    try await schemaState(like: wanted)
  }

  /// The schema as the database has it.
  package func schemaState(like wanted: [SchemaState]) async throws -> SchemaState {
    let live = try await dialect.rules.reader.read(self)
    var tables: [TableState] = []
    for table in live.state.tables {
      tables.append(try await resolved(table, like: wanted.compactMap { $0[table.name] }))
    }
    return SchemaState(tables)
  }

  /// What the database has besides the tables of a schema, and the names that the parts of these tables have there.
  package func schemaExtras(like state: SchemaState = SchemaState()) async throws -> SchemaExtras {
    let live = try await dialect.rules.reader.read(self)
    var extras = live.extras
    for table in live.state.tables {
      guard let wanted = state[table.name] else { continue }
      let matching = try await matching(table, like: [wanted])
      extras.actualNames[table.name] = matching.actualNames()
      for index in matching.unknownIndexes {
        extras.statements[table.name, default: [:]][index] = live.indexStatements[table.name]?[index]
      }
    }
    return extras
  }

  /// The steps that make some changes in this database.
  package func schemaSteps(
    for changes: [SchemaChange], from state: SchemaState, isOnline: Bool = true
  ) async throws -> [SchemaStep] {
    var options = SchemaEditorOptions(isOnline: isOnline)
    options.extras = try await schemaExtras(like: state)
    return try dialect.schemaEditor.steps(for: changes, from: state, options: options)
  }

  private func resolved(_ live: TableState, like wanted: [TableState]) async throws -> TableState {
    try await matching(live, like: wanted).result()
  }

  private func matching(_ live: TableState, like wanted: [TableState]) async throws -> LiveMatching {
    var matching = LiveMatching(live, builder: SchemaBuilder(dialect: dialect))
    for table in wanted {
      let texts = table.expressions.isEmpty ? [:] : try await dialect.rules.reader.printed(table, as: live, on: self)
      matching.match(table, printed: texts)
    }
    return matching
  }
}

/// Gives the parts of a table that was read the names and expressions of a wanted table that says the same.
struct LiveMatching {
  private let live: TableState
  private let builder: SchemaBuilder
  private var constraints: [ConstraintState: ConstraintState] = [:]
  private var indexes: [IndexState: IndexState] = [:]
  private var columns: [String: ColumnState] = [:]
  private var comment: String??

  init(_ live: TableState, builder: SchemaBuilder) {
    self.live = live
    self.builder = builder
  }

  mutating func match(_ wanted: TableState, printed: [PrintedExpression: String]) {
    let normal = builder.dialect.rules.reader.normalised(wanted)
    for column in live.columns where columns[column.name] == nil && normal.column(column.name) == column {
      columns[column.name] = wanted.column(column.name)
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
  }

  /// Of parts that say the same, the one with the same name, one with a derived name, or any.
  private static func named<Part>(_ parts: [Part], _ name: String?, _ path: KeyPath<Part, String?>) -> Part? {
    parts.first { $0[keyPath: path] == name } ?? parts.first { $0[keyPath: path] == nil } ?? parts.first
  }

  /// The names of the indexes that the wanted table does not have.
  var unknownIndexes: [String] { live.indexes.filter { indexes[$0] == nil }.compactMap(\.name) }

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
    table.indexes = live.indexes.map { index in
      if let found = indexes[index] { return found }
      var unnamed = index
      unnamed.name = nil
      return (try? builder.name(of: unnamed, in: live)) == index.name ? unnamed : index
    }
    return table
  }
}

extension SchemaState {
  /// The schema as it would be read from a database of a dialect, but for the words of expressions.
  package func normalised(for dialect: Dialect) -> SchemaState {
    SchemaState(tables.map { dialect.rules.reader.normalised($0) })
  }
}

extension SchemaState {
  /// The changes that make another schema of this one, as far as a database of a dialect tells schemas apart: SQLite has
  /// no comments and knows fewer types.
  package func changes(to other: SchemaState, on dialect: Dialect) throws -> [SchemaChange] {
    try normalised(for: dialect).changes(to: other.normalised(for: dialect))
  }
}

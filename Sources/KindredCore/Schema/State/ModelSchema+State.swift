// The state of the tables that models declare.

extension SchemaState {
  /// The schema that models declare.
  ///
  /// The tables of the links of their many-to-many relations belong to it, if both ends do. Models with
  /// `@Model(managed: false)` do not: their tables are made by others.
  ///
  /// ```swift
  /// let state = try SchemaState(of: BlogModels.all)
  /// ```
  ///
  /// - Throws: ``KindredError`` when a model declares what no database could have, such as an index on a field that it
  ///   does not have.
  public init(of models: [any Model.Type]) throws {
    let schemas = ModelSchema.tables(of: models)
    try ModelSchema.checkTables(of: schemas)
    self.init(try schemas.map { try $0.tableState() })
  }
}

extension ModelSchema {
  /// The managed models and the links between them, sorted so that a table follows those that it refers to, as far as
  /// there is no cycle.
  static func tables(of models: [any Model.Type]) -> [ModelSchema] {
    var schemas = models.map { $0.schema }
    for schema in schemas {
      for relation in schema.manyToMany where !schemas.contains(relation.link) && schemas.contains(relation.target) {
        schemas.append(relation.link)
      }
    }
    var ordered: [ModelSchema] = []
    var visited: Set<ModelSchema> = []
    let given = Set(schemas)
    func visit(_ schema: ModelSchema) {
      guard visited.insert(schema).inserted else { return }
      for relation in schema.relations where given.contains(relation.target) { visit(relation.target) }
      ordered.append(schema)
    }
    for schema in schemas { visit(schema) }
    return ordered.filter(\.isManaged)
  }

  /// - Throws: ``KindredError/Code/invalidName`` when two models have the same table.
  static func checkTables(of schemas: [ModelSchema]) throws {
    var owners: [String: ModelSchema] = [:]
    for schema in schemas {
      guard let other = owners.updateValue(schema, forKey: schema.table) else { continue }
      throw KindredError(
        .invalidName,
        "The models \(other.name) and \(schema.name) have the same table, \"\(schema.table)\"; give one of them another name with "
          + "@Model(table:)."
      ) {
        $0.model = schema.name
        $0.table = schema.table
      }
    }
  }

  /// The table that the model declares.
  ///
  /// - Throws: ``KindredError`` when it declares what no database could have.
  public func tableState() throws -> TableState {
    try checkDefaults()
    try checkDeletionRules()
    return TableState(
      table, columns: fields.map(\.columnState),
      key: fields.filter(\.options.isPrimaryKey).map(\.column), constraints: try constraintStates(),
      indexes: try indexStates(), comment: comment)
  }

  private func constraintStates() throws -> [ConstraintState] {
    var states: [ConstraintState] = []
    func add(_ state: ConstraintState) { if !states.contains(state) { states.append(state) } }
    for field in fields {
      if field.options.isUnique && !field.options.isPrimaryKey {
        add(ConstraintState(nil, .unique(columns: [field.column])))
      }
      guard let relation = field.relation, relation.isEnforced else { continue }
      add(
        ConstraintState(
          nil,
          .foreignKey(
            ForeignKeyState(
              columns: [field.column], table: relation.target.table, targets: [relation.targetField.column],
              onDelete: relation.onDelete.databaseAction))))
    }
    for names in uniqueTogether { add(ConstraintState(nil, .unique(columns: try names.map(column(named:))))) }
    for constraint in constraints {
      switch constraint.kind {
      case .check(let condition):
        add(ConstraintState(constraint.name, .check(try stored(condition, "check", isCondition: true))))
      case .unique(let fields):
        add(ConstraintState(constraint.name, .unique(columns: try fields.map(column(named:)))))
      }
    }
    return states
  }

  private func indexStates() throws -> [IndexState] {
    var states: [IndexState] = []
    for field in fields where field.options.isIndexed && !field.options.isUnique && !field.options.isPrimaryKey {
      states.append(IndexState(nil, [IndexElement(column: field.column)]))
    }
    for index in indexes {
      let elements = try index.elements.map {
        IndexElement(
          try stored($0.expression, "index", isCondition: false), descending: $0.isDescending, nulls: $0.nulls)
      }
      let state = IndexState(
        index.name, elements, isUnique: index.isUnique,
        condition: try index.condition.map { try stored($0, "index", isCondition: true) })
      guard !states.contains(state) else {
        throw KindredError(.invalidName, "\(name) declares \(state.summary) twice; leave one of them out.") {
          $0.model = self.name
          $0.table = self.table
        }
      }
      states.append(state)
    }
    return states
  }

  private func column(named name: String) throws -> String {
    guard let field = field(named: name) else {
      let names = fields.map(\.name).joined(separator: ", ")
      throw KindredError(.invalidName, "\(self.name) has no field \"\(name)\". Its fields are: \(names).") {
        $0.model = self.name
      }
    }
    return field.column
  }

  private func checkDefaults() throws {
    for field in fields {
      let problem: String
      switch field.options.databaseDefault?.kind {
      case .unstorable(let reason): problem = reason
      case .value(.decimal(let value)):
        guard let reason = DecimalLimits([field])?.problem(value, index: 1) else { continue }
        problem = reason
      default: continue
      }
      throw KindredError(.invalidValue, "The default of \"\(field.name)\" of \(name): \(problem).") {
        $0.model = self.name
        $0.table = self.table
        $0.column = field.column
      }
    }
  }
}

// MARK: - Columns

extension FieldSchema {
  /// The column that the field declares.
  package var columnState: ColumnState {
    ColumnState(
      column, relation?.targetField.type ?? type, isNullable: isNullable, isAutomatic: options.isAutomatic,
      databaseDefault: options.databaseDefault, collation: options.collation, comment: options.comment)
  }
}

extension OnDelete {
  /// What the database does by itself.
  fileprivate var databaseAction: ForeignKeyState.Action? {
    switch kind {
    case .databaseCascade: .cascade
    case .databaseSetNull: .setNull
    case .databaseSetDefault: .setDefault
    case .cascade, .protect, .restrict, .setNull, .setDefault, .set, .doNothing: nil
    }
  }
}

// MARK: - Expressions

extension ModelSchema {
  /// An expression with the names of columns in place of those of fields.
  ///
  /// It is resolved against the model first, so that a mistake is told in the model's words.
  private func stored(_ expression: NamedExpression, _ kind: String, isCondition: Bool) throws -> NamedExpression {
    var resolver = NameResolver(self, at: .root)
    _ = try resolver.schemaNode(of: expression, kind, isCondition: isCondition)
    let names = NameTable.of(self)
    return try expression.mappingNames { text in
      let path = try NamePath(text)
      var entry = names.entry(path.parts[0])
      var rest = path.parts.dropFirst()
      if case .group(let prefix) = entry, let field = rest.popFirst() { entry = names.entry(prefix + field) }
      let column: String
      switch entry {
      case .column(let field): column = field.column
      case .forward(let relation): column = relation.column
      case .backward, .group, .linked, nil: return text
      }
      return ([column] + rest).joined(separator: "__")
    }.withoutObjects()
  }
}

extension NamedExpression {
  /// The expression with the keys of objects in their place.
  fileprivate func withoutObjects() throws -> NamedExpression {
    switch node {
    case .object(let argument):
      let key = type(of: argument.object).schema.keyIndex
      return NamedExpression(.value(try argument.object.databaseValue(at: key)))
    case .match(let name, let operand): return NamedExpression(.match(name, try operand.withoutObjects()))
    case .lookup(let subject, let name, let operand):
      return NamedExpression(.lookup(try subject.withoutObjects(), name, try operand.withoutObjects()))
    case .list(let items): return .list(try items.map { try $0.withoutObjects() })
    case .all(let terms): return NamedExpression(.all(try terms.map { try $0.withoutObjects() }))
    case .any(let terms): return NamedExpression(.any(try terms.map { try $0.withoutObjects() }))
    case .exclusiveOr(let lhs, let rhs):
      return NamedExpression(.exclusiveOr(try lhs.withoutObjects(), try rhs.withoutObjects()))
    case .not(let inner): return NamedExpression(.not(try inner.withoutObjects()))
    case .name, .outer, .value, .text, .unstorable, .request, .call, .conditional, .aggregate, .window,
      .query, .sql:
      return self
    }
  }
}

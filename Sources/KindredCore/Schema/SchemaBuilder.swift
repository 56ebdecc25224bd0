/// Builds the statements that create the tables of models.
package struct SchemaBuilder {
  package let dialect: Dialect

  package init(dialect: Dialect) { self.dialect = dialect }

  /// The models sorted so that a table follows those that it refers to, as far as there is no cycle.
  static func ordered(_ schemas: [ModelSchema]) -> [ModelSchema] {
    var ordered: [ModelSchema] = []
    var visited: Set<ModelSchema> = []
    func visit(_ schema: ModelSchema) {
      guard visited.insert(schema).inserted else { return }
      for relation in schema.relations where schemas.contains(relation.target) { visit(relation.target) }
      ordered.append(schema)
    }
    for schema in schemas { visit(schema) }
    return ordered
  }

  /// The statements for the tables of models, referenced tables first.
  func statements(for models: [any Model.Type], ifNotExists: Bool) throws -> [String] {
    try statements(for: models.map { $0.schema }, ifNotExists: ifNotExists)
  }

  /// The statements for the tables of models, referenced tables first.
  func statements(for schemas: [ModelSchema], ifNotExists: Bool) throws -> [String] {
    let schemas = Self.ordered(schemas)
    try SchemaNames.checkTables(of: schemas)
    for schema in schemas { try schema.checkDeletionRules() }
    var texts = try schemas.flatMap { try statements(for: $0, ifNotExists: ifNotExists) }
    if dialect.rules.features.contains(.addsForeignKeysLater) {
      for schema in schemas { texts += foreignKeys(of: schema, ifNotExists: ifNotExists) }
    }
    return texts
  }

  /// The statements that add a table's foreign keys.
  private func foreignKeys(of schema: ModelSchema, ifNotExists: Bool) -> [String] {
    schema.fields.compactMap { field in
      let column = definition(of: field)
      guard let reference = column.reference else { return nil }
      let statement = AddForeignKeyStatement(
        table: schema.table, name: name(schema, [column.name], "fk"), column: column.name, reference: reference,
        isConditional: ifNotExists)
      var writer = SQLWriter(dialect: dialect)
      dialect.rules.writeForeignKey(statement, to: &writer)
      return writer.text
    }
  }

  /// The statements for a table and its indexes.
  func statements(for schema: ModelSchema, ifNotExists: Bool) throws -> [String] {
    try SchemaNames(schema).check(dialect)
    try checkDefaults(of: schema)
    var texts: [String] = []
    var writer = SQLWriter(dialect: dialect)
    writer.write(try table(for: schema, isConditional: ifNotExists))
    texts.append(writer.text)
    for index in try indexes(for: schema, isConditional: ifNotExists) {
      var writer = SQLWriter(dialect: dialect)
      dialect.rules.writeIndex(index, to: &writer)
      texts.append(writer.text)
    }
    texts += comments(for: schema, ifNotExists: ifNotExists)
    try checkTexts(texts, of: schema)
    return texts
  }

  private func table(for schema: ModelSchema, isConditional: Bool) throws -> CreateTableStatement {
    var constraints: [CreateTableStatement.Constraint] = []
    for names in schema.uniqueTogether {
      let columns = try names.map { try column($0, of: schema) }
      constraints.append(.unique(name: name(schema, columns, "uniq"), columns: columns))
    }
    for constraint in schema.constraints {
      switch constraint.kind {
      case .check(let condition):
        constraints.append(
          .check(name: constraint.name, try expression(of: condition, "check", of: schema, isCondition: true)))
      case .unique(let fields):
        constraints.append(.unique(name: constraint.name, columns: try fields.map { try column($0, of: schema) }))
      }
    }
    return CreateTableStatement(
      table: schema.table, columns: schema.fields.map { definition(of: $0) }, constraints: constraints,
      comment: schema.comment, isConditional: isConditional)
  }

  private func definition(of field: FieldSchema) -> CreateTableStatement.ColumnDefinition {
    var type = field.type
    var reference: CreateTableStatement.ForeignKeyClause?
    if let relation = field.relation {
      type = relation.targetField.type
      let action: CreateTableStatement.ForeignKeyClause.Action? =
        switch relation.onDelete.kind {
        case .databaseCascade: .cascade
        case .databaseSetNull: .setNull
        case .databaseSetDefault: .setDefault
        default: nil
        }
      if relation.isEnforced {
        reference = CreateTableStatement.ForeignKeyClause(
          table: relation.target.table, column: relation.targetField.column, onDelete: action)
      }
    }
    return CreateTableStatement.ColumnDefinition(
      name: field.column, type: type, isNullable: field.isNullable, isPrimaryKey: field.options.isPrimaryKey,
      isAutomatic: field.options.isAutomatic, isUnique: field.options.isUnique,
      databaseDefault: field.options.databaseDefault, collation: field.options.collation,
      comment: field.options.comment, reference: reference)
  }

  func column(_ name: String, of schema: ModelSchema) throws -> String {
    guard let field = schema.field(named: name) else {
      let names = schema.fields.map(\.name).joined(separator: ", ")
      throw KindredError(.invalidName, "\(schema.name) has no field \"\(name)\". Its fields are: \(names).") {
        $0.model = schema.name
      }
    }
    return field.column
  }

  /// The name of an index or constraint, shortened with a hash to the database's limit.
  func name(_ schema: ModelSchema, _ columns: [String], _ suffix: String) -> String {
    ([schema.table] + columns + [suffix]).joined(separator: "_").shortened(to: dialect.rules.maximumIdentifierLength)
  }
}

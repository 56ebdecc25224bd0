/// Constants in a schema: conditions and defaults.
extension SchemaBuilder {
  func expression(_ condition: FieldCondition.Kind, of schema: ModelSchema) throws -> SQLExpression {
    func reference(_ field: F) throws -> SQLExpression {
      .column(SQLColumn(table: "", name: try column(field.name, of: schema), isNullable: false))
    }
    switch condition {
    case .compare(let field, .equal, .null): return .operation(.isNull, [try reference(field)])
    case .compare(let field, .notEqual, .null): return .operation(.isNotNull, [try reference(field)])
    case .compare(let field, let comparison, let value):
      return .operation(comparison, [try reference(field), .literal(value)])
    case .unstorable(let field, let problem):
      throw unstorable(
        "A condition on \"\(field.name)\" of \(schema.name)", problem, schema.field(named: field.name), schema)
    case .compareFields(let lhs, let comparison, let rhs):
      return .operation(comparison, [try reference(lhs), try reference(rhs)])
    case .isNull(let field): return .operation(.isNull, [try reference(field)])
    case .and(let lhs, let rhs): return .and([try expression(lhs, of: schema), try expression(rhs, of: schema)])
    case .or(let lhs, let rhs): return .or([try expression(lhs, of: schema), try expression(rhs, of: schema)])
    case .not(let inner): return .not(try expression(inner, of: schema))
    }
  }

  func checkDefaults(of schema: ModelSchema) throws {
    for field in schema.fields {
      let problem: String
      switch field.options.databaseDefault?.kind {
      case .unstorable(let reason): problem = reason
      case .value(.decimal(let value)):
        guard let reason = DecimalLimits([field])?.problem(value, index: 1) else { continue }
        problem = reason
      default: continue
      }
      throw unstorable("The default of \"\(field.name)\" of \(schema.name)", problem, field, schema)
    }
  }

  /// Refuses NUL characters: the C libraries would end the statement there.
  func checkTexts(_ texts: [String], of schema: ModelSchema) throws {
    guard texts.allSatisfy({ !$0.utf8.contains(0) }) else {
      throw KindredError(
        .invalidValue,
        "A default, a comment or a condition of \(schema.name) has a NUL character in it, which no statement can have."
      ) {
        $0.model = schema.name
        $0.table = schema.table
      }
    }
  }

  private func unstorable(
    _ place: String, _ problem: String, _ field: FieldSchema?, _ schema: ModelSchema
  ) -> KindredError {
    KindredError(.invalidValue, "\(place): \(problem).") {
      $0.model = schema.name
      $0.table = schema.table
      $0.column = field?.column
    }
  }
}

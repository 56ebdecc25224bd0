/// Constants in a schema: the values of defaults and conditions.
extension SchemaBuilder {
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

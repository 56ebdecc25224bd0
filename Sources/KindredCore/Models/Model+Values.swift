extension Model {
  /// Reads a model from values by the names of its fields, as fixtures and forms have them.
  ///
  /// ```swift
  /// let blog = try Blog(values: ["id": .integer(1), "name": .text("Beatles Blog"), "tagline": .text("")])
  /// ```
  ///
  /// A foreign key is named with or without `ID` at its end. A value of another type is converted, and a text is parsed,
  /// as ``FieldSchema/convert(_:)`` does. An optional field that is not named is nil.
  ///
  /// - Throws: ``KindredError/Code/invalidName`` for a name that is no field, and ``KindredError/Code/invalidValue`` for
  ///   a value that the field cannot have, or for a required field without one. Errors never contain values.
  public init(values: [String: DatabaseValue]) throws {
    let schema = Self.schema
    var row = schema.fields.map { _ in DatabaseValue.null }
    var isGiven = schema.fields.map(\.isNullable)
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      guard let field = schema.field(named: name), let index = schema.index(of: field) else {
        let help = NameText.help(for: name, choices: schema.fields.map(\.name))
        throw KindredError(.invalidName, "\(schema.name) has no field \(NameText.quoted(name)).\(help)") {
          $0.model = schema.name
        }
      }
      row[index] = try field.convert(value)
      isGiven[index] = true
    }
    if let index = isGiven.firstIndex(of: false) {
      throw KindredError(.invalidValue, "\(schema.name) has no value for its field \"\(schema.fields[index].name)\".") {
        $0.model = schema.name
        $0.column = schema.fields[index].column
      }
    }
    do {
      self = try ValueRow.read(row) { try Self(row: $0) }
    } catch let error as CellError {
      let index = Int(error.column)
      let field = schema.fields.indices.contains(index) ? schema.fields[index].name : ""
      throw KindredError(.invalidValue, "Field \"\(field)\": the value \(error.text).") { $0.model = schema.name }
    }
  }
}

extension Model {
  /// The value of a column, by its index in the schema, as it is bound.
  ///
  /// - Throws: ``KindredError`` with the name of the field, if it has no value that can be stored.
  func storedValue(at index: Int) throws -> DatabaseValue {
    do {
      return try databaseValue(at: index)
    } catch let error as FieldValueError {
      let field = Self.schema.fields[index]
      throw KindredError(
        error.isUnsavedKey ? .unsavedObject : .invalidValue,
        "\(Self.schema.name).\(field.name) cannot be stored: \(error.problem)."
      ) {
        $0.model = Self.schema.name
        $0.table = Self.schema.table
        $0.column = field.column
      }
    }
  }
}

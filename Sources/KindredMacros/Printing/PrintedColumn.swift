import KindredModelSyntax

/// A column, as the generated code uses it.
enum PrintedColumn {
  case automaticKey(owner: String)
  case property(PropertyDeclaration)

  /// The property, if the column has one.
  var property: PropertyDeclaration? {
    guard case .property(let property) = self else { return nil }
    return property
  }

  /// Whether it is a set of fields, with as many columns as the set has.
  var isGroup: Bool { property?.embedding != nil }

  /// The access level of the generated members; nil for the automatic key, which has the model's.
  var access: AccessLevel? { property?.access }

  /// The name in conditions and in JSON.
  var codingName: String { property?.codingName ?? "id" }

  /// The type of the column.
  var columnType: String {
    switch self {
    case .automaticKey(let owner): "Kindred.Key<\(owner)>"
    case .property(let property): property.columnType
    }
  }

  /// The type of the column where the row may be missing.
  var optionalType: String { property?.hasOptionalColumn == true ? columnType : columnType + "?" }

  /// The name of the stored property: the property itself or, for a foreign key, the reference.
  var storedName: String {
    guard let property else { return "self.id" }
    if property.isDeferred { return "self.\(property.deferredStorageName)" }
    return "self.\(property.foreignKey?.referenceName ?? property.spelledName)"
  }

  /// The type of what is stored in the model.
  var storedType: String {
    guard let property else { return columnType }
    if property.isDeferred { return "Kindred.DeferredValue<\(columnType)>" }
    return property.foreignKey == nil
      ? property.type : "Kindred.RelatedReference<Relations.\(property.spelledName)>"
  }

  /// The value of the column, as `init(row:)` reads it.
  ///
  /// - Parameters:
  ///   - column: The index of the cell in the row.
  ///   - field: The same, as the index of the column in the schema.
  ///   - link: The number of foreign keys before it.
  func reading(column: String, field: String, link: String) -> String {
    guard let property else { return value(column: column) }
    if isGroup { return "try \(property.type)(row: row, column: \(column), link: \(link))" }
    if property.isDeferred { return "try Kindred.DeferredValue<\(columnType)>(row: row, field: \(field))" }
    guard property.foreignKey != nil else { return value(column: column) }
    return "try Kindred.RelatedReference<Relations.\(property.spelledName)>(row: row, column: \(column), link: \(link))"
  }

  /// The statement that binds the column, or the columns of a set.
  var binding: String {
    isGroup ? "try \(storedName).bindFields(to: &writer)" : "try \(bound).bind(to: &writer)"
  }

  /// The statement that reads the column again from any cell.
  var rereading: String {
    guard let property else { return assignment(column: "column") }
    if let key = property.foreignKey {
      return "self.\(key.referenceName).key = try \(key.keyType)(key: row, column: column)"
    }
    if property.isDeferred {
      return "\(storedName) = Kindred.DeferredValue(try \(columnType)(row: row, column: column))"
    }
    return property.isMutable ? assignment(column: "column") : "break"
  }

  /// The expression to bind: the property's value in the column's type.
  var bound: String {
    guard let property else { return "self.id" }
    if let key = property.foreignKey { return "self.\(key.referenceName).key" }
    return property.isDeferred
      ? "self.\(property.deferredName).held" : property.asColumn("self.\(property.spelledName)")
  }

  private func assignment(column: String) -> String { "\(storedName) = \(value(column: column))" }

  private func value(column: String) -> String {
    let unwrapped = property?.fromColumn ?? ""
    // The automatic key has a single stored form.
    let label = property?.isPrimaryKey == true ? "key" : "row"
    return "try \(columnType)(\(label): row, column: \(column))\(unwrapped)"
  }
}

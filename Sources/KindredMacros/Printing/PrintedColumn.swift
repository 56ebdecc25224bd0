import KindredModelSyntax

/// A column as code in the model's body deals with it.
enum PrintedColumn {
  case automaticKey(owner: String)
  case property(PropertyDeclaration)

  /// The property, when one was declared.
  var property: PropertyDeclaration? {
    guard case .property(let property) = self else { return nil }
    return property
  }

  /// The access level of what is made for it; nil for the automatic key, which goes with the model.
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

  /// The type of the column where there may be no row.
  var optionalType: String { property?.hasOptionalColumn == true ? columnType : columnType + "?" }

  /// What is stored in the model: its property or, of a foreign key, the reference.
  var storedName: String {
    guard let property else { return "self.id" }
    return "self.\(property.foreignKey?.referenceName ?? property.spelledName)"
  }

  /// The type of what is stored in the model.
  var storedType: String {
    guard let property else { return columnType }
    return property.foreignKey == nil
      ? property.type : "Kindred.RelatedReference<Relations.\(property.spelledName)>"
  }

  /// The value of the column, as `init(row:)` reads it.
  func reading(index: Int, link: Int) -> String {
    guard let property, property.foreignKey != nil else { return value(column: "\(index)") }
    return "try Kindred.RelatedReference<Relations.\(property.spelledName)>(row: row, column: \(index), link: \(link))"
  }

  /// Reads the column again from any cell.
  var rereading: String {
    guard let property else { return assignment(column: "column") }
    if let key = property.foreignKey {
      return "self.\(key.referenceName) = Kindred.RelatedReference(key: try \(key.keyType)(key: row, column: column))"
    }
    return property.isMutable ? assignment(column: "column") : "break"
  }

  /// What is bound: the property's value as its column has it.
  var bound: String {
    guard let property else { return "self.id" }
    if let key = property.foreignKey { return "self.\(key.referenceName).key" }
    guard property.isJSON else { return "self.\(property.spelledName)" }
    return property.isOptional
      ? "self.\(property.spelledName).map(Kindred.JSON.init)" : "Kindred.JSON(self.\(property.spelledName))"
  }

  private func assignment(column: String) -> String { "\(storedName) = \(value(column: column))" }

  private func value(column: String) -> String {
    let unwrapped = property?.isJSON == true ? (property?.isOptional == true ? "?.value" : ".value") : ""
    // The automatic key has one form only.
    let label = property?.isPrimaryKey == true ? "key" : "row"
    return "try \(columnType)(\(label): row, column: \(column))\(unwrapped)"
  }
}

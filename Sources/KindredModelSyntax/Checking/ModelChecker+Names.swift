import SwiftSyntax

/// Names that the generated members of a model use.
private let reservedNames: Set<String> = [
  "delete", "hashValue", "insert", "isKnownToBeNew", "markStored", "objects", "pk", "queryPath", "primaryKey",
  "refresh", "rowOrigin", "save",
  "self", "Type", "unloadedFields", "unscoped", "update",
]

extension ModelChecker {
  /// Refuses reserved names, and names that look-ups would interpret differently (inventory FO-20).
  mutating func checkNames() {
    for property in columns {
      let name = property.name
      if reservedNames.contains(name) {
        diagnostics.append(.reservedName(property.nameToken))
      } else if name.hasPrefix("_") || name.hasPrefix("$") {
        diagnostics.append(.badName(property.nameToken, "start with '\(name.prefix(1))'"))
      } else if name.hasSuffix("_") {
        diagnostics.append(.badName(property.nameToken, "end with an underscore"))
      } else if name.contains("__") {
        diagnostics.append(.badName(property.nameToken, "contain two underscores in a row"))
      } else if !name.isIdentifier {
        diagnostics.append(.badName(property.nameToken, "contain anything but letters, digits and underscores"))
      }
    }
  }

  /// Refuses two properties with the same column, and properties with the name of a foreign key's raw key.
  mutating func checkColumns() {
    let rawKeys = Dictionary(model.foreignKeys.map { ($0.name + "ID", $0.name) }) { first, _ in first }
    var columnNames: [String: String] = [:]
    if model.primaryKey == nil && !model.isFieldGroup { columnNames["id"] = "id" }
    for property in columns where rawKeys[property.name] == nil {
      guard let column = model.columns.first(where: { $0.name == property.name })?.columnName else { continue }
      if let other = columnNames[column], other != property.name {
        diagnostics.append(.sameColumn(property.nameToken, other: other, column: column))
      }
      columnNames[column] = property.name
    }
    for property in properties {
      if let key = rawKeys[property.name] { diagnostics.append(.rawKeyName(property.nameToken, key: key)) }
    }
  }
}

extension PropertyDeclaration {
  /// The column's name; nil if the source does not have it as a literal.
  package var columnName: String? {
    // The columns of a set of fields are known where its declaration is.
    if embedding != nil { return nil }
    let arguments = foreignKey?.arguments ?? self.arguments
    if let given = arguments["column"], given.text != "nil" { return given.literal }
    return name.snakeCased + (foreignKey == nil ? "" : "_id")
  }
}

import SwiftSyntax

/// The names that a model's own machinery has.
private let reservedNames: Set<String> = [
  "delete", "hashValue", "insert", "isKnownToBeNew", "markStored", "objects", "pk", "queryPath", "primaryKey",
  "refresh", "save",
  "self", "Type", "update",
]

extension ModelChecker {
  /// Refuses names that the machinery has, and names that lookups would read as something else (inventory FO-20).
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

  /// Refuses two properties with one column, and properties whose name a foreign key takes for its raw key.
  mutating func checkColumns() {
    let rawKeys = Dictionary(model.foreignKeys.map { ($0.name + "ID", $0.name) }) { first, _ in first }
    var columnNames: [String: String] = [:]
    if model.primaryKey == nil { columnNames["id"] = "id" }
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
  /// The column's name; nil when the source does not spell it as a literal.
  var columnName: String? {
    let arguments = foreignKey?.arguments ?? self.arguments
    if let given = arguments["column"], given.text != "nil" { return given.literal }
    return name.snakeCased + (foreignKey == nil ? "" : "_id")
  }
}

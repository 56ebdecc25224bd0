/// Names of tables and columns as names of Swift.
enum SourceNames {
  /// The name of a type for a table.
  static func type(_ table: String) -> String {
    let name = camelCased(table)
    let capital = name.prefix(1).uppercased() + name.dropFirst()
    let start = capital.first?.isNumber == true ? "T" + capital : capital
    return reservedTypes.contains(start) ? start + "Model" : start
  }

  /// The name of a property for a column.
  static func property(_ column: String) -> String {
    let name = camelCased(column)
    let start = name.first?.isNumber == true ? "n" + name : name
    return reservedProperties.contains(start) ? start + "Value" : start
  }

  /// The name of the property for a column with the key of another table.
  static func relation(_ column: String) -> String {
    property(column.hasSuffix("_id") ? String(column.dropLast(3)) : column)
  }

  /// The first of the names that is not taken; with a number if all are. It is taken afterwards.
  static func free(_ names: String..., among taken: inout Set<String>) -> String {
    var found = names.first { !taken.contains($0) }
    var number = 2
    while found == nil {
      let name = "\(names[names.count - 1])\(number)"
      if !taken.contains(name) { found = name }
      number += 1
    }
    taken.insert(found ?? "")
    return found ?? ""
  }

  /// A name in Swift's case, of what Swift allows in names.
  private static func camelCased(_ name: String) -> String {
    let words = name.unicodeScalars.split { !($0.properties.isXIDContinue && $0 != "_") }.map {
      String(String.UnicodeScalarView($0))
    }
    guard let first = words.first else { return "column" }
    let start =
      first.allSatisfy { $0.isUppercase || $0.isNumber }
      ? first.lowercased() : first.prefix(1).lowercased() + first.dropFirst()
    return start + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// The name, with back-ticks if Swift needs them.
  static func quoted(_ name: String) -> String { keywords.contains(name) ? "`\(name)`" : name }

  private static let keywords: Set<String> = [
    "Any", "Self", "Type", "as", "associatedtype", "await", "break", "case", "catch", "class", "continue", "default",
    "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard",
    "if", "import", "in", "init", "inout", "internal", "is", "let", "nil", "open", "operator", "precedencegroup",
    "private", "protocol", "public", "repeat", "rethrows", "return", "static", "struct", "subscript", "super", "switch",
    "throw", "throws", "true", "try", "typealias", "var", "where", "while",
  ]

  /// Names that the generated members of a model have.
  private static let reservedProperties: Set<String> = [
    "Type", "delete", "hashValue", "insert", "isKnownToBeNew", "markStored", "objects", "pk", "primaryKey", "queryPath",
    "refresh", "rowOrigin", "save", "self", "unloadedFields", "unscoped", "update",
  ]

  /// Names that models cannot have, and those of types that models use.
  private static let reservedTypes: Set<String> = [
    "Any", "Bool", "CalendarDate", "CodingKeys", "Column", "Columns", "Data", "Date", "Decimal", "DefaultValues",
    "Double",
    "Duration", "Field", "Float", "Groups", "ID", "Int", "Int16", "Int32", "Int64", "Int8", "JSONValue", "Key",
    "Kindred", "Model", "OptionalColumns", "Positions", "PrimaryKey", "RelatedSet", "Relations", "Self", "String",
    "Swift", "TimeOfDay", "Type", "UInt", "UInt16", "UInt32", "UInt64", "UInt8", "UUID", "UniqueFields",
  ]
}

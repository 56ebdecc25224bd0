/// A stored property of a model.
package struct PropertyDeclaration: Sendable, Hashable {
  /// What a property is to the model.
  package enum Role: Sendable, Hashable {
    /// A column, with the arguments of `@Field`.
    case column([AttributeArgument])
    /// The primary key, with the arguments of `@PrimaryKey`.
    case primaryKey([AttributeArgument])
    /// A foreign key.
    case foreignKey(ForeignKeyDeclaration)
    /// Not in the table.
    case transient
  }

  /// The name without back-ticks.
  package var name: String
  /// The name as code has to spell it.
  package var spelledName: String
  /// The type as written.
  package var type: String
  /// The type inside an optional; nil when the type is not optional.
  package var wrappedType: String?
  /// The declared default.
  package var defaultValue: String?
  /// Whether it is a `var`.
  package var isMutable: Bool
  /// The lesser of its own access level and the model's.
  package var access: AccessLevel
  /// Whether its own modifiers hide it from other files.
  package var isPrivate: Bool
  /// What it is to the model.
  package var role: Role
  /// Where the name stands in the source, in UTF-8 bytes.
  package var offset: Int
}

extension PropertyDeclaration {
  /// Whether the type is optional.
  package var isOptional: Bool { wrappedType != nil }

  /// Whether the type of the column is optional.
  package var hasOptionalColumn: Bool { foreignKey?.isOptional ?? isOptional }

  /// The foreign key, when the property is one.
  package var foreignKey: ForeignKeyDeclaration? {
    guard case .foreignKey(let key) = role else { return nil }
    return key
  }

  /// Whether the property is the declared primary key.
  package var isPrimaryKey: Bool {
    guard case .primaryKey = role else { return false }
    return true
  }

  /// Whether the property has a column.
  package var isColumn: Bool { role != .transient }

  /// What an instance begins with as part of a larger expression.
  package var defaultOperand: String? {
    initialValue.map { $0.contains(" ") && !$0.hasPrefix("\"") ? "(\($0))" : $0 }
  }

  /// The arguments of `@Field` or `@PrimaryKey`.
  package var arguments: [AttributeArgument] {
    switch role {
    case .column(let arguments), .primaryKey(let arguments): arguments
    case .foreignKey, .transient: []
    }
  }

  /// Whether the property is kept as a JSON document.
  package var isJSON: Bool { arguments.contains { $0.label == nil && $0.text.hasSuffix(".json") } }

  /// The column's type, as conditions and the schema see it.
  package var columnType: String {
    if let foreignKey { return foreignKey.keyType }
    guard isJSON else { return type }
    return wrappedType.map { "Kindred.JSON<\($0)>?" } ?? "Kindred.JSON<\(type)>"
  }

  /// The name under which JSON and conditions know the column: `blogID` for a foreign key.
  package var codingName: String { foreignKey?.keyName ?? spelledName }

  /// The value in `databaseDefault: .value(7)`, which is what an instance begins with that declares no other.
  private var databaseDefaultValue: String? {
    guard let text = arguments["databaseDefault"]?.text, !isOptional, !isJSON else { return nil }
    for prefix in [".value(", "DatabaseDefault.value("] where text.hasPrefix(prefix) && text.hasSuffix(")") {
      return String(text.dropFirst(prefix.count).dropLast())
    }
    return nil
  }

  /// What an instance begins with: the declared default, or the constant that the database fills in.
  package var initialValue: String? { defaultValue ?? databaseDefaultValue }

  /// The default of the property's parameter: what it begins with, or nil for an optional `var`.
  package var parameterDefault: String? { initialValue ?? (isOptional && isMutable ? "nil" : nil) }

  /// Whether it has a value without being given one.
  var startsByItself: Bool { defaultValue != nil || (isOptional && isMutable) }

  /// Whether the initialisers leave it out: it is out of their callers' sight and has a default.
  package var isLeftOutOfInitialisers: Bool {
    !isColumn || (isPrivate && parameterDefault != nil)
  }
}

/// A stored property of a model.
package struct PropertyDeclaration: Sendable, Hashable {
  /// The role of a property in the model.
  package enum Role: Sendable, Hashable {
    /// A column, with the arguments of `@Field`.
    case column([AttributeArgument])
    /// The primary key, with the arguments of `@PrimaryKey`.
    case primaryKey([AttributeArgument])
    /// A foreign key.
    case foreignKey(ForeignKeyDeclaration)
    /// A many-to-many relation, whose links have a table of their own.
    case manyToMany(ManyToManyDeclaration)
    /// A set of fields that other models use too, with the arguments of `@Embedded`.
    case embedded([AttributeArgument])
    /// Not in the table.
    case transient
  }

  /// The name without back-ticks.
  package var name: String
  /// The name as spelled in code, with back-ticks if needed.
  package var spelledName: String
  /// The type as written.
  package var type: String
  /// The type inside an optional; nil if the type is not optional.
  package var wrappedType: String?
  /// The declared default.
  package var defaultValue: String?
  /// Whether it is a `var`.
  package var isMutable: Bool
  /// The lower of its own access level and the model's.
  package var access: AccessLevel
  /// Whether its own modifiers hide it from other files.
  package var isPrivate: Bool
  /// Its role in the model.
  package var role: Role
  /// The position of the name in the source, in UTF-8 bytes.
  package var offset: Int
  /// Whether it is a column that is only read when it is asked for: `@Deferred`.
  package var isDeferred = false
}

extension PropertyDeclaration {
  /// Whether the type is optional.
  package var isOptional: Bool { wrappedType != nil }

  /// Whether the type of the column is optional.
  package var hasOptionalColumn: Bool { foreignKey?.isOptional ?? isOptional }

  /// The foreign key, if the property is one.
  package var foreignKey: ForeignKeyDeclaration? {
    guard case .foreignKey(let key) = role else { return nil }
    return key
  }

  /// Whether the property is the declared primary key.
  package var isPrimaryKey: Bool {
    switch role {
    case .primaryKey: true
    case .foreignKey(let key): key.isPrimaryKey
    case .column, .embedded, .manyToMany, .transient: false
    }
  }

  /// Whether the property has a column, or the columns of a set of fields.
  package var isColumn: Bool { role != .transient && manyToMany == nil }

  /// The arguments of `@Embedded`; nil if the property is no set of fields.
  package var embedding: [AttributeArgument]? {
    guard case .embedded(let arguments) = role else { return nil }
    return arguments
  }

  /// The many-to-many relation, if the property is one.
  package var manyToMany: ManyToManyDeclaration? {
    guard case .manyToMany(let relation) = role else { return nil }
    return relation
  }

  /// The initial value in parentheses where needed, for use in a larger expression.
  package var defaultOperand: String? {
    initialValue.map { $0.contains(" ") && !$0.hasPrefix("\"") ? "(\($0))" : $0 }
  }

  /// The arguments of `@Field` or `@PrimaryKey`.
  package var arguments: [AttributeArgument] {
    switch role {
    case .column(let arguments), .primaryKey(let arguments): arguments
    case .embedded, .foreignKey, .manyToMany, .transient: []
    }
  }

  /// Whether the property is stored as a JSON document.
  package var isJSON: Bool { arguments.contains { $0.label == nil && $0.text.hasSuffix(".json") } }

  /// The column's type in conditions and in the schema.
  package var columnType: String {
    if let foreignKey { return foreignKey.keyType }
    guard isJSON else { return type }
    return wrappedType.map { "Kindred.JSON<\($0)>?" } ?? "Kindred.JSON<\(type)>"
  }

  /// The column's name in JSON and in conditions: `blogID` for a foreign key.
  package var codingName: String { foreignKey?.keyName ?? spelledName }

  /// The value in `databaseDefault: .value(7)`. It is the initial value of a required property that declares none.
  private var databaseDefaultValue: String? {
    guard let text = arguments["databaseDefault"]?.text, !isOptional, !isJSON else { return nil }
    for prefix in [".value(", "DatabaseDefault.value("] where text.hasPrefix(prefix) && text.hasSuffix(")") {
      return String(text.dropFirst(prefix.count).dropLast())
    }
    return nil
  }

  /// The initial value of an instance's property: the declared default, or the constant of `databaseDefault`.
  package var initialValue: String? { defaultValue ?? databaseDefaultValue }

  /// The default of the property's parameter: the initial value, or nil for an optional `var`.
  package var parameterDefault: String? { initialValue ?? (isOptional && isMutable ? "nil" : nil) }

  /// Whether it has a value without being given one.
  var startsByItself: Bool { defaultValue != nil || (isOptional && isMutable) }

  /// Whether the initialisers omit it, because their callers cannot see it and it has a default.
  package var isLeftOutOfInitialisers: Bool {
    !isColumn || (isPrivate && parameterDefault != nil)
  }
}

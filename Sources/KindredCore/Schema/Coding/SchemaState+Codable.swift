// The form of a schema in JSON. What has its default is left out, so that options that are added later leave the form,
// and with it the hash, of older schemas as they are.

extension SchemaState: Codable {
  /// Encodes the tables in the order of their names.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: SchemaKey.self)
    try container.encode(tables, forKey: "tables")
  }

  /// Decodes the tables.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: SchemaKey.self)
    self.init(try container.decode([TableState].self, forKey: "tables"))
  }
}

extension TableState: Codable {
  /// Encodes the table.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: SchemaKey.self)
    try container.encode(name, forKey: "name")
    try container.encode(columns, forKey: "columns")
    if !key.isEmpty { try container.encode(key, forKey: "key") }
    if !constraints.isEmpty { try container.encode(constraints, forKey: "constraints") }
    if !indexes.isEmpty { try container.encode(indexes, forKey: "indexes") }
    try container.encodeIfPresent(comment, forKey: "comment")
  }

  /// Decodes a table.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: SchemaKey.self)
    self.init(
      try container.decode(String.self, forKey: "name"),
      columns: try container.decode([ColumnState].self, forKey: "columns"),
      key: try container.decodeIfPresent([String].self, forKey: "key") ?? [],
      constraints: try container.decodeIfPresent([ConstraintState].self, forKey: "constraints") ?? [],
      indexes: try container.decodeIfPresent([IndexState].self, forKey: "indexes") ?? [],
      comment: try container.decodeIfPresent(String.self, forKey: "comment"))
  }
}

extension ColumnState: Codable {
  /// Encodes the column.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: SchemaKey.self)
    try container.encode(name, forKey: "name")
    try container.encode(type, forKey: "type")
    if isNullable { try container.encode(true, forKey: "nullable") }
    if isAutomatic { try container.encode(true, forKey: "automatic") }
    try container.encodeIfPresent(databaseDefault, forKey: "default")
    try container.encodeIfPresent(collation, forKey: "collation")
    try container.encodeIfPresent(comment, forKey: "comment")
  }

  /// Decodes a column.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: SchemaKey.self)
    self.init(
      try container.decode(String.self, forKey: "name"), try container.decode(ColumnType.self, forKey: "type"),
      isNullable: try container.decodeIfPresent(Bool.self, forKey: "nullable") ?? false,
      isAutomatic: try container.decodeIfPresent(Bool.self, forKey: "automatic") ?? false,
      databaseDefault: try container.decodeIfPresent(DatabaseDefault.self, forKey: "default"),
      collation: try container.decodeIfPresent(String.self, forKey: "collation"),
      comment: try container.decodeIfPresent(String.self, forKey: "comment"))
  }
}

extension ConstraintState: Codable {
  /// Encodes the constraint.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: SchemaKey.self)
    try container.encodeIfPresent(name, forKey: "name")
    switch kind {
    case .unique(columns: let columns): try container.encode(columns, forKey: "unique")
    case .check(let condition): try container.encode(condition, forKey: "check")
    case .foreignKey(let key): try container.encode(key, forKey: "foreignKey")
    }
  }

  /// Decodes a constraint.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: SchemaKey.self)
    let name = try container.decodeIfPresent(String.self, forKey: "name")
    if let columns = try container.decodeIfPresent([String].self, forKey: "unique") {
      self.init(name, .unique(columns: columns))
    } else if let key = try container.decodeIfPresent(ForeignKeyState.self, forKey: "foreignKey") {
      self.init(name, .foreignKey(key))
    } else {
      self.init(name, .check(try container.decode(NamedExpression.self, forKey: "check")))
    }
  }
}

extension IndexState: Codable {
  /// Encodes the index.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: SchemaKey.self)
    try container.encodeIfPresent(name, forKey: "name")
    try container.encode(elements, forKey: "on")
    if isUnique { try container.encode(true, forKey: "unique") }
    try container.encodeIfPresent(condition, forKey: "where")
  }

  /// Decodes an index.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: SchemaKey.self)
    self.init(
      try container.decodeIfPresent(String.self, forKey: "name"),
      try container.decode([IndexElement].self, forKey: "on"),
      isUnique: try container.decodeIfPresent(Bool.self, forKey: "unique") ?? false,
      condition: try container.decodeIfPresent(NamedExpression.self, forKey: "where"))
  }
}

extension IndexElement: Codable {
  /// Encodes the element.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: SchemaKey.self)
    try container.encode(expression, forKey: "of")
    if isDescending { try container.encode(true, forKey: "descending") }
    switch nulls {
    case .first: try container.encode("first", forKey: "nulls")
    case .last: try container.encode("last", forKey: "nulls")
    case nil: break
    }
  }

  /// Decodes an element.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: SchemaKey.self)
    let nulls: QueryOrdering.Nulls? =
      switch try container.decodeIfPresent(String.self, forKey: "nulls") {
      case nil: nil
      case "first": .first
      case "last": .last
      case .some: throw NamedForm.corrupted("\"nulls\" is \"first\" or \"last\".", container.codingPath)
      }
    self.init(
      try container.decode(NamedExpression.self, forKey: "of"),
      descending: try container.decodeIfPresent(Bool.self, forKey: "descending") ?? false, nulls: nulls)
  }
}

/// A key of the form.
typealias SchemaKey = NamedKey

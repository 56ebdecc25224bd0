// The form of changes in JSON: `{"change": "addColumn", "table": "entry", "column": {…}}`.

extension SchemaChange: Codable {
  /// The names of the changes in the form.
  private enum Name: String, Codable {
    case createTable, dropTable, renameTable, setTableComment, addColumn, dropColumn, renameColumn, alterColumn, setKey
    case addConstraint, dropConstraint, renameConstraint, addIndex, dropIndex, renameIndex
  }

  /// Encodes the change.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: SchemaKey.self)
    func begin(_ name: Name, _ table: String) throws {
      try container.encode(name, forKey: "change")
      try container.encode(table, forKey: "table")
    }
    switch self {
    case .createTable(let table):
      try container.encode(Name.createTable, forKey: "change")
      try container.encode(table, forKey: "state")
    case .dropTable(let name): try begin(.dropTable, name)
    case .renameTable(let name, to: let new):
      try begin(.renameTable, name)
      try container.encode(new, forKey: "to")
    case .setTableComment(table: let table, let comment):
      try begin(.setTableComment, table)
      try container.encodeIfPresent(comment, forKey: "to")
    case .addColumn(table: let table, let column, fill: let fill):
      try begin(.addColumn, table)
      try container.encode(column, forKey: "column")
      try container.encodeIfPresent(fill, forKey: "fill")
    case .dropColumn(table: let table, let name):
      try begin(.dropColumn, table)
      try container.encode(name, forKey: "name")
    case .renameColumn(table: let table, let name, to: let new):
      try begin(.renameColumn, table)
      try container.encode(name, forKey: "name")
      try container.encode(new, forKey: "to")
    case .alterColumn(table: let table, let column, fill: let fill):
      try begin(.alterColumn, table)
      try container.encode(column, forKey: "column")
      try container.encodeIfPresent(fill, forKey: "fill")
    case .setKey(table: let table, let columns):
      try begin(.setKey, table)
      try container.encode(columns, forKey: "to")
    case .addConstraint(table: let table, let constraint):
      try begin(.addConstraint, table)
      try container.encode(constraint, forKey: "constraint")
    case .dropConstraint(table: let table, let constraint):
      try begin(.dropConstraint, table)
      try container.encode(constraint, forKey: "constraint")
    case .renameConstraint(table: let table, let constraint, to: let new):
      try begin(.renameConstraint, table)
      try container.encode(constraint, forKey: "constraint")
      try container.encodeIfPresent(new, forKey: "to")
    case .addIndex(table: let table, let index):
      try begin(.addIndex, table)
      try container.encode(index, forKey: "index")
    case .dropIndex(table: let table, let index):
      try begin(.dropIndex, table)
      try container.encode(index, forKey: "index")
    case .renameIndex(table: let table, let index, to: let new):
      try begin(.renameIndex, table)
      try container.encode(index, forKey: "index")
      try container.encodeIfPresent(new, forKey: "to")
    }
  }

  /// Decodes a change.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: SchemaKey.self)
    func text(_ key: SchemaKey) throws -> String { try container.decode(String.self, forKey: key) }
    func table() throws -> String { try text("table") }
    func column() throws -> ColumnState { try container.decode(ColumnState.self, forKey: "column") }
    func fill() throws -> ColumnFill? { try container.decodeIfPresent(ColumnFill.self, forKey: "fill") }
    func constraint() throws -> ConstraintState { try container.decode(ConstraintState.self, forKey: "constraint") }
    func index() throws -> IndexState { try container.decode(IndexState.self, forKey: "index") }
    func new() throws -> String? { try container.decodeIfPresent(String.self, forKey: "to") }
    switch try container.decode(Name.self, forKey: "change") {
    case .createTable: self = .createTable(try container.decode(TableState.self, forKey: "state"))
    case .dropTable: self = .dropTable(try table())
    case .renameTable: self = .renameTable(try table(), to: try text("to"))
    case .setTableComment: self = .setTableComment(table: try table(), try new())
    case .addColumn: self = .addColumn(table: try table(), try column(), fill: try fill())
    case .dropColumn: self = .dropColumn(table: try table(), try text("name"))
    case .renameColumn: self = .renameColumn(table: try table(), try text("name"), to: try text("to"))
    case .alterColumn: self = .alterColumn(table: try table(), try column(), fill: try fill())
    case .setKey: self = .setKey(table: try table(), try container.decode([String].self, forKey: "to"))
    case .addConstraint: self = .addConstraint(table: try table(), try constraint())
    case .dropConstraint: self = .dropConstraint(table: try table(), try constraint())
    case .renameConstraint: self = .renameConstraint(table: try table(), try constraint(), to: try new())
    case .addIndex: self = .addIndex(table: try table(), try index())
    case .dropIndex: self = .dropIndex(table: try table(), try index())
    case .renameIndex: self = .renameIndex(table: try table(), try index(), to: try new())
    }
  }
}

extension ColumnFill: Codable {
  /// Encodes the fill: `{"value": 5}`, `{"random": "uuid"}` or `{"column": "name"}`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: SchemaKey.self)
    switch self {
    case .value(let value): try container.encode(NamedExpression(.value(value)), forKey: "value")
    case .randomUUID: try container.encode("uuid", forKey: "random")
    case .column(let name): try container.encode(name, forKey: "column")
    }
  }

  /// Decodes a fill.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: SchemaKey.self)
    if let name = try container.decodeIfPresent(String.self, forKey: "column") {
      self = .column(name)
    } else if container.contains("random") {
      self = .randomUUID
    } else {
      self = .value(try container.decodeValue(forKey: "value"))
    }
  }
}

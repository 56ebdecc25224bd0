import KindredCore

/// ``AlterColumn`` in JSON.
struct AlterColumnForm: Codable {
  let table: String
  let column: String
  let edits: [ColumnEdit]
  let fill: ColumnFill?

  init(_ operation: AlterColumn) {
    table = operation.table
    column = operation.column
    edits = operation.edits
    fill = operation.fill
  }

  var operation: AlterColumn { AlterColumn(table, column, edits: edits, fill: fill) }
}

/// ``RunSQL`` in JSON: the statements by the names of the databases, and under `any` that for the others. A statement is a
/// list of texts and of names, which are quoted.
struct RunSQLForm: Codable {
  private struct Part: Codable {
    var text: String?
    var name: String?
  }

  private let sql: [String: [Part]]
  private let backwards: [String: [Part]]?
  private let touches: [String]?
  private let separate: Bool?

  init(_ operation: RunSQL) {
    sql = Self.parts(operation.sql)
    backwards = operation.backwards.sql.map(Self.parts)
    if case .tables(let names) = operation.touches { touches = names.sorted() } else { touches = nil }
    separate = operation.isTransactional ? nil : true
  }

  var operation: RunSQL {
    RunSQL(
      Self.statements(sql), RunSQL.Backwards(sql: backwards.map(Self.statements)),
      touches.map { .tables(Set($0)) } ?? .everything, separate != true)
  }

  private static func parts(_ sql: [DialectName?: RawSQL]) -> [String: [Part]] {
    Dictionary(
      uniqueKeysWithValues: sql.map { name, sql in
        let parts = (sql.sourceParts ?? []).map { part in
          switch part {
          case .text(let text): Part(text: text)
          case .identifier(let name): Part(name: name)
          }
        }
        return (name?.text ?? "any", parts)
      })
  }

  private static func statements(_ sql: [String: [Part]]) -> [DialectName?: RawSQL] {
    Dictionary(
      uniqueKeysWithValues: sql.map { name, parts in
        let parts = parts.map { $0.name.map(RawSQL.SourcePart.identifier) ?? .text($0.text ?? "") }
        return (name == "any" ? nil : DialectName(name), RawSQL(sourceParts: parts))
      })
  }
}

/// ``CreateCollation`` in JSON.
struct CollationForm: Codable {
  let name: String
  let locale: String
  let provider: CreateCollation.Provider
  let deterministic: Bool

  init(_ operation: CreateCollation) {
    name = operation.name
    locale = operation.locale
    provider = operation.provider
    deterministic = operation.isDeterministic
  }

  var operation: CreateCollation {
    CreateCollation(name, locale: locale, provider: provider, isDeterministic: deterministic)
  }
}

extension Backfill: Codable {
  private enum Key: String, CodingKey { case table, column, value, condition, batch, backwards }

  /// Encodes all but the notes.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(table, forKey: .table)
    try container.encode(column, forKey: .column)
    try container.encode(value, forKey: .value)
    try container.encodeIfPresent(condition, forKey: .condition)
    try container.encode(batch, forKey: .batch)
    try container.encode(backwards, forKey: .backwards)
  }

  /// Decodes a backfill.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self.init(
      try container.decode(String.self, forKey: .table), set: try container.decode(String.self, forKey: .column),
      to: try container.decode(NamedExpression.self, forKey: .value),
      where: try container.decodeIfPresent(NamedExpression.self, forKey: .condition),
      batch: try container.decode(Int.self, forKey: .batch),
      backwards: try container.decode(Backwards.self, forKey: .backwards))
  }
}

extension ColumnEdit: Codable {
  private enum Key: String, CodingKey { case from, type, nullable, automatic, defaults, collation, comment }

  /// Encodes the property and its new value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch kind {
    case .type(let old, let new):
      try container.encode(old, forKey: .from)
      try container.encode(new, forKey: .type)
    case .isNullable(let isNullable): try container.encode(isNullable, forKey: .nullable)
    case .isAutomatic(let isAutomatic): try container.encode(isAutomatic, forKey: .automatic)
    case .databaseDefault(let value): try container.encode(value, forKey: .defaults)
    case .collation(let collation): try container.encode(collation, forKey: .collation)
    case .comment(let comment): try container.encode(comment, forKey: .comment)
    }
  }

  /// Decodes an edit. The value of a default, a collation and a comment may be null.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    if container.contains(.type) {
      self = .type(
        try container.decode(ColumnType.self, forKey: .from), to: try container.decode(ColumnType.self, forKey: .type))
    } else if container.contains(.nullable) {
      self = .isNullable(try container.decode(Bool.self, forKey: .nullable))
    } else if container.contains(.automatic) {
      self = .isAutomatic(try container.decode(Bool.self, forKey: .automatic))
    } else if container.contains(.defaults) {
      self = .default(try container.decodeIfPresent(DatabaseDefault.self, forKey: .defaults))
    } else if container.contains(.collation) {
      self = .collation(try container.decodeIfPresent(String.self, forKey: .collation))
    } else {
      self = .comment(try container.decodeIfPresent(String.self, forKey: .comment))
    }
  }
}

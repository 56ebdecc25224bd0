public import KindredCore

/// Changes a column's type or options.
///
/// ```swift
/// AlterColumn("entry", "headline", .type(.text(100), to: .text(255)))
/// AlterColumn("entry", "note", .isNullable(false), fill: .text(""))
/// ```
public struct AlterColumn: SchemaOperation, Hashable {
  /// The notes.
  public var notes = OperationNotes()
  /// The table.
  public let table: String
  /// The column's name.
  public let column: String
  /// What is changed.
  public let edits: [ColumnEdit]
  /// What the rows get that are NULL where the column may be NULL no longer.
  public let fill: ColumnFill?

  /// Changes a column.
  public init(_ table: String, _ column: String, _ edits: ColumnEdit..., fill: ColumnFill? = nil) {
    self.init(table, column, edits: edits, fill: fill)
  }

  /// Changes a column.
  public init(_ table: String, _ column: String, edits: [ColumnEdit], fill: ColumnFill? = nil) {
    self.table = table
    self.column = column
    self.edits = edits
    self.fill = fill
  }

  /// Changes a column from one state to another.
  public init(_ table: String, from old: ColumnState, to new: ColumnState, fill: ColumnFill? = nil) {
    self.init(table, old.name, edits: ColumnEdit.between(old, new), fill: fill)
  }

  /// What the operation does.
  public var summary: String {
    "alter \(table).\(column): " + edits.map(\.summary).joined(separator: ", ")
  }
  /// The edits as JSON.
  public var signature: String { SignatureText.of(form, orElse: summary) }
  /// The table.
  public var touches: OperationTouches { .tables([table]) }

  /// The change to the column with the edits.
  public func changes(in state: SchemaState) throws -> [SchemaChange] {
    guard var altered = state[table]?.column(column) else {
      throw MigrationError(
        .invalidOperation, "There is no column \"\(column)\" in a table \"\(table)\" at this place in the history.")
    }
    for edit in edits { try edit.apply(to: &altered, of: table) }
    return [.alterColumn(table: table, altered, fill: fill)]
  }

  /// The column as it was before.
  public func reversed(in state: SchemaState) throws -> [any SchemaOperation]? {
    try undoing(changes(in: state), state)
  }
}

extension AlterColumn {
  /// The operation without its notes.
  private struct Form: Encodable {
    let alter: String
    let column: String
    let edits: [ColumnEdit]
    let fill: [SchemaChange]
  }

  private var form: Form {
    // The fill is written as that of a change.
    let filling = fill.map { [SchemaChange.addColumn(table: table, ColumnState(column, .bool), fill: $0)] }
    return Form(alter: table, column: column, edits: edits, fill: filling ?? [])
  }
}

/// A change of one property of a column.
public struct ColumnEdit: Sendable, Hashable {
  package enum Kind: Sendable, Hashable {
    case type(from: ColumnType, to: ColumnType)
    case isNullable(Bool)
    case isAutomatic(Bool)
    case databaseDefault(DatabaseDefault?)
    case collation(String?)
    case comment(String?)
  }

  package let kind: Kind

  package init(_ kind: Kind) { self.kind = kind }

  /// Another type. The previous one is compared with the history.
  public static func type(_ old: ColumnType, to new: ColumnType) -> ColumnEdit {
    ColumnEdit(.type(from: old, to: new))
  }
  /// Whether the column may be NULL.
  public static func isNullable(_ isNullable: Bool) -> ColumnEdit { ColumnEdit(.isNullable(isNullable)) }
  /// Whether the database generates the values of the key.
  public static func isAutomatic(_ isAutomatic: Bool) -> ColumnEdit { ColumnEdit(.isAutomatic(isAutomatic)) }
  /// The value that the database uses when none is sent; nil for none.
  public static func `default`(_ databaseDefault: DatabaseDefault?) -> ColumnEdit {
    ColumnEdit(.databaseDefault(databaseDefault))
  }
  /// The collation; nil for the database's.
  public static func collation(_ collation: String?) -> ColumnEdit { ColumnEdit(.collation(collation)) }
  /// The comment; nil for none.
  public static func comment(_ comment: String?) -> ColumnEdit { ColumnEdit(.comment(comment)) }

  /// The edits that make one column of another.
  package static func between(_ old: ColumnState, _ new: ColumnState) -> [ColumnEdit] {
    var edits: [ColumnEdit] = []
    if old.type != new.type { edits.append(.type(old.type, to: new.type)) }
    if old.isNullable != new.isNullable { edits.append(.isNullable(new.isNullable)) }
    if old.isAutomatic != new.isAutomatic { edits.append(.isAutomatic(new.isAutomatic)) }
    if old.databaseDefault != new.databaseDefault { edits.append(.default(new.databaseDefault)) }
    if old.collation != new.collation { edits.append(.collation(new.collation)) }
    if old.comment != new.comment { edits.append(.comment(new.comment)) }
    return edits
  }

  /// What is changed, for people.
  var summary: String {
    switch kind {
    case .type(let old, let new): "type \(old) to \(new)"
    case .isNullable(let isNullable): isNullable ? "may be NULL" : "not NULL"
    case .isAutomatic(let isAutomatic): isAutomatic ? "generated key" : "given key"
    case .databaseDefault(let value): value == nil ? "no default" : "default"
    case .collation(let collation): "collation \(collation ?? "of the database")"
    case .comment: "comment"
    }
  }

  func apply(to column: inout ColumnState, of table: String) throws {
    switch kind {
    case .type(let old, let new):
      if column.type != old {
        throw MigrationError(
          .invalidOperation,
          "The type of \"\(column.name)\" in \"\(table)\" is \(column.type) at this place in the history, not \(old).")
      }
      column.type = new
    case .isNullable(let isNullable): column.isNullable = isNullable
    case .isAutomatic(let isAutomatic): column.isAutomatic = isAutomatic
    case .databaseDefault(let value): column.databaseDefault = value
    case .collation(let collation): column.collation = collation
    case .comment(let comment): column.comment = comment
    }
  }
}

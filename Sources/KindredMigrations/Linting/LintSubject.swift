import KindredCore

/// One change of a migration, as the rules see it.
struct LintedChange {
  let change: SchemaChange
  let operation: any SchemaOperation
  /// The schema before the change.
  let before: SchemaState

  /// The column that the change is about, before it.
  func column(_ name: String) -> ColumnState? { before[change.table]?.column(name) }
}

/// A migration, as the rules see it.
struct LintSubject {
  let definition: MigrationDefinition
  let dialect: Dialect
  /// What is known of the database.
  let database: LintedDatabase
  let changes: [LintedChange]
  let units: [WorkUnit]
  /// The tables that the migration creates: nobody uses them yet.
  let created: Set<String>

  init(_ definition: MigrationDefinition, before: SchemaState, dialect: Dialect, database: LintedDatabase) throws {
    self.definition = definition
    self.dialect = dialect
    self.database = database
    var state = before
    var changes: [LintedChange] = []
    for operation in definition.operations where !(operation is StateOnly) {
      for change in try definition.located(operation, { try operation.changes(in: state) }) {
        changes.append(LintedChange(change: change, operation: operation, before: state))
        state = try definition.located(operation) { try state.applying(change) }
      }
    }
    self.changes = changes
    created = Set(changes.compactMap { if case .createTable(let table) = $0.change { table.name } else { nil } })
    var editing = SchemaEditorOptions()
    // What keeps a table from being made anew is a finding, and no error.
    editing.extras = database.extras
    editing.extras?.unreadable = [:]
    units = try WorkPlanner(dialect: dialect, editor: dialect.schemaEditor, options: editing).units(
      of: definition.operations, from: before, in: definition)
  }

  /// The number of rows of tables, where it is known.
  var rows: [String: Int] { database.rows }

  /// The changes of tables that others use already.
  var changesInUse: [LintedChange] { changes.filter { !created.contains($0.change.table) } }

  /// Tables with fewer rows are read and written in a moment.
  static let smallTable = 10_000

  var isPostgres: Bool { DialectName(dialect.name) == .postgres }
  var isSQLite: Bool { DialectName(dialect.name) == .sqlite }

  /// A table with the number of its rows, if it is known.
  func named(_ table: String) -> String { rows[table].map { "\(table) (\($0) rows)" } ?? table }

  /// The tables of a step that others use already.
  func tablesInUse(by step: SchemaStep) -> [String] { step.tables.filter { !created.contains($0) } }

  /// How bad something is that takes longer with more rows.
  func severity(ofWorkOn tables: [String], unknown: LintFinding.Severity) -> LintFinding.Severity {
    let counts = tables.map { rows[$0] }
    guard !counts.contains(nil), let most = counts.compactMap({ $0 }).max() else { return unknown }
    return most < Self.smallTable ? .notice : most < 1_000_000 ? .warning : .error
  }

  func finding(
    _ rule: LintRule, _ severity: LintFinding.Severity, _ operation: any SchemaOperation, _ message: String
  ) -> LintFinding {
    LintFinding(
      rule: rule, severity: severity, migration: definition.id, source: operation.notes.source, message: message,
      acknowledgement: operation.notes.acknowledgements.first { $0.rule == rule }?.reason)
  }
}

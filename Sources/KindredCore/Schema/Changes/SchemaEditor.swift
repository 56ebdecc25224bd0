/// Writes the statements of changes for one kind of database. Each dialect has one.
package protocol SchemaEditor: Sendable {
  /// The steps that make some changes, in order.
  ///
  /// - Parameters:
  ///   - changes: The changes, in the order in which they are applied.
  ///   - state: The schema before.
  ///   - options: How the steps are written.
  /// - Throws: ``KindredError/Code/schema`` when the database cannot make a change, with what to do instead.
  func steps(for changes: [SchemaChange], from state: SchemaState, options: SchemaEditorOptions) throws -> [SchemaStep]
}

/// How an editor writes steps.
package struct SchemaEditorOptions: Sendable {
  /// Whether what exists is left as it is, for `createTables(ifNotExists: true)`.
  package var ifNotExists = false
  /// Whether others work with existing tables meanwhile. If not, one transaction does everything.
  package var isOnline = true
  /// What messages call the tables: the names of their models, by the names of the tables.
  package var owners: [String: String] = [:]
  /// What the database has besides the schema; nil if no database was asked.
  package var extras: SchemaExtras?

  package init(ifNotExists: Bool = false, isOnline: Bool = true) {
    self.ifNotExists = ifNotExists
    self.isOnline = isOnline
  }
}

/// What a database has besides the tables of a ``SchemaState``, and a new table must not lose: the statements of triggers
/// and of indexes that no state can describe, and the views.
package struct SchemaExtras: Sendable, Hashable {
  /// The statements that make the triggers and indexes of a table again, by the name of the table and their own.
  package var statements: [String: [String: String]] = [:]
  /// What keeps a table from being made anew, because no state can describe it, by the name of the table.
  package var unreadable: [String: [String]] = [:]
  /// The names of indexes and constraints that are not those which Kindred derives, by the names of their tables and
  /// those that it would derive. Another program made them.
  package var actualNames: [String: [String: String]] = [:]
  /// The statements that make the views, by their names.
  package var views: [String: String] = [:]

  package init() {}

  /// Keeps what a table has under its new name.
  package mutating func renameTable(_ name: String, to new: String) {
    statements[new] = statements.removeValue(forKey: name)
    unreadable[new] = unreadable.removeValue(forKey: name)
    actualNames[new] = actualNames.removeValue(forKey: name)
  }

  /// The name that an index or a constraint has in the database.
  package func name(_ derived: String, in table: String) -> String { actualNames[table]?[derived] ?? derived }
}

/// What a database has besides the tables of a ``SchemaState``, and a new table must not lose: the statements of triggers
/// and of indexes that no state can describe, and the views.
package struct SchemaExtras: Sendable, Hashable {
  /// The statements that make the triggers and indexes of a table again, by the name of the table.
  package var statements: [String: [String]] = [:]
  /// The names of these triggers and indexes.
  package var names: [String: Set<String>] = [:]
  /// What keeps a table from being made anew, because no state can describe it, by the name of the table.
  package var unreadable: [String: [String]] = [:]
  /// The names of the views.
  package var views: [String] = []

  package init() {}
}

/// The physical schema of a database, as a value: tables, columns, keys, indexes and constraints, in portable types.
///
/// It has no Swift types in it, so that the same value can come from models, from the changes of a history, and from the
/// catalogue of a database.
public struct SchemaState: Sendable, Hashable {
  /// The tables by name.
  package private(set) var tablesByName: [String: TableState]

  /// An empty schema, or one with some tables. Of tables with the same name, the last one counts.
  public init(_ tables: [TableState] = []) {
    tablesByName = Dictionary(tables.map { ($0.name, $0) }) { $1 }
  }

  /// The tables, ordered by name.
  public var tables: [TableState] { tablesByName.values.sorted { $0.name < $1.name } }

  /// The table with a name.
  public subscript(name: String) -> TableState? {
    get { tablesByName[name] }
    set { tablesByName[name] = newValue }
  }
}

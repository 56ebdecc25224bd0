/// What models say about how they became what they are. It is no part of their schema.
public struct SchemaHints: Sendable {
  /// The former names of tables, by their names.
  public var tables: [String: String] = [:]
  /// The former names of columns, by the names of their tables and their own.
  public var columns: [String: [String: String]] = [:]
  /// What the rows that exist get in a column, by the names of its table and its own.
  public var fills: [String: [String: ColumnFill]] = [:]

  /// No hints.
  public init() {}
}

/// How a database spells types and constants, and what it is given for a value.
package protocol TypeRules: Sendable {
  /// The spelling of a column's type.
  func typeName(_ column: CreateTableStatement.ColumnDefinition) -> String
  /// What stands behind the placeholder of a value whose type the server would not know by itself; empty where it does
  /// not have to.
  func cast(of type: ColumnType) -> String
  /// The spelling of a constant; nil for the usual one.
  func literal(_ value: DatabaseValue) -> String?
  /// Text as a constant, between quotation marks.
  func quoted(_ text: String) -> String
  /// The one parameter in which a long list travels.
  func listParameter(_ values: [DatabaseValue]) -> DatabaseValue
}

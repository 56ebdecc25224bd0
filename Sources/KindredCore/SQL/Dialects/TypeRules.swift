/// The dialect's types and constants, and the forms in which values are bound.
package protocol TypeRules: Sendable {
  /// The name of a column's type.
  func typeName(_ column: CreateTableStatement.ColumnDefinition) -> String
  /// The cast after a placeholder, if the server cannot infer the value's type; else empty.
  func cast(of type: ColumnType) -> String
  /// The spelling of a constant; nil for the default one.
  func literal(_ value: DatabaseValue) -> String?
  /// Text as a quoted constant.
  func quoted(_ text: String) -> String
  /// A long list as one parameter.
  func listParameter(_ values: [DatabaseValue]) -> DatabaseValue
}

/// Collects the operations of a migration, one in each statement.
///
/// There are no conditions and loops: a history is the same everywhere.
@resultBuilder
public enum SchemaOperations {
  /// Notes where an operation stands in the source.
  public static func buildExpression(
    _ operation: any SchemaOperation, fileID: StaticString = #fileID, line: UInt = #line
  ) -> any SchemaOperation {
    var operation = operation
    if operation.notes.source == nil { operation.notes.source = OperationSource(fileID: fileID, line: line) }
    return operation
  }

  /// The first operation.
  public static func buildPartialBlock(first: any SchemaOperation) -> [any SchemaOperation] { [first] }

  /// One more operation.
  public static func buildPartialBlock(
    accumulated: [any SchemaOperation], next: any SchemaOperation
  ) -> [any SchemaOperation] { accumulated + [next] }

  /// No operations.
  public static func buildBlock() -> [any SchemaOperation] { [] }
}

import KindredCore

extension Sequence<SchemaChange> {
  /// The operations that a file has for the changes, which say what they change.
  ///
  /// - Parameter state: The schema before.
  /// - Throws: ``KindredError`` when a change does not fit the schema before it.
  func written(in state: SchemaState) throws -> [any SchemaOperation] {
    var state = state
    return try map { change in
      let operation: any SchemaOperation
      if case .alterColumn(table: let table, let column, fill: let fill) = change,
        let old = state[table]?.column(column.name)
      {
        operation = AlterColumn(table, from: old, to: column, fill: fill)
      } else {
        operation = change.operation
      }
      try state.apply(change)
      return operation
    }
  }
}

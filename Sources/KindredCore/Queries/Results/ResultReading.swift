/// Reads a row of a result.
typealias ResultReading<Element> = @Sendable (borrowing DatabaseRow) throws -> Element

/// Makes the closures that read the rows of results. Closures hide from the compiler how a row is made.
enum ResultReader {
  /// Plain values of a single column.
  static func value<Value: FieldValue>(_ type: Value.Type) -> ResultReading<Value> {
    { row in try Value(row: row, column: 0) }
  }

  /// Tuples.
  static func tuple<each Value: FieldValue>(_ types: repeat (each Value).Type) -> ResultReading<(repeat each Value)> {
    { row in
      var columns = ColumnCounter(start: 0)
      return (repeat try columns.next((each Value).self, row))
    }
  }

  /// Objects.
  static func model<M: Model>(_ model: M.Type) -> ResultReading<M> { { row in try M(row: row) } }

  /// Objects, each with the values in the columns after its own.
  static func object<M: Model, each Value: FieldValue>(
    _ model: M.Type, _ types: repeat (each Value).Type
  ) -> ResultReading<(M, repeat each Value)> {
    { row in
      let model = try M(row: row)
      var columns = ColumnCounter(start: M.schema.fields.count)
      return (model, repeat try columns.next((each Value).self, row))
    }
  }
}

/// Reads one column after another.
private struct ColumnCounter {
  private var column: Int32

  init(start: Int) { column = Int32(start) }

  mutating func next<Value: FieldValue>(_ type: Value.Type, _ row: borrowing DatabaseRow) throws -> Value {
    defer { column += 1 }
    return try Value(row: row, column: column)
  }
}

/// Makes typed references to the selected expressions of a result.
struct OutputNames {
  private var indices: ArraySlice<Int>
  /// How many closures stand around the one that uses the names.
  private let depth: Int

  init(_ request: RowRequest, at depth: Int) {
    indices = request.selection?.named[...] ?? []
    self.depth = depth
  }

  mutating func next<Value>(_ type: Value.Type) -> Expr<Value> {
    Expr(.output(indices.popFirst() ?? -1, depth: depth))
  }
}

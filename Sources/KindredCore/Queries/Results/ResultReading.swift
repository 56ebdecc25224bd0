/// Reads a row of a result.
typealias ResultReading<Element> = @Sendable (borrowing DatabaseRow) throws -> Element

/// Reads a row of a result and appends it.
typealias ResultAppending<Element> = @Sendable (borrowing DatabaseRow, inout [Element]) throws -> Void

/// Makes a reading when it is known which of the selected expressions are keys.
typealias ResultReader<Element> = (KeyColumns) -> ResultReading<Element>

/// Makes the closures that read the rows of results. Closures hide from the compiler how a row is made.
enum ResultReaders {
  /// Plain values of a single column.
  static func value<Value: FieldValue>(_ type: Value.Type) -> ResultReader<Value> {
    { keys in
      let plain: ResultReading<Value> = { row in try Value(row: row, column: 0) }
      let checked: ResultReading<Value> = { row in try Value(key: row, column: 0) }
      return keys.isEmpty ? plain : checked
    }
  }

  /// Tuples.
  static func tuple<each Value: FieldValue>(_ types: repeat (each Value).Type) -> ResultReader<(repeat each Value)> {
    { keys in
      { row in
        var columns = ColumnCounter(start: 0, keys: keys)
        return (repeat try columns.next((each Value).self, row))
      }
    }
  }

  /// Objects.
  static func model<M: Model>(_ model: M.Type) -> ResultReader<M> { { _ in { row in try M(row: row) } } }

  /// Objects, each with the values in the columns after its own.
  static func object<M: Model, each Value: FieldValue>(
    _ model: M.Type, _ types: repeat (each Value).Type
  ) -> ResultReader<(M, repeat each Value)> {
    { keys in
      { row in
        let model = try M(row: row)
        var columns = ColumnCounter(start: row.width(of: M.schema), keys: keys)
        return (model, repeat try columns.next((each Value).self, row))
      }
    }
  }

  /// Objects, each with the values in the columns after its own, which may be NULL.
  static func optionalValues<M: Model, each Value: FieldValue>(
    _ model: M.Type, _ types: repeat (each Value).Type
  ) -> ResultReader<(M, repeat Optional<(each Value).Base>)> {
    { keys in
      { row in
        let model = try M(row: row)
        var columns = ColumnCounter(start: row.width(of: M.schema), keys: keys)
        return (model, repeat try columns.nextOptional((each Value).self, row))
      }
    }
  }
}

/// The selected expressions that are keys, whose stored form is checked when they are read, as in a model.
struct KeyColumns: Sendable {
  /// One bit for each of the first 64 selected expressions.
  private var bits: UInt64 = 0

  /// No keys.
  static let none = KeyColumns()

  private init() {}

  /// The keys among the selected expressions. Numbers are left out: they have a single stored form.
  init(_ selection: ResultSelection?) {
    guard let selection else { return }
    for (index, shown) in selection.shown.prefix(64).enumerated() where selection.isKey(shown) {
      bits |= 1 << UInt64(index)
    }
  }

  var isEmpty: Bool { bits == 0 }

  func contains(_ index: Int) -> Bool { index < 64 && bits & (1 << UInt64(index)) != 0 }
}

/// Reads one column after another.
struct ColumnCounter {
  private var column: Int32
  private let start: Int32
  private let keys: KeyColumns

  init(start: Int, keys: KeyColumns) {
    self.init(next: Int32(start), keys: keys, from: Int32(start))
  }

  /// - Parameters:
  ///   - column: The first column to read.
  ///   - start: The column of the first selected expression.
  init(next column: Int32, keys: KeyColumns, from start: Int32 = 0) {
    self.column = column
    self.start = start
    self.keys = keys
  }

  mutating func next<Value: FieldValue>(_ type: Value.Type, _ row: borrowing DatabaseRow) throws -> Value {
    defer { column += 1 }
    if keys.isEmpty || !keys.contains(Int(column - start)) { return try Value(row: row, column: column) }
    return try Value(key: row, column: column)
  }

  mutating func nextOptional<Value: FieldValue>(_ type: Value.Type, _ row: borrowing DatabaseRow) throws -> Value.Base?
  {
    try next(Value.Base?.self, row)
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

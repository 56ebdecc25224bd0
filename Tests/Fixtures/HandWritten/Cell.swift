import KindredCore
import Synchronization

/// A model with one column, of any type: what `@Model` writes, once for all field types.
struct Cell<Value: FieldValue>: Model {
  typealias PrimaryKey = Key<Cell<Value>>

  var id: Key<Cell<Value>> = .unsaved
  var value: Value

  init(_ value: Value) { self.value = value }

  struct Columns: ModelColumns, RelationColumns {
    typealias Model = Cell<Value>
    let queryPath: RelationPath
    init(path: RelationPath) { queryPath = path }
    var id: ColumnExpression<Key<Cell<Value>>> { column(0) }
    var value: ColumnExpression<Value> { column(1) }
  }

  struct OptionalColumns: ModelColumns, RelationColumns {
    typealias Model = Cell<Value>
    typealias SelectedValue = Model?
    let queryPath: RelationPath
    init(path: RelationPath) { queryPath = path }
    var id: ColumnExpression<Key<Cell<Value>>?> { column(0) }
    var value: ColumnExpression<Value?> { column(1) }
  }

  /// Generic types have no stored statics, so that the schema of each kind of cell is kept in a table.
  static var schema: ModelSchema {
    cellSchemas.withLock { schemas in
      if let schema = schemas[ObjectIdentifier(Value.self)] { return schema }
      let schema = ModelSchema(
        Self.self, name: "Cell", table: "cell",
        fields: [
          .field("id", Key<Cell<Value>>.self, options: FieldOptions(isPrimaryKey: true, isAutomatic: true)),
          .field("value", Value.self),
        ])
      schemas[ObjectIdentifier(Value.self)] = schema
      return schema
    }
  }

  var primaryKey: Key<Cell<Value>> {
    get { id }
    set { id = newValue }
  }

  init(row: borrowing DatabaseRow) throws {
    self.id = try Key<Cell<Value>>(row: row, column: 0)
    self.value = try Value(row: row, column: 1)
  }

  func bindFields(to writer: inout ParameterWriter) throws { try value.bind(to: &writer) }

  func databaseValue(at index: Int) throws -> DatabaseValue {
    index == 0 ? try id.databaseValue() : try value.databaseValue()
  }

  mutating func read(_ row: borrowing DatabaseRow, column: Int32, into index: Int) throws {
    if index == 0 {
      id = try Key<Cell<Value>>(row: row, column: column)
    } else {
      value = try Value(row: row, column: column)
    }
  }
}

private let cellSchemas = Mutex<[ObjectIdentifier: ModelSchema]>([:])

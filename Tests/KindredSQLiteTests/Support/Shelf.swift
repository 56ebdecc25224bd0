import KindredCore

/// A model with a unique column, a check and columns that may not be NULL.
struct Shelf: Model {
  typealias PrimaryKey = Key<Shelf>

  var id: Key<Shelf> = .unsaved
  var label: String
  var room: Int = 1
  var note: String?

  init(label: String, room: Int = 1, note: String? = nil) {
    self.label = label
    self.room = room
    self.note = note
  }

  struct Columns: ModelColumns {
    typealias Model = Shelf
    let queryPath: RelationPath
    init(path: RelationPath) { queryPath = path }
    var id: ColumnExpression<Key<Shelf>> { column(0) }
    var label: ColumnExpression<String> { column(1) }
    var room: ColumnExpression<Int> { column(2) }
    var note: ColumnExpression<String?> { column(3) }
    var book: Book.OptionalColumns { follow(backwards: Book.Relations.shelf.self) }
  }

  struct OptionalColumns: ModelColumns {
    typealias Model = Shelf
    typealias SelectedValue = Model?
    let queryPath: RelationPath
    init(path: RelationPath) { queryPath = path }
    var id: ColumnExpression<Key<Shelf>?> { column(0) }
    var label: ColumnExpression<String?> { column(1) }
    var room: ColumnExpression<Int?> { column(2) }
    var note: ColumnExpression<String?> { column(3) }
    var book: Book.OptionalColumns { follow(backwards: Book.Relations.shelf.self) }
  }

  static let schema = ModelSchema(
    Shelf.self,
    name: "Shelf",
    fields: [
      .field("id", Key<Shelf>.self, options: FieldOptions(isPrimaryKey: true, isAutomatic: true)),
      .field("label", String.self, options: FieldOptions(isUnique: true)),
      .field("room", Int.self),
      .field("note", String?.self),
    ],
    uniqueTogether: [["room", "note"]],
    constraints: [.check("room_is_positive", F("room") > 0)])

  static var referrers: [any ForeignKeyRelation.Type] { [Book.Relations.shelf.self] }

  var primaryKey: Key<Shelf> {
    get { id }
    set { id = newValue }
  }

  init(row: borrowing DatabaseRow) throws {
    self.id = try Key<Shelf>(row: row, column: 0)
    self.label = try String(row: row, column: 1)
    self.room = try Int(row: row, column: 2)
    self.note = try String?(row: row, column: 3)
  }

  func bindFields(to writer: inout ParameterWriter) throws {
    try label.bind(to: &writer)
    try room.bind(to: &writer)
    try note.bind(to: &writer)
  }

  func databaseValue(at index: Int) throws -> DatabaseValue {
    switch index {
    case 0: try id.databaseValue()
    case 1: try label.databaseValue()
    case 2: try room.databaseValue()
    case 3: try note.databaseValue()
    default: .null
    }
  }

  mutating func read(_ row: borrowing DatabaseRow, column: Int32, into index: Int) throws {
    switch index {
    case 0: id = try Key<Shelf>(row: row, column: column)
    case 1: label = try String(row: row, column: column)
    case 2: room = try Int(row: row, column: column)
    case 3: note = try String?(row: row, column: column)
    default: break
    }
  }
}

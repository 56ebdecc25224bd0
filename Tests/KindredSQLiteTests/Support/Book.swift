import KindredCore

/// A model whose foreign key the database enforces.
struct Book: Model {
  typealias PrimaryKey = Key<Book>

  var id: Key<Book> = .unsaved
  var shelfReference: RelatedReference<Relations.shelf>
  var title: String

  init(shelfID: Shelf.PrimaryKey, title: String) {
    shelfReference = RelatedReference(key: shelfID)
    self.title = title
  }

  enum Relations {
    // The name is the property's, as the macro writes it.
    // swift-format-ignore: TypeNamesShouldBeCapitalized
    enum shelf: ForeignKeyRelation {
      typealias Source = Book
      typealias Target = Shelf
      typealias KeyColumn = Shelf.PrimaryKey
      static let schema = RelationSchema(
        Self.self, name: "shelf", onDelete: .cascade, accessor: "bookSet", queryName: "book")
      static func key(of target: Shelf) -> Shelf.PrimaryKey { target.primaryKey }
      static func reference(in source: Book) -> RelatedReference<Self> { source.shelfReference }
      static func setReference(_ reference: RelatedReference<Self>, in source: inout Book) {
        source.shelfReference = reference
      }
    }
  }

  struct Columns: ModelColumns {
    typealias Model = Book
    let queryPath: RelationPath
    init(path: RelationPath) { queryPath = path }
    var id: ColumnExpression<Key<Book>> { column(0) }
    var shelfID: ColumnExpression<Shelf.PrimaryKey> { column(1) }
    var title: ColumnExpression<String> { column(2) }
  }

  struct OptionalColumns: ModelColumns {
    typealias Model = Book
    typealias SelectedValue = Model?
    let queryPath: RelationPath
    init(path: RelationPath) { queryPath = path }
    var id: ColumnExpression<Key<Book>?> { column(0) }
    var shelfID: ColumnExpression<Shelf.PrimaryKey?> { column(1) }
    var title: ColumnExpression<String?> { column(2) }
  }

  static let schema = ModelSchema(
    Book.self,
    name: "Book",
    fields: [
      .field("id", Key<Book>.self, options: FieldOptions(isPrimaryKey: true, isAutomatic: true)),
      .foreignKey(Relations.shelf.self),
      .field("title", String.self),
    ])

  var primaryKey: Key<Book> {
    get { id }
    set { id = newValue }
  }

  init(row: borrowing DatabaseRow) throws {
    self.id = try Key<Book>(row: row, column: 0)
    shelfReference = try RelatedReference(row: row, column: 1, link: 0)
    self.title = try String(row: row, column: 2)
  }

  func bindFields(to writer: inout ParameterWriter) throws {
    try shelfReference.key.bind(to: &writer)
    try title.bind(to: &writer)
  }

  func databaseValue(at index: Int) throws -> DatabaseValue {
    switch index {
    case 0: try id.databaseValue()
    case 1: try shelfReference.key.databaseValue()
    case 2: try title.databaseValue()
    default: .null
    }
  }

  mutating func read(_ row: borrowing DatabaseRow, column: Int32, into index: Int) throws {
    switch index {
    case 0: id = try Key<Book>(row: row, column: column)
    case 1: shelfReference = RelatedReference(key: try Shelf.PrimaryKey(row: row, column: column))
    case 2: title = try String(row: row, column: column)
    default: break
    }
  }
}

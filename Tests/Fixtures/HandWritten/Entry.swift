import KindredCore

struct Entry {
  // What `@ForeignKey(onDelete: .cascade) var blog: Blog` becomes; the macro calls the first one `$blog`.
  var blogReference: RelatedReference<Relations.blog>
  var blog: Blog { get async throws { try await blogReference.load() } }
  var blogID: Blog.PrimaryKey {
    get { blogReference.key }
    set { blogReference.key = newValue }
  }
  var headline: String
  var rating: Int = 5
  var note: String?

  typealias PrimaryKey = Key<Entry>
  var id: Key<Entry> = .unsaved

  init(blog: Blog, headline: String, rating: Int = 5, note: String? = nil) {
    blogReference = RelatedReference(to: blog)
    self.headline = headline
    self.rating = rating
    self.note = note
  }

  init(blogID: Blog.PrimaryKey, headline: String, rating: Int = 5, note: String? = nil) {
    blogReference = RelatedReference(key: blogID)
    self.headline = headline
    self.rating = rating
    self.note = note
  }

  enum Relations {
    enum blog: ForeignKeyRelation {
      typealias Source = Entry
      typealias Target = Blog
      typealias KeyColumn = Blog.PrimaryKey
      static let schema = RelationSchema(
        Self.self, name: "blog", onDelete: .cascade, accessor: "entrySet", queryName: "entry")
      static func key(of target: Blog) -> Blog.PrimaryKey { target.primaryKey }
      static func reference(in source: Entry) -> RelatedReference<Self> { source.blogReference }
      static func setReference(_ reference: RelatedReference<Self>, in source: inout Entry) {
        source.blogReference = reference
      }
    }
  }

  struct Columns: ModelColumns, RelationColumns {
    typealias Model = Entry
    let queryPath: RelationPath
    init(path: RelationPath) { queryPath = path }
    var id: ColumnExpression<Key<Entry>> { column(0) }
    var blogID: ColumnExpression<Blog.PrimaryKey> { column(1) }
    var blog: Blog.Columns { follow(Relations.blog.self) }
    var headline: ColumnExpression<String> { column(2) }
    var rating: ColumnExpression<Int> { column(3) }
    var note: ColumnExpression<String?> { column(4) }
  }

  struct OptionalColumns: ModelColumns, RelationColumns {
    typealias Model = Entry
    typealias SelectedValue = Model?
    let queryPath: RelationPath
    init(path: RelationPath) { queryPath = path }
    var id: ColumnExpression<Key<Entry>?> { column(0) }
    var blogID: ColumnExpression<Blog.PrimaryKey?> { column(1) }
    var blog: Blog.OptionalColumns { follow(Relations.blog.self) }
    var headline: ColumnExpression<String?> { column(2) }
    var rating: ColumnExpression<Int?> { column(3) }
    var note: ColumnExpression<String?> { column(4) }
  }

  static let schema = ModelSchema(
    Entry.self,
    name: "Entry",
    fields: [
      .field("id", Key<Entry>.self, options: FieldOptions(isPrimaryKey: true, isAutomatic: true)),
      .foreignKey(Relations.blog.self),
      .field("headline", String.self, options: FieldOptions(maxLength: 255)),
      .field("rating", Int.self),
      .field("note", String?.self),
    ])
}

extension Entry: Model {
  var primaryKey: Key<Entry> {
    get { id }
    set { id = newValue }
  }

  init(row: borrowing DatabaseRow) throws {
    self.id = try Key<Entry>(row: row, column: 0)
    blogReference = try RelatedReference(row: row, column: 1, link: 0)
    self.headline = try String(row: row, column: 2)
    self.rating = try Int(row: row, column: 3)
    self.note = try String?(row: row, column: 4)
  }

  static func append(_ row: borrowing DatabaseRow, to models: inout [Entry]) throws {
    models.append(try Entry(row: row))
  }

  func bindFields(to writer: inout ParameterWriter) throws {
    try blogReference.key.bind(to: &writer)
    try headline.bind(to: &writer)
    try rating.bind(to: &writer)
    try note.bind(to: &writer)
  }

  func databaseValue(at index: Int) throws -> DatabaseValue {
    switch index {
    case 0: try id.databaseValue()
    case 1: try blogReference.key.databaseValue()
    case 2: try headline.databaseValue()
    case 3: try rating.databaseValue()
    case 4: try note.databaseValue()
    default: .null
    }
  }

  mutating func read(_ row: borrowing DatabaseRow, column: Int32, into index: Int) throws {
    switch index {
    case 0: id = try Key<Entry>(row: row, column: column)
    case 1: blogReference = RelatedReference(key: try Blog.PrimaryKey(row: row, column: column))
    case 2: headline = try String(row: row, column: column)
    case 3: rating = try Int(row: row, column: column)
    case 4: note = try String?(row: row, column: column)
    default: break
    }
  }
}

extension RelatedManager where Relation == Entry.Relations.blog {
  func create(headline: String, rating: Int = 5, note: String? = nil) async throws -> Entry {
    try await create(Entry(blog: parent, headline: headline, rating: rating, note: note))
  }
}

extension QuerySet where Model == Entry {
  func create(blog: Blog, headline: String, rating: Int = 5, note: String? = nil) async throws -> Entry {
    try await create(Entry(blog: blog, headline: headline, rating: rating, note: note))
  }

  func create(blogID: Blog.PrimaryKey, headline: String, rating: Int = 5, note: String? = nil) async throws -> Entry {
    try await create(Entry(blogID: blogID, headline: headline, rating: rating, note: note))
  }
}

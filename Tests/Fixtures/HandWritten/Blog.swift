import KindredCore

/// `Blog` and `Entry` with everything that the macros and the generator write, written by hand: the core needs neither.
struct Blog {
  var name: String
  var tagline: String = ""

  // What `@Model` adds as members.
  typealias PrimaryKey = Key<Blog>
  var id: Key<Blog> = .unsaved

  init(name: String, tagline: String = "") {
    self.name = name
    self.tagline = tagline
  }

  struct Columns: ModelColumns, RelationColumns {
    typealias Model = Blog
    let queryPath: RelationPath
    init(path: RelationPath) { queryPath = path }
    var id: ColumnExpression<Key<Blog>> { column(0) }
    var name: ColumnExpression<String> { column(1) }
    var tagline: ColumnExpression<String> { column(2) }
  }

  struct OptionalColumns: ModelColumns, RelationColumns {
    typealias Model = Blog
    typealias SelectedValue = Model?
    let queryPath: RelationPath
    init(path: RelationPath) { queryPath = path }
    var id: ColumnExpression<Key<Blog>?> { column(0) }
    var name: ColumnExpression<String?> { column(1) }
    var tagline: ColumnExpression<String?> { column(2) }
  }

  static let schema = ModelSchema(
    Blog.self,
    name: "Blog",
    fields: [
      .field("id", Key<Blog>.self, options: FieldOptions(isPrimaryKey: true, isAutomatic: true)),
      .field("name", String.self, options: FieldOptions(maxLength: 100)),
      .field("tagline", String.self),
    ])
}

// What `@Model` adds as an extension.
extension Blog: Model {
  var primaryKey: Key<Blog> {
    get { id }
    set { id = newValue }
  }

  init(row: borrowing DatabaseRow) throws {
    self.id = try Key<Blog>(row: row, column: 0)
    self.name = try String(row: row, column: 1)
    self.tagline = try String(row: row, column: 2)
  }

  static func append(_ row: borrowing DatabaseRow, to models: inout [Blog]) throws { models.append(try Blog(row: row)) }

  func bindFields(to writer: inout ParameterWriter) throws {
    try name.bind(to: &writer)
    try tagline.bind(to: &writer)
  }

  func databaseValue(at index: Int) throws -> DatabaseValue {
    switch index {
    case 0: try id.databaseValue()
    case 1: try name.databaseValue()
    case 2: try tagline.databaseValue()
    default: .null
    }
  }

  mutating func read(_ row: borrowing DatabaseRow, column: Int32, into index: Int) throws {
    switch index {
    case 0: id = try Key<Blog>(row: row, column: column)
    case 1: name = try String(row: row, column: column)
    case 2: tagline = try String(row: row, column: column)
    default: break
    }
  }
}

// What the generated file adds.
extension Blog {
  static var referrers: [any ForeignKeyRelation.Type] { [Entry.Relations.blog.self] }

  var entrySet: RelatedManager<Entry.Relations.blog> { RelatedManager(parent: self) }
}

extension Blog.Columns {
  var entry: Entry.OptionalColumns { follow(backwards: Entry.Relations.blog.self) }
}

extension Blog.OptionalColumns {
  var entry: Entry.OptionalColumns { follow(backwards: Entry.Relations.blog.self) }
}

extension QuerySet where Model == Blog {
  func create(name: String, tagline: String = "") async throws -> Blog {
    try await create(Blog(name: name, tagline: tagline))
  }
}

import KindredCore

/// A key from outside, an unsigned number, and a time that the database fills in.
struct Note {
  var slug: String
  var weight: UInt16 = 0
  var rank: Int = 7

  init(slug: String, weight: UInt16 = 0) {
    self.slug = slug
    self.weight = weight
  }

  struct Columns: ModelColumns {
    typealias Model = Note
    let queryPath: RelationPath
    init(path: RelationPath) { queryPath = path }
    var slug: ColumnExpression<String> { column(0) }
    var weight: ColumnExpression<UInt16> { column(1) }
    var rank: ColumnExpression<Int> { column(2) }
  }

  struct OptionalColumns: ModelColumns {
    typealias Model = Note
    typealias SelectedValue = Model?
    let queryPath: RelationPath
    init(path: RelationPath) { queryPath = path }
    var slug: ColumnExpression<String?> { column(0) }
    var weight: ColumnExpression<UInt16?> { column(1) }
    var rank: ColumnExpression<Int?> { column(2) }
  }

  static let schema = ModelSchema(
    Note.self,
    name: "Note",
    fields: [
      .field("slug", String.self, options: FieldOptions(maxLength: 20, isPrimaryKey: true)),
      .field("weight", UInt16.self),
      .field("rank", Int.self, options: FieldOptions(databaseDefault: .value(7))),
    ],
    constraints: [.check("weight_limit", F("weight") <= 1000)])
}

extension Note: Model {
  typealias PrimaryKey = String

  var id: String { slug }

  var primaryKey: String {
    get { slug }
    set { slug = newValue }
  }

  init(row: borrowing DatabaseRow) throws {
    self.slug = try String(row: row, column: 0)
    self.weight = try UInt16(row: row, column: 1)
    self.rank = try Int(row: row, column: 2)
  }

  static func append(_ row: borrowing DatabaseRow, to models: inout [Note]) throws { models.append(try Note(row: row)) }

  func bindFields(to writer: inout ParameterWriter) throws {
    try weight.bind(to: &writer)
    try rank.bind(to: &writer)
  }

  func databaseValue(at index: Int) throws -> DatabaseValue {
    switch index {
    case 0: try slug.databaseValue()
    case 1: try weight.databaseValue()
    case 2: try rank.databaseValue()
    default: .null
    }
  }

  mutating func read(_ row: borrowing DatabaseRow, column: Int32, into index: Int) throws {
    switch index {
    case 0: slug = try String(row: row, column: column)
    case 1: weight = try UInt16(row: row, column: column)
    case 2: rank = try Int(row: row, column: column)
    default: break
    }
  }
}

extension Expected {
  static let blog = """

    struct Blog {
      var name: String
      var tagline: String = ""

      /// The type of the primary key.
      typealias PrimaryKey = Key<Blog>

      /// The automatic primary key; the database makes it when the instance is first saved.
      var id: Key<Blog> = .unsaved

      /// Makes an instance; saving it is another step.
      init(name: String, tagline: String = "") {
        self.name = name
        self.tagline = tagline
      }

      /// The model's columns, for conditions and orderings.
      struct Columns: ModelColumns {
        /// Whose columns they are.
        typealias Model = Blog
        /// How the model is reached.
        let queryPath: RelationPath
        /// Makes the columns at the end of a path.
        init(path: RelationPath) { queryPath = path }
        /// The column of `id`.
        var id: ColumnExpression<Key<Blog>> { column(0) }
        /// The column of `name`.
        var name: ColumnExpression<String> { column(1) }
        /// The column of `tagline`.
        var tagline: ColumnExpression<String> { column(2) }
      }

      /// The model's columns where there may be no row.
      struct OptionalColumns: ModelColumns {
        /// Whose columns they are.
        typealias Model = Blog
        /// How the model is reached.
        let queryPath: RelationPath
        /// Makes the columns at the end of a path.
        init(path: RelationPath) { queryPath = path }
        /// The column of `id`.
        var id: ColumnExpression<Key<Blog>?> { column(0) }
        /// The column of `name`.
        var name: ColumnExpression<String?> { column(1) }
        /// The column of `tagline`.
        var tagline: ColumnExpression<String?> { column(2) }
      }

      /// The model's table.
      static let schema = ModelSchema(
        Blog.self,
        name: "Blog",
        fields: [
          .field("id", Key<Blog>.self, options: FieldOptions(isPrimaryKey: true, isAutomatic: true)),
          .field("name", String.self, options: FieldOptions(maxLength: 100)),
          .field("tagline", String.self),
        ])

      /// The value of the primary key.
      var primaryKey: Key<Blog> {
        get { self.id }
        set { self.id = newValue }
      }

      /// Reads an instance from the columns of a row, in the schema's order.
      @inline(__always)
      init(row: borrowing DatabaseRow) throws {
        let value0 = try Key<Blog>(row: row, column: 0)
        let value1 = try String(row: row, column: 1)
        let value2 = try String(row: row, column: 2)
        self.id = value0
        self.name = value1
        self.tagline = value2
      }

      /// Reads an instance and appends it.
      static func append(_ row: borrowing DatabaseRow, to models: inout [Blog]) throws {
        models.append(try Blog(row: row))
      }

      /// Binds every column but the primary key, in the schema's order.
      func bindFields(to writer: inout ParameterWriter) throws {
        try self.name.bind(to: &writer)
        try self.tagline.bind(to: &writer)
      }

      /// The value of one column, by its index in the schema.
      func databaseValue(at index: Int) throws -> DatabaseValue {
        switch index {
        case 0: try self.id.databaseValue()
        case 1: try self.name.databaseValue()
        case 2: try self.tagline.databaseValue()
        default: .null
        }
      }

      /// Reads one column, by its index in the schema, from a cell of a row.
      mutating func read(_ row: borrowing DatabaseRow, column: Int32, into index: Int) throws {
        switch index {
        case 0: self.id = try Key<Blog>(row: row, column: column)
        case 1: self.name = try String(row: row, column: column)
        case 2: self.tagline = try String(row: row, column: column)
        default: break
        }
      }

      private enum CodingKeys: String, CodingKey {
        case id, name, tagline
      }

      /// Decodes an instance; what is absent has its declared default.
      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.id = try container.decodeIfPresent(Key<Blog>.self, forKey: .id) ?? .unsaved
        self.name = try container.decode(String.self, forKey: .name)
        self.tagline = try container.decodeIfPresent(String.self, forKey: .tagline) ?? ""
      }

      /// Encodes every column under its property's name, foreign keys as their raw keys.
      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.id, forKey: .id)
        try container.encode(self.name, forKey: .name)
        try container.encode(self.tagline, forKey: .tagline)
      }
    }

    extension Blog: Model, Codable {}
    """
}

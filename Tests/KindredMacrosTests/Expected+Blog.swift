extension Expected {
  static let blog = """

    struct Blog {
      var name: String
      var tagline: String = ""

      /// The type of the primary key.
      typealias PrimaryKey = Kindred.Key<Blog>

      /// The automatic primary key; the database makes it when the instance is first saved.
      nonisolated var id: Kindred.Key<Blog> = .unsaved

      /// What the instance shares with the other rows of its result.
      nonisolated var rowOrigin: Kindred.RowOrigin? = nil

      /// Makes an instance, without saving it.
      nonisolated init(name: String, tagline: String = "") {
        self.name = name
        self.tagline = tagline
      }

      /// The model's columns, for conditions and orderings.
      struct Columns: Kindred.ModelColumns, Kindred.RelationColumns {
        /// The model that has the columns.
        typealias Model = Blog
        /// The path of relations from the queried model.
        let queryPath: Kindred.RelationPath
        /// Makes the columns at the end of a path.
        init(path: Kindred.RelationPath) { queryPath = path }
        /// The column of `id`.
        var id: Kindred.ColumnExpression<Kindred.Key<Blog>> { column(0) }
        /// The column of `name`.
        var name: Kindred.ColumnExpression<String> { column(1) }
        /// The column of `tagline`.
        var tagline: Kindred.ColumnExpression<String> { column(2) }
      }

      /// The model's columns where the row may be missing.
      struct OptionalColumns: Kindred.ModelColumns, Kindred.RelationColumns {
        /// The model that has the columns.
        typealias Model = Blog
        /// What a property of a selection is that they select.
        typealias SelectedValue = Model?
        /// The path of relations from the queried model.
        let queryPath: Kindred.RelationPath
        /// Makes the columns at the end of a path.
        init(path: Kindred.RelationPath) { queryPath = path }
        /// The column of `id`.
        var id: Kindred.ColumnExpression<Kindred.Key<Blog>?> { column(0) }
        /// The column of `name`.
        var name: Kindred.ColumnExpression<String?> { column(1) }
        /// The column of `tagline`.
        var tagline: Kindred.ColumnExpression<String?> { column(2) }
      }

      /// The model's table.
      nonisolated static let schema = Kindred.ModelSchema(
        Blog.self,
        name: "Blog",
        fields: [
          .field("id", Kindred.Key<Blog>.self, options: Kindred.FieldOptions(isPrimaryKey: true, isAutomatic: true)),
          .field("name", String.self, options: Kindred.FieldOptions(maxLength: 100)),
          .field("tagline", String.self, fill: { "" }),
        ])

      /// The value of the primary key.
      nonisolated var primaryKey: Kindred.Key<Blog> {
        get { self.id }
        set { self.id = newValue }
      }

      /// Reads an instance from the columns of a row, in the schema's order.
      @inline(__always)
      nonisolated init(row: borrowing Kindred.DatabaseRow) throws {
        let value0 = try Kindred.Key<Blog>(row: row, column: 0)
        let value1 = try String(row: row, column: 1)
        let value2 = try String(row: row, column: 2)
        self.id = value0
        self.name = value1
        self.tagline = value2
        self.rowOrigin = row.origin(key: value0)
      }

      /// Reads an instance and appends it.
      nonisolated static func append(_ row: borrowing Kindred.DatabaseRow, to models: inout [Blog]) throws {
        models.append(try Blog(row: row))
      }

      /// Binds every column but the primary key, in the schema's order.
      nonisolated func bindFields(to writer: inout Kindred.ParameterWriter) throws {
        try self.name.bind(to: &writer)
        try self.tagline.bind(to: &writer)
      }

      /// The value of one column, by its index in the schema.
      nonisolated func databaseValue(at index: Swift.Int) throws -> Kindred.DatabaseValue {
        switch index {
        case 0: try self.id.databaseValue()
        case 1: try self.name.databaseValue()
        case 2: try self.tagline.databaseValue()
        default: .null
        }
      }

      /// Reads one column, by its index in the schema, from a cell of a row.
      nonisolated mutating func read(_ row: borrowing Kindred.DatabaseRow, column: Swift.Int32, into index: Swift.Int) throws {
        switch index {
        case 0: self.id = try Kindred.Key<Blog>(row: row, column: column)
        case 1: self.name = try String(row: row, column: column)
        case 2: self.tagline = try String(row: row, column: column)
        default: break
        }
      }

      private enum CodingKeys: Swift.String, Swift.CodingKey {
        case id, name, tagline
      }

      /// Decodes an instance; what is absent has its declared default.
      nonisolated init(from decoder: any Swift.Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.id = try container.decodeIfPresent(Kindred.Key<Blog>.self, forKey: .id) ?? .unsaved
        self.name = try container.decode(String.self, forKey: .name)
        self.tagline = try container.decodeIfPresent(String.self, forKey: .tagline) ?? ""
      }

      /// Encodes every column under its property's name, foreign keys as their raw keys.
      nonisolated func encode(to encoder: any Swift.Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.id, forKey: .id)
        try container.encode(self.name, forKey: .name)
        try container.encode(self.tagline, forKey: .tagline)
      }

      /// Has the compiler check what a macro cannot see.
      private nonisolated static func checkDeclaration() {
      #sourceLocation(file: "test.swift", line: 2)
      _ = isReadByPlugin
      #sourceLocation()
      }
    }

    nonisolated extension Blog: Kindred.Model, Swift.Codable {}
    """
}

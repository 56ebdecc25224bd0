extension Expected {
  static let country = """
    @available(macOS 16, *)
    public struct Country: Codable {
      public var code: String
      public var name: String? = "none"

      /// The type of the primary key.
      public typealias PrimaryKey = String

      /// The identity of an instance: its primary key.
      public typealias ID = String

      /// What the instance shares with the other rows of its result.
      public nonisolated var rowOrigin: Kindred.RowOrigin? = nil

      /// Makes an instance, without saving it.
      public nonisolated init(code: String, name: String? = "none") {
        self.code = code
        self.name = name
      }

      /// The model's columns, for conditions and orderings.
      public struct Columns: Kindred.ModelColumns, Kindred.RelationColumns {
        /// The model that has the columns.
        public typealias Model = Country
        /// The path of relations from the queried model.
        public let queryPath: Kindred.RelationPath
        /// Makes the columns at the end of a path.
        public init(path: Kindred.RelationPath) { queryPath = path }
        /// The column of `code`.
        public var code: Kindred.ColumnExpression<String> { column(0) }
        /// The column of `name`.
        public var name: Kindred.ColumnExpression<String?> { column(1) }
      }

      /// The model's columns where the row may be missing.
      public struct OptionalColumns: Kindred.ModelColumns, Kindred.RelationColumns {
        /// The model that has the columns.
        public typealias Model = Country
        /// What a property of a selection is that they select.
        public typealias SelectedValue = Model?
        /// The path of relations from the queried model.
        public let queryPath: Kindred.RelationPath
        /// Makes the columns at the end of a path.
        public init(path: Kindred.RelationPath) { queryPath = path }
        /// The column of `code`.
        public var code: Kindred.ColumnExpression<String?> { column(0) }
        /// The column of `name`.
        public var name: Kindred.ColumnExpression<String?> { column(1) }
      }

      /// The types of the unique fields, which foreign keys can point to.
      public enum UniqueFields {
        /// The type of `code`.
        public typealias code = String
      }

      /// The model's table.
      public nonisolated static let schema = Kindred.ModelSchema(
        Country.self,
        name: "Country",
        fields: [
          .field("code", String.self, column: "iso", options: Kindred.FieldOptions(maxLength: 2, isPrimaryKey: true)),
          .field("name", String?.self, fill: { "none" }),
        ])

      /// The value of the primary key.
      public nonisolated var primaryKey: String {
        get { self.code }
        set { self.code = newValue }
      }

      /// Reads an instance from the columns of a row, in the schema's order.
      @inline(__always)
      public nonisolated init(row: borrowing Kindred.DatabaseRow) throws {
        let value0 = try String(key: row, column: 0)
        let value1 = try String?(row: row, column: 1)
        self.code = value0
        self.name = value1
        self.rowOrigin = row.origin(key: value0)
      }

      /// Reads an instance and appends it.
      public nonisolated static func append(_ row: borrowing Kindred.DatabaseRow, to models: inout [Country]) throws {
        models.append(try Country(row: row))
      }

      /// Binds every column but the primary key, in the schema's order.
      public nonisolated func bindFields(to writer: inout Kindred.ParameterWriter) throws {
        try self.name.bind(to: &writer)
      }

      /// The value of one column, by its index in the schema.
      public nonisolated func databaseValue(at index: Swift.Int) throws -> Kindred.DatabaseValue {
        switch index {
        case 0: try self.code.databaseValue()
        case 1: try self.name.databaseValue()
        default: .null
        }
      }

      /// Reads one column, by its index in the schema, from a cell of a row.
      public nonisolated mutating func read(_ row: borrowing Kindred.DatabaseRow, column: Swift.Int32, into index: Swift.Int) throws {
        switch index {
        case 0: self.code = try String(key: row, column: column)
        case 1: self.name = try String?(row: row, column: column)
        default: break
        }
      }

      private enum CodingKeys: Swift.String, Swift.CodingKey {
        case code, name
      }

      /// Decodes an instance; what is absent has its declared default.
      public nonisolated init(from decoder: any Swift.Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.code = try container.decode(String.self, forKey: .code)
        self.name = try container.contains(.name) ? container.decodeIfPresent(String.self, forKey: .name) : "none"
      }

      /// Encodes every column under its property's name, foreign keys as their raw keys.
      public nonisolated func encode(to encoder: any Swift.Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(self.code, forKey: .code)
        try container.encode(self.name, forKey: .name)
      }

      /// Has the compiler check what a macro cannot see.
      private nonisolated static func checkDeclaration() {
      #sourceLocation(file: "test.swift", line: 3)
      _ = isReadByPlugin
      #sourceLocation()
      }
    }

    @available(macOS 16, *)
    nonisolated extension Country: Kindred.Model, Swift.Codable {}
    """
}

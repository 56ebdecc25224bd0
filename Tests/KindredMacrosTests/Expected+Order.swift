extension Expected {
  static let order = """
    enum Shop {
      public struct Order {
        // the key
        public var id: UUID = UUID()
        public var tags: [String] = []
        var more: [String: Int]?
        public var `class`: Kind
        public let placed: Date
        var cache: [Int] = []
        private var secret: Int = 1 + 1

        init(text: String) { self.init(class: .plain, placed: .now) }
        public init(from decoder: any Decoder) throws { self.init(text: "decoded") }

        /// The type of the primary key.
        public typealias PrimaryKey = UUID

        /// Whether the instance was made in code and not saved since.
        public nonisolated private(set) var isKnownToBeNew: Swift.Bool = true

        /// What the instance shares with the other rows of its result.
        public nonisolated var rowOrigin: Kindred.RowOrigin? = nil

        /// Makes an instance, without saving it.
        nonisolated init(id: UUID = UUID(), tags: [String] = [], more: [String: Int]? = nil, `class`: Kind, placed: Date) {
          self.id = id
          self.tags = tags
          self.more = more
          self.`class` = `class`
          self.placed = placed.asStored
        }

        /// Makes an instance, without saving it.
        public nonisolated init(id: UUID = UUID(), tags: [String] = [], `class`: Kind, placed: Date) {
          self.id = id
          self.tags = tags
          self.`class` = `class`
          self.placed = placed.asStored
        }

        /// The model's columns, for conditions and orderings.
        public struct Columns: Kindred.ModelColumns, Kindred.RelationColumns {
          /// The model that has the columns.
          public typealias Model = Order
          /// The path of relations from the queried model.
          public let queryPath: Kindred.RelationPath
          /// Makes the columns at the end of a path.
          public init(path: Kindred.RelationPath) { queryPath = path }
          /// The column of `id`.
          public var id: Kindred.ColumnExpression<UUID> { column(0) }
          /// The column of `tags`.
          public var tags: Kindred.JSONColumn<Kindred.JSON<[String]>> { column(1) }
          /// The column of `more`.
          var more: Kindred.JSONColumn<Kindred.JSON<[String: Int]>?> { column(2) }
          /// The column of `class`.
          public var `class`: Kindred.ColumnExpression<Kind> { column(3) }
          /// The column of `placed`.
          public var placed: Kindred.ColumnExpression<Date> { column(4) }
          /// The column of `secret`.
          fileprivate var secret: Kindred.ColumnExpression<Int> { column(5) }
        }

        /// The model's columns where the row may be missing.
        public struct OptionalColumns: Kindred.ModelColumns, Kindred.RelationColumns {
          /// The model that has the columns.
          public typealias Model = Order
          /// What a property of a selection is that they select.
          public typealias SelectedValue = Model?
          /// The path of relations from the queried model.
          public let queryPath: Kindred.RelationPath
          /// Makes the columns at the end of a path.
          public init(path: Kindred.RelationPath) { queryPath = path }
          /// The column of `id`.
          public var id: Kindred.ColumnExpression<UUID?> { column(0) }
          /// The column of `tags`.
          public var tags: Kindred.JSONColumn<Kindred.JSON<[String]>?> { column(1) }
          /// The column of `more`.
          var more: Kindred.JSONColumn<Kindred.JSON<[String: Int]>?> { column(2) }
          /// The column of `class`.
          public var `class`: Kindred.ColumnExpression<Kind?> { column(3) }
          /// The column of `placed`.
          public var placed: Kindred.ColumnExpression<Date?> { column(4) }
          /// The column of `secret`.
          fileprivate var secret: Kindred.ColumnExpression<Int?> { column(5) }
        }

        /// The types of the unique fields, which foreign keys can point to.
        public enum UniqueFields {
          /// The type of `id`.
          public typealias id = UUID
        }

        /// The model's table.
        public nonisolated static let schema = Kindred.ModelSchema(
          Order.self,
          name: "Shop.Order",
          table: "orders",
          fields: [
            .field("id", UUID.self, options: Kindred.FieldOptions(isPrimaryKey: true)),
            .field("tags", Kindred.JSON<[String]>.self, fill: { Kindred.JSON([]) }),
            .field("more", Kindred.JSON<[String: Int]>?.self),
            .field("class", Kind.self),
            .field("placed", Date.self),
            .field("secret", Int.self, fill: { 1 + 1 }),
          ])

        /// The value of the primary key.
        public nonisolated var primaryKey: UUID {
          get { self.id }
          set { self.id = newValue }
        }

        /// Notes that the instance is stored now: its values are those that the database has.
        public nonisolated mutating func markStored() {
          self.`class` = self.`class`.asStored
          self.isKnownToBeNew = false
        }

        /// Reads an instance from the columns of a row, in the schema's order.
        @inline(__always)
        public nonisolated init(row: borrowing Kindred.DatabaseRow) throws {
          let value0 = try UUID(key: row, column: 0)
          let value1 = try Kindred.JSON<[String]>(row: row, column: 1).value
          let value2 = try Kindred.JSON<[String: Int]>?(row: row, column: 2)?.value
          let value3 = try Kind(row: row, column: 3)
          let value4 = try Date(row: row, column: 4)
          let value5 = try Int(row: row, column: 5)
          self.id = value0
          self.tags = value1
          self.more = value2
          self.`class` = value3
          self.placed = value4
          self.secret = value5
          self.rowOrigin = row.origin(key: value0)
          self.isKnownToBeNew = false
        }

        /// Reads an instance and appends it.
        public nonisolated static func append(_ row: borrowing Kindred.DatabaseRow, to models: inout [Order]) throws {
          models.append(try Order(row: row))
        }

        /// Binds every column but the primary key, in the schema's order.
        public nonisolated func bindFields(to writer: inout Kindred.ParameterWriter) throws {
          try Kindred.JSON(self.tags).bind(to: &writer)
          try self.more.map(Kindred.JSON.init).bind(to: &writer)
          try self.`class`.bind(to: &writer)
          try self.placed.bind(to: &writer)
          try self.secret.bind(to: &writer)
        }

        /// The value of one column, by its index in the schema.
        public nonisolated func databaseValue(at index: Swift.Int) throws -> Kindred.DatabaseValue {
          switch index {
          case 0: try self.id.databaseValue()
          case 1: try Kindred.JSON(self.tags).databaseValue()
          case 2: try self.more.map(Kindred.JSON.init).databaseValue()
          case 3: try self.`class`.databaseValue()
          case 4: try self.placed.databaseValue()
          case 5: try self.secret.databaseValue()
          default: .null
          }
        }

        /// Reads one column, by its index in the schema, from a cell of a row.
        public nonisolated mutating func read(_ row: borrowing Kindred.DatabaseRow, column: Swift.Int32, into index: Swift.Int) throws {
          switch index {
          case 0: self.id = try UUID(key: row, column: column)
          case 1: self.tags = try Kindred.JSON<[String]>(row: row, column: column).value
          case 2: self.more = try Kindred.JSON<[String: Int]>?(row: row, column: column)?.value
          case 3: self.`class` = try Kind(row: row, column: column)
          case 4: break
          case 5: self.secret = try Int(row: row, column: column)
          default: break
          }
        }

        private enum CodingKeys: Swift.String, Swift.CodingKey {
          case id, tags, more, `class`, placed, secret
        }

        /// Encodes every column under its property's name, foreign keys as their raw keys.
        public nonisolated func encode(to encoder: any Swift.Encoder) throws {
          var container = encoder.container(keyedBy: CodingKeys.self)
          try container.encode(self.id, forKey: .id)
          try container.encode(self.tags, forKey: .tags)
          try container.encode(self.more, forKey: .more)
          try container.encode(self.`class`, forKey: .`class`)
          try container.encode(self.placed, forKey: .placed)
          try container.encode(self.secret, forKey: .secret)
        }

        /// Has the compiler check what a macro cannot see.
        private nonisolated static func checkDeclaration() {
        #sourceLocation(file: "test.swift", line: 3)
        _ = isReadByPlugin
        #sourceLocation()
        #sourceLocation(file: "test.swift", line: 8)
        Kindred.FieldTypeCheck.column(of: Kind.self)
        #sourceLocation()
        }
      }
    }

    nonisolated extension Shop.Order: Kindred.Model, Swift.Codable {}
    """
}

extension Expected {
  /// Members of a set of fields.
  static let audit: [String] = [
    #"""
    /// Makes an instance with related objects, without saving it.
    public nonisolated init(createdAt: Date = .now, author: Author? = nil, tags: [String] = []) {
      self.createdAt = createdAt
      self.$author = Kindred.RelatedReference(to: author)
      self.tags = tags
    }
    """#,
    #"""
    /// Makes an instance with raw keys, without saving it.
    public nonisolated init(createdAt: Date = .now, authorID: Author.PrimaryKey?, tags: [String] = []) {
      self.createdAt = createdAt
      self.$author = Kindred.RelatedReference(key: authorID)
      self.tags = tags
    }
    """#,
    #"""
    /// The foreign keys as types.
    public enum Relations {
      /// The foreign key `author`.
      public enum author: Kindred.GroupKey {
        /// The set of fields.
        public typealias EmbeddedGroup = Audit
        /// The model that the key points to.
        public typealias Target = Author
        /// The type of the key's column.
        public typealias KeyColumn = Author.PrimaryKey?
        /// What the set declares of the key.
        public static let declaration = Kindred.GroupKeyDeclaration(
          name: "author", onDelete: .setNull, relatedName: "%(class)sMade")
        /// The key value that points to an object.
        public static func key(of target: Author) -> Author.PrimaryKey? { target.primaryKey }
        /// The key's value in a set.
        public static func reference(in group: Audit) -> Kindred.RelatedReference<Self> { group.$author }
        /// Replaces the key's value in a set.
        public static func setReference(_ reference: Kindred.RelatedReference<Self>, in group: inout Audit) {
          group.$author = reference
        }
      }
    }
    """#,
    #"""
    /// The set's columns, for conditions and orderings.
    public struct Columns: Kindred.FieldGroupColumns {
      /// The set of fields.
      public typealias EmbeddedGroup = Audit
      /// Where the columns are.
      public let columnPlace: Kindred.ColumnPlace
      /// Makes the columns at a place.
      public init(place: Kindred.ColumnPlace) { columnPlace = place }
      /// The column of `createdAt`.
      public var createdAt: Kindred.ColumnExpression<Date> { column(0) }
      /// The column of `author`.
      public var authorID: Kindred.ColumnExpression<Author.PrimaryKey?> { column(1) }
      /// The columns of the `Author` that `author` points to.
      public var author: Author.OptionalColumns { follow(1) }
      /// The column of `tags`.
      public var tags: Kindred.JSONColumn<Kindred.JSON<[String]>> { column(2) }
    }
    """#,
    #"""
    /// The set's columns where the row may be missing.
    public struct OptionalColumns: Kindred.FieldGroupColumns {
      /// The set of fields.
      public typealias EmbeddedGroup = Audit
      /// Where the columns are.
      public let columnPlace: Kindred.ColumnPlace
      /// Makes the columns at a place.
      public init(place: Kindred.ColumnPlace) { columnPlace = place }
      /// The column of `createdAt`.
      public var createdAt: Kindred.ColumnExpression<Date?> { column(0) }
      /// The column of `author`.
      public var authorID: Kindred.ColumnExpression<Author.PrimaryKey?> { column(1) }
      /// The columns of the `Author` that `author` points to.
      public var author: Author.OptionalColumns { follow(1) }
      /// The column of `tags`.
      public var tags: Kindred.JSONColumn<Kindred.JSON<[String]>?> { column(2) }
    }
    """#,
    #"""
    /// The number of columns.
    @inlinable public nonisolated static var columnCount: Swift.Int { 3 }
    """#,
    #"""
    /// The number of foreign keys.
    @inlinable public nonisolated static var relationCount: Swift.Int { 1 }
    """#,
    #"""
    /// The fields, as a model has them that uses the set.
    public nonisolated static func fields<KindredPlace__: Kindred.EmbeddedFields>(in place: KindredPlace__.Type) -> [Kindred.FieldSchema]
    where KindredPlace__.EmbeddedGroup == Audit {
      [
        .field("createdAt", Date.self, in: KindredPlace__.self, fill: { .now }),
        .foreignKey(Relations.author.self, in: KindredPlace__.self),
        .field("tags", Kindred.JSON<[String]>.self, in: KindredPlace__.self, fill: { Kindred.JSON([]) }),
      ]
    }
    """#,
    #"""
    /// The indexes and constraints of each model that uses the set.
    public nonisolated static var options: Kindred.FieldGroupOptions {
      Kindred.FieldGroupOptions(indexes: [.on("-createdAt")])
    }
    """#,
    #"""
    /// Reads a set from the columns of a row.
    @inline(__always)
    public nonisolated init(row: borrowing Kindred.DatabaseRow, column: Swift.Int32, link: Swift.Int) throws {
      let value0 = try Date(row: row, column: column + 0)
      let value1 = try Kindred.RelatedReference<Relations.author>(row: row, column: column + 1, link: link + 0)
      let value2 = try Kindred.JSON<[String]>(row: row, column: column + 2).value
      self.createdAt = value0
      self.$author = value1
      self.tags = value2
    }
    """#,
    #"""
    /// Binds every column in order.
    public nonisolated func bindFields(to writer: inout Kindred.ParameterWriter) throws {
      try self.createdAt.bind(to: &writer)
      try self.$author.key.bind(to: &writer)
      try Kindred.JSON(self.tags).bind(to: &writer)
    }
    """#,
    #"""
    /// The value of one column, by its index in the set.
    public nonisolated func databaseValue(at index: Swift.Int) throws -> Kindred.DatabaseValue {
      switch index {
      case 0: try self.createdAt.databaseValue()
      case 1: try self.$author.key.databaseValue()
      case 2: try Kindred.JSON(self.tags).databaseValue()
      default: .null
      }
    }
    """#,
    #"""
    /// Reads one column, by its index in the set, from a cell of a row.
    public nonisolated mutating func read(_ row: borrowing Kindred.DatabaseRow, column: Swift.Int32, into index: Swift.Int) throws {
      switch index {
      case 0: self.createdAt = try Date(row: row, column: column)
      case 1: self.$author.key = try Author.PrimaryKey?(key: row, column: column)
      case 2: self.tags = try Kindred.JSON<[String]>(row: row, column: column).value
      default: break
      }
    }
    """#,
    #"""
    /// Notes that the set is stored now: its values are those that the database has.
    public nonisolated mutating func markStored() {
      self.createdAt = self.createdAt.asStored
    }
    """#,
  ]
}
